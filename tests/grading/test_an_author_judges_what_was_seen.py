"""`./run manage lab judge`: a stored run or a file of `lab observe`, judged again without any cloud."""

import json
import shutil
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from grading.authoring.sightings import Sighting
from grading.engine.judging import Parameters
from grading.engine.observation import Observation
from grading.models import Run, StoredObservation
from labs.kinds import Kind
from labs.loader import DEFINITIONS
from labs.models import Answer
from tests.grading import worlds
from tests.pages.factories import make_cohort, make_run, make_session, make_student

INTRO = Sighting("intro-launch", worlds.seen(worlds.INTRO_LAUNCH), worlds.INTRO_PARAMETERS, worlds.STARTED)
AWAY = {"trouble": "timeout", "service": "compute", "detail": "no answer in 10 s"}
FOLDER = str(DEFINITIONS / "intro-launch")


def test_good_work_is_0_and_says_the_score(tmp_path: Path) -> None:
    code, told = judge(write(INTRO, tmp_path), "--definition", FOLDER)
    assert code == 0
    assert told.splitlines()[-1] == "score 100 of 100"
    assert "\033" not in told
    assert "Its flavor is default" in told


def test_a_mistake_is_1_and_is_explained(tmp_path: Path) -> None:
    server = worlds.INTRO_LAUNCH[Kind.SERVER][0] | {"metadata": {}}
    world = worlds.INTRO_LAUNCH | {Kind.SERVER: [server]}
    code, told = judge(write(of_world(worlds.seen(world)), tmp_path), "--definition", FOLDER)
    assert code == 1
    lines = told.splitlines()
    at = next(index for index, line in enumerate(lines) if "INL-8" in line)
    assert lines[at].split()[:3] == ["failed", "INL-8", "0/10"]
    assert lines[at + 1].strip() == "intro-vm1 metadata.owner: expected kim, observed –"
    assert lines[at + 2].strip().startswith("“The property owner of intro-vm1 is ")
    assert lines[-1] == "score 90 of 100"


def test_what_was_not_seen_is_told_with_its_cause(tmp_path: Path) -> None:
    code, told = judge(write(of_world(worlds.seen(worlds.INTRO_LAUNCH, server=AWAY)), tmp_path), "--definition", FOLDER)
    assert code == 1
    assert "compute timeout no answer in 10 s" in told
    assert told.splitlines()[-1].endswith("up to 100 possible")


def test_a_file_judged_as_it_was_written_is_the_same_observation(tmp_path: Path) -> None:
    again = Sighting.from_file(write(INTRO, tmp_path))
    assert again.observation.digest == INTRO.observation.digest
    assert again.parameters == INTRO.parameters


def test_a_definition_under_work_is_judged_in_place_of_the_loaded_one(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "intro-launch")
    path = tmp_path / "intro-launch" / "lab.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("equals: ACTIVE", "equals: SHUTOFF"), encoding="utf-8")
    _, told = judge(write(INTRO, tmp_path), "--definition", str(tmp_path / "intro-launch"), "--json")
    found = json.loads(told)
    assert [item["check_id"] for item in found["verdicts"] if item["outcome"] == "failed"] == ["INL-4"]
    assert found["score"] == {"earned": 85, "possible": 85, "total": 100}


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"lab": "intro-launch", "observation": {}, "parameters": {}}'])
def test_a_file_that_holds_no_observation_is_2(content: str, tmp_path: Path) -> None:
    path = tmp_path / "seen.json"
    path.write_text(content, encoding="utf-8")
    assert refused(path, "--definition", FOLDER) == (2, f"{path} holds no observation")


def test_another_labs_observation_is_refused(tmp_path: Path) -> None:
    path = write(INTRO, tmp_path)
    with pytest.raises(CommandError, match="this is an observation of intro-launch, not of network-tenant"):
        call_command("lab", "judge", "network-tenant", "--observation", str(path))


@pytest.mark.django_db
class TestARun:
    def test_is_judged_with_the_parameters_it_had(self, run: Run) -> None:
        assert judge(run.pk)[0] == 0

    def test_is_judged_with_answers_as_they_are_now_if_asked(self, run: Run) -> None:
        Answer.objects.create(session=run.session, name="subnet_cidr", value="10.0.0.0/8")
        code, told = judge(run.pk, "--student", "kim")
        assert code == 1
        assert "observed 10.0.0.0/8" in told

    def test_without_an_observation_is_2(self, run: Run) -> None:
        other = make_run(run.session, state=Run.State.ERROR)
        assert refused(other.pk)[0] == 2
        assert refused(987654) == (2, "there is no run 987654")

    def test_of_the_first_release_is_read_still(self, run: Run) -> None:
        content = json.loads(INTRO.observation.canonical())
        del content["tenancy"]
        old = Observation.from_json(content | {"project_id": worlds.PROJECT})
        assert old.tenancy.project_id == worlds.PROJECT

    def test_is_not_changed_by_being_judged(self, run: Run) -> None:
        before = list(Run.objects.values())
        judge(run.pk)
        assert list(Run.objects.values()) == before


@pytest.fixture
def run(db: None) -> Run:
    call_command("load_labs", stdout=StringIO())
    session = make_session(make_student(make_cohort()), project_id=worlds.PROJECT)
    stored = StoredObservation.objects.create(digest=INTRO.observation.digest, content=INTRO.observation.packed())
    return make_run(session, observation=stored, parameters=INTRO.parameters.as_json())


def of_world(observation: Observation, parameters: Parameters = worlds.INTRO_PARAMETERS) -> Sighting:
    return Sighting("intro-launch", observation, parameters)


def write(sighting: Sighting, folder: Path) -> Path:
    path = folder / "seen.json"
    path.write_text(sighting.as_text(), encoding="utf-8")
    return path


def judge(source: Any, *words: str) -> tuple[int, str]:
    """Exit code and what was printed."""
    out = StringIO()
    try:
        call_command("lab", "judge", "intro-launch", "--observation", str(source), *words, stdout=out)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue()
    return 0, out.getvalue()


def refused(source: Any, *words: str) -> tuple[int, str]:
    """Exit code and the sentence before any details."""
    with pytest.raises(CommandError) as refusal:
        judge(source, *words)
    return refusal.value.returncode, str(refusal.value).split(": ")[0]
