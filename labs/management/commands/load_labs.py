"""`manage.py load_labs`: read the labs' folders and store their current definitions."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from labs.loader import DefinitionError, load_labs
from labs.proof_files import read_proof
from labs.services import record_lab, record_proof


class Command(BaseCommand):
    help = "Read labs/definitions/ and labs/proofs/ strictly and store what is new."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            folders = load_labs()
            proofs = [read_proof(folder.definition.slug) for folder in folders]
        except DefinitionError as error:
            raise CommandError(str(error)) from error
        for folder, proof in zip(folders, proofs, strict=True):
            record_lab(folder)
            if proof:
                record_proof(proof)
        pairs = zip(folders, proofs, strict=True)
        proven = sum(proof is not None and proof.definition == folder.digest for folder, proof in pairs)
        self.stdout.write(f"{len(folders)} labs, {proven} of them proven as they are")
