"""Every `lab` command in the notes is one that the students' own client understands."""

import shlex
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from types import ModuleType

import pytest

from tests.course.notes_reading import CHECKOUT, PLACEHOLDER, Note, all_notes

CLIENT = CHECKOUT / "labs" / "client" / "lab"


@pytest.fixture(scope="module")
def client() -> ModuleType:
    loader = SourceFileLoader("lab", str(CLIENT))
    spec = spec_from_loader("lab", loader)
    assert spec
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


def quoted_calls(note: Note) -> list[str]:
    typed = [*(command for fence in note.fences for command in fence.commands), *note.inline_code]
    return [command for command in typed if command.startswith("lab ")]


def complaint(client: ModuleType, command: str) -> str:
    words = shlex.split(PLACEHOLDER.sub("value", command))[1:]
    try:
        client.read_words(client.read_options(words).words, client.Speech("en"))
    except client.Trouble as trouble:
        return str(trouble)
    return ""


def test_every_quoted_lab_command_is_understood(client: ModuleType) -> None:
    calls = sorted({call for note in all_notes() for call in quoted_calls(note)})
    assert len(calls) > 5, "hardly any command was found: has the notes' format changed?"
    assert {call: said for call in calls if (said := complaint(client, call))} == {}


def test_the_check_catches_what_readers_would_trip_over(client: ModuleType) -> None:
    assert all(complaint(client, call) for call in ("lab intro-launch begin", "lab start", "lab NAME grade --fast"))
