"""`manage.py prove …`: show that labs hold, on the cloud of a running classroom."""

import json
import sys
import time
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from grading.authoring.telling import tell_cause
from grading.proving.alone import AnotherProof, alone_in
from grading.proving.document import write_document
from grading.proving.inventory import CannotSee
from grading.proving.parts import OWN, Part
from grading.proving.prover import Prover
from grading.proving.recording import proven_on, record
from grading.proving.report import Report
from grading.proving.students import STUDENTS_MAX, NoStudents, list_students
from grading.proving.subject import Subject, subject_of, with_further
from grading.proving.telling import Progress, tell_end, tell_report
from labs.loader import DEFINITIONS, DefinitionError, find_folder
from labs.models import Cloud, Lab
from labs.overcloud.diagnosing import cause_of
from labs.packing import unpacked
from labs.practice_link import SLUG
from labs.proof_files import PROOFS, ProvenOn, kept_proofs
from labs.terminal.shell import Clients, NoClient

TROUBLE = (DefinitionError, NoStudents, NoClient, AnotherProof, CannotSee)


def parts(text: str) -> frozenset[Part]:
    """`untouched,solution` as parts of a proof."""
    try:
        return frozenset(Part(word.strip()) for word in text.split(","))
    except ValueError as error:
        raise ArgumentTypeError(f"{error}; there are {', '.join(Part)}") from error


class Command(BaseCommand):
    help = "Prove labs on a running classroom: as students, right and wrong. What holds is written to labs/proofs/."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("labs", nargs="*", metavar="LAB", help="slugs or folders")
        parser.add_argument("--all", action="store_true", help="every lab of labs/definitions/")
        parser.add_argument("--in-force", action="store_true", help="the versions in force here, as they were edited")
        parser.add_argument("--only", type=parts, metavar="PART,…", help=f"of {', '.join(Part)}; nothing is written")
        parser.add_argument("--mistakes", type=Path, metavar="FILE", help="try these mistakes of one lab as well")
        parser.add_argument("--students", type=int, default=STUDENTS_MAX, metavar="N", help="side by side, 2 to 4")
        parser.add_argument("--cloud", default=SLUG, metavar="SLUG", help="the cloud to prove on")
        parser.add_argument("--document", action="store_true", help="only make the table of docs/labs.md anew")
        parser.add_argument("--json", action="store_true", help="print one JSON object for each lab")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["document"]:
            write_document()
            return
        try:
            with alone_in(settings.CLASSROOM_HOME), ExitStack() as folders:
                reports = self._prove(self._subjects(options, folders), options)
        except TROUBLE as error:
            raise CommandError(str(error)) from error
        if not all(report.holds for report in reports):
            sys.exit(1)

    def _subjects(self, options: dict[str, Any], kept: ExitStack) -> list[Subject]:
        """`kept`: holds the folders of versions in force until the proof has ended."""
        if options["in_force"]:
            folders = [kept.enter_context(unpacked(slug, files_in_force(slug))) for slug in options["labs"]]
        elif options["all"]:
            folders = sorted(path.parent for path in DEFINITIONS.glob("*/lab.yaml"))
        else:
            folders = [find_folder(name) for name in options["labs"]]
        if not folders:
            raise CommandError("name labs, or --all of them")
        if options["mistakes"] is None:
            return [subject_of(folder) for folder in folders]
        if len(folders) != 1:
            raise CommandError("--mistakes is a file of one lab: name it")
        return [with_further(subject_of(folders[0]), options["mistakes"])]

    def _prove(self, subjects: Sequence[Subject], options: dict[str, Any]) -> list[Report]:
        cloud = Cloud.objects.filter(slug=options["cloud"]).first()
        if cloud is None or not cloud.public_auth_url:
            raise CommandError(f"there is no cloud {options['cloud']} yet: start the classroom with ./run")
        if not 2 <= options["students"] <= STUDENTS_MAX:
            raise CommandError(f"--students is 2 to {STUDENTS_MAX}")
        chosen = options["only"] or frozenset(Part)
        asked = _ask(cloud)
        places, began = list_students(cloud, options["students"]), time.monotonic()
        with Clients(settings.CLASSROOM_ENVS / "client") as clients:
            prover = Prover(clients, places, chosen)
            idle = [subject.slug for subject in subjects if not prover.count([subject])]
            if idle:
                raise CommandError(f"--only leaves nothing to try of {', '.join(idle)}")
            progress = Progress(sys.stderr if options["json"] else sys.stdout, prover.count(subjects))
            reports, recorded = [], False
            for report in prover.prove(subjects, progress.tell):
                reports.append(report)
                progress.clear()
                self._tell(report, options["json"])
                folder = where_recorded(report.subject, chosen, in_force=options["in_force"])
                if report.holds and folder:
                    record(report, asked, timezone.now(), folder)
                    recorded = recorded or folder == PROOFS
        if recorded:
            write_document()
        if not options["json"]:
            self.stdout.write(tell_end(reports, time.monotonic() - began))
        return reports

    def _tell(self, report: Report, as_json: bool) -> None:
        lines = [json.dumps(report.as_json(), ensure_ascii=False)] if as_json else tell_report(report)
        self.stdout.write("\n".join(lines))
        self.stdout.flush()


def _ask(cloud: Cloud) -> ProvenOn:
    try:
        return proven_on(cloud)
    except Exception as error:
        raise CommandError(f"{cloud.slug}: {tell_cause(cause_of(error, 'cloud').as_json())}") from error


def where_recorded(subject: Subject, chosen: Collection[Part], *, in_force: bool) -> Path | None:
    """Only a whole proof is written down: of a lab of the course with it, of a version in force with the classroom."""
    if not OWN.issubset(chosen):
        return None
    if in_force:
        return kept_proofs()
    return PROOFS if subject.path == DEFINITIONS / subject.slug else None


def files_in_force(slug: str) -> Mapping[str, str]:
    lab = Lab.objects.select_related("revision").filter(slug=slug).first()
    if lab is None or lab.revision is None:
        raise CommandError(f"there is no lab {slug}")
    files: dict[str, str] = lab.revision.files
    return files
