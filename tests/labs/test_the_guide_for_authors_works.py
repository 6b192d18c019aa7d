"""The commands of docs/write-a-lab.md do what it says, and its pieces of YAML are the language.

What needs a cloud is done in tests/end_to_end/test_an_author_looks_at_a_students_work.py.
"""

import re
import shlex
import shutil
import subprocess
from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.core.management import call_command
from pydantic import TypeAdapter

from grading.authoring.sightings import Sighting
from grading.management.commands import lab, prove
from grading.models import StoredObservation
from labs.language.examples import furnished
from labs.loader import DEFINITIONS
from labs.schema import Check, Given, LabDefinition, Question, Start
from labs.schema.proving import MISTAKES, SOLUTION
from tests.grading import worlds
from tests.pages.factories import make_cohort, make_run, make_session, make_student

ROOT = DEFINITIONS.parents[1]
GUIDE = (ROOT / "docs" / "write-a-lab.md").read_text(encoding="utf-8")
SEEN = Sighting("branch-network", worlds.seen(worlds.NETWORK_TENANT), worlds.NETWORK_PARAMETERS)
COMMANDS = [
    line[2:]
    for block in re.findall(r"```console\n(.*?)```", GUIDE, re.DOTALL)
    for line in block.splitlines()
    if line.startswith("$ ")
]
YAML = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)]


@pytest.mark.django_db
def test_the_commands_work_in_their_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(DEFINITIONS, tmp_path / "labs" / "definitions")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "seen.json").write_text(SEEN.as_text(), encoding="utf-8")
    call_command("load_labs", stdout=StringIO())
    run = stored_run()
    for command in COMMANDS:
        words = shlex.split(command.replace("--observation 7", f"--observation {run}"))
        if words[:2] == ["./run", "manage"]:
            manage(words[2:])
        elif words[0] == "./run":
            assert words[1] in {"lab", "openstack", "test"}
        else:
            subprocess.run(words, check=True)


def manage(words: list[str]) -> None:
    """A command of ours; one that asks a cloud is only read, one that writes documents must have nothing to write."""
    if words[:2] == ["lab", "observe"] or words[0] == "prove":
        command = {"lab": lab.Command, "prove": prove.Command}[words[0]]()
        command.create_parser("manage.py", words[0]).parse_args(words[1:])
        return
    words = [
        word.replace("branch-network", "network-tenant") if words[0] == "offer" else word for word in words
    ]  # it is no lab yet
    documents = [ROOT / "docs" / "check-language.md", ROOT / "static" / "lab.schema.json"]
    before = [path.read_bytes() for path in documents]
    call_command(*words, stdout=StringIO())
    assert [path.read_bytes() for path in documents] == before


def stored_run() -> int:
    session = make_session(make_student(make_cohort()), "network-tenant", project_id=worlds.PROJECT)
    stored = StoredObservation.objects.create(digest="0" * 64, content=SEEN.observation.packed())
    return make_run(session, observation=stored, parameters=SEEN.parameters.as_json()).pk


@pytest.mark.parametrize("piece", YAML, ids=lambda piece: next(iter(piece if isinstance(piece, dict) else piece[0])))
def test_a_piece_of_yaml_is_the_language(piece: object) -> None:
    if isinstance(piece, list):
        (MISTAKES if "mistake" in piece[0] else SOLUTION).validate_python(piece)
    elif set(piece) == {"start"}:  # type: ignore[call-overload]
        Start.model_validate(piece["start"])  # type: ignore[index]
    elif set(piece) == {"given", "questions"}:  # type: ignore[call-overload]
        TypeAdapter(list[Given]).validate_python(piece["given"])  # type: ignore[index]
        TypeAdapter(list[Question]).validate_python(piece["questions"])  # type: ignore[index]
    elif "slug" in piece:  # type: ignore[operator]
        assert set(piece) <= set(LabDefinition.model_fields)  # type: ignore[call-overload]
    else:
        Check.model_validate(furnished(piece, "EX-1", 10))  # type: ignore[arg-type]


def test_every_link_leads_to_a_file() -> None:
    assert all((ROOT / "docs" / name).is_file() for name in re.findall(r"\]\(([^)#]+)\)", GUIDE))
