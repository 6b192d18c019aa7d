"""`manage.py lab …`: the workbench of those who write labs."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from grading.authoring.advice import list_advice, list_folder_faults
from grading.authoring.one_look import (
    NowhereToLook,
    Where,
    find_place,
    look_once,
    where_of_project,
    where_of_session,
)
from grading.authoring.sightings import NothingSeen, sighting_of
from grading.authoring.telling import score_of, tell_cause, tell_collection, tell_score, tell_verdicts
from grading.engine.judging import judge
from grading.engine.verdicts import Outcome
from labs.language.document import write_document
from labs.language.json_schema import write_schema
from labs.loader import DEFINITIONS, DefinitionError, find_folder, load_lab, read_yaml
from labs.models import Lab
from labs.overcloud.diagnosing import cause_of
from labs.site import fill_definition

SOME_NOT_PASSED, NOTHING_TO_JUDGE = 1, 2


class Command(BaseCommand):
    help = "Write, check and try the definitions of labs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
        actions.add_parser("schema", help="write static/lab.schema.json, by which editors complete lab.yaml")
        actions.add_parser("document", help="write docs/check-language.md from the types")
        validate = actions.add_parser("validate", help="tell every fault of labs, with file and line")
        validate.add_argument(
            "labs", nargs="*", metavar="PATH|SLUG", help="folders or slugs; all labs if none is named"
        )
        self._add_observe(actions.add_parser("observe", help="look once at what a student has, and store nothing"))
        self._add_judge(actions.add_parser("judge", help="judge what was seen, without any cloud"))

    def _add_observe(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG")
        parser.add_argument("--student", required=True, metavar="HANDLE", help="whose open session is looked at")
        parser.add_argument("--cloud", metavar="SLUG", help="where the student has a place, if in several clouds")
        parser.add_argument("--project", metavar="NAME|ID", help="look at this project of the cloud instead")
        parser.add_argument("--definition", metavar="PATH", help="a lab folder in place of the loaded definition")
        parser.add_argument("--phase", default="", help="the phase whose checks are tried")
        parser.add_argument("--out", metavar="FILE", help="where to write what was seen, for `lab judge`")
        parser.add_argument("--json", action="store_true", help="print what was seen instead of a table")

    def _add_judge(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG")
        parser.add_argument("--observation", required=True, metavar="FILE|RUN_ID", help="of `lab observe`, or of a run")
        parser.add_argument("--definition", metavar="PATH", help="a lab folder in place of the loaded definition")
        parser.add_argument(
            "--student", metavar="HANDLE", help="take answers and variables of this student as they are now"
        )
        parser.add_argument("--cloud", metavar="SLUG", help="where the student has a place, if in several clouds")
        parser.add_argument("--phase", help="the phase that is judged, if not the one that was seen")
        parser.add_argument("--json", action="store_true", help="print verdicts and score as JSON")

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        try:
            getattr(self, f"_{action}")(options)
        except (DefinitionError, NowhereToLook) as error:
            raise CommandError(str(error)) from error
        except NothingSeen as error:
            raise CommandError(str(error), returncode=NOTHING_TO_JUDGE) from error

    def _schema(self, _options: dict[str, Any]) -> None:
        self.stdout.write(_shown(write_schema()))

    def _document(self, _options: dict[str, Any]) -> None:
        self.stdout.write(_shown(write_document()))

    def _validate(self, options: dict[str, Any]) -> None:
        folders = [find_folder(name) for name in options["labs"]] or sorted(
            path.parent for path in DEFINITIONS.glob("*/lab.yaml")
        )
        faulty = [folder.name for folder in folders if not self._validate_one(folder)]
        if faulty:
            raise CommandError(f"{len(faulty)} of {len(folders)} labs cannot be used: {', '.join(faulty)}")

    def _validate_one(self, folder: Path) -> bool:
        """Whether the lab can be used; what is wrong and what is perhaps not meant is printed."""
        try:
            lab = load_lab(folder)
        except (DefinitionError, OSError) as error:
            self.stdout.write(f"{self._paint('ERROR', 'fault')}   {folder.name}")
            self.stdout.write(_indented(str(error).splitlines()))
            return False
        faults = list_folder_faults(folder, lab.definition)
        word = self._paint("ERROR", "fault") if faults else self._paint("SUCCESS", "ok   ")
        self.stdout.write(f"{word}   {folder.name}: {len(lab.definition.checks)} checks, {lab.definition.total} points")
        if faults:
            self.stdout.write(_indented(faults))
        for line, told in list_advice(lab, read_yaml(folder / "lab.yaml")[1]):
            self.stdout.write(f"{self._paint('WARNING', 'advice')}  {folder.name}/lab.yaml:{line}: {told}")
        return not faults

    def _observe(self, options: dict[str, Any]) -> None:
        content = _content(options["slug"], options["definition"])
        where = _where(options)
        for kind, seconds, found in look_once(content, where, options["phase"]):
            seen = found
            if not options["json"]:
                self.stdout.write(tell_collection(kind, seconds, seen.observation.collections[kind], self._paint))
        if options["out"]:
            Path(options["out"]).write_text(seen.as_text(), encoding="utf-8")
        if options["json"]:
            self.stdout.write(seen.as_text(), ending="")
        elif options["out"]:
            self.stdout.write(f"written to {options['out']}")

    def _judge(self, options: dict[str, Any]) -> None:
        seen = sighting_of(options["observation"])
        if seen.lab != options["slug"]:
            raise CommandError(f"this is an observation of {seen.lab}, not of {options['slug']}")
        parameters = seen.parameters
        if options["student"]:
            parameters = where_of_session(find_place(options["student"], options["cloud"]), _lab(seen.lab)).parameters
        if options["phase"] is not None:
            parameters = replace(parameters, phase=options["phase"])
        definition = fill_definition(_content(options["slug"], options["definition"]), parameters.variables)
        verdicts = judge(definition, parameters, seen.observation)
        score = score_of(verdicts)
        if options["json"]:
            told = {
                "lab": seen.lab,
                "seen_at": seen.seen_at,
                "score": asdict(score) if score else None,
                "verdicts": [verdict.as_json() for verdict in verdicts],
            }
            self.stdout.write(json.dumps(told, indent=2, ensure_ascii=False))
        else:
            for line in tell_verdicts(verdicts, definition, dict(parameters.variables), self._paint):
                self.stdout.write(line)
            self.stdout.write(tell_score(verdicts))
        if score is None:
            sys.exit(NOTHING_TO_JUDGE)
        if any(verdict.outcome not in (Outcome.PASSED, Outcome.NOT_APPLICABLE) for verdict in verdicts):
            sys.exit(SOME_NOT_PASSED)

    def _paint(self, role: str, text: str) -> str:
        """Coloured on a terminal only."""
        return getattr(self.style, role)(text) if self.stdout.isatty() else text


def _where(options: dict[str, Any]) -> Where:
    """The student's open session, or the project that is named."""
    place = find_place(options["student"], options["cloud"])
    if not options["project"]:
        return where_of_session(place, _lab(options["slug"]))
    try:
        return where_of_project(place, options["project"])
    except NowhereToLook:
        raise
    except Exception as error:
        raise CommandError(f"{place.cloud.slug}: {tell_cause(cause_of(error, 'identity').as_json())}") from error


def _content(slug: str, path: str | None) -> dict[str, Any]:
    """The definition as it is stored: the loaded one, or that of a folder under work."""
    if path:
        return load_lab(find_folder(path)).definition.model_dump(mode="json", exclude_unset=True)
    definition = _lab(slug).definition
    if definition is None:
        raise CommandError(f"{slug} is not loaded: ./run manage load_labs, or name a --definition")
    content: dict[str, Any] = definition.content
    return content


def _lab(slug: str) -> Lab:
    lab = Lab.objects.select_related("definition").filter(slug=slug).first()
    if lab is None:
        known = ", ".join(Lab.objects.values_list("slug", flat=True)) or "none"
        raise CommandError(f"there is no lab {slug}; loaded are {known}")
    return lab


def _indented(lines: Iterable[object]) -> str:
    return "\n".join(f"        {line}" for line in lines)


def _shown(path: Path) -> str:
    return str(path.relative_to(DEFINITIONS.parents[1]))
