"""`manage.py load_labs`: read the labs' folders and store their current definitions."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from labs.loader import DefinitionError, load_labs
from labs.services import record_lab


class Command(BaseCommand):
    help = "Read labs/definitions/ strictly and store what is new."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            folders = load_labs()
        except DefinitionError as error:
            raise CommandError(str(error)) from error
        for folder in folders:
            record_lab(folder)
        self.stdout.write(f"{len(folders)} labs")
