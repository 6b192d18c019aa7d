"""`./run manage lab observe` without a cloud: each kind has its cause, and a wrong name is one clear sentence."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from grading.engine.needs import kinds_of
from labs.models import Place
from tests.grading.worlds import definition
from tests.pages.factories import make_cloud, make_cohort, make_session, make_student
from tests.run.launching import free_port


def test_each_kind_has_its_cause(place: Place, tmp_path: Path) -> None:
    make_session(place, project_id="p-1")
    told = observe("--student", "kim", "--out", str(tmp_path / "seen.json")).splitlines()
    assert {line.split()[0] for line in told[:-1]} == {str(kind) for kind in kinds_of(definition("intro-launch"))}
    assert all(" refused " in line for line in told[:-1]), told
    seen = json.loads((tmp_path / "seen.json").read_text(encoding="utf-8"))
    assert {found["cause"]["trouble"] for found in seen["observation"]["collections"].values()} == {"refused"}
    with pytest.raises(SystemExit):
        call_command("lab", "judge", "intro-launch", "--observation", str(tmp_path / "seen.json"), stdout=StringIO())


def test_nothing_secret_is_written(place: Place) -> None:
    make_session(place, project_id="p-1")
    seen = observe("--student", "kim", "--json")
    assert json.loads(seen)["lab"] == "intro-launch"
    assert place.password not in seen
    assert "grader-secret" not in seen


def test_a_project_of_a_cloud_that_is_away_is_one_sentence(place: Place) -> None:
    with pytest.raises(CommandError, match=r"^away: identity refused"):
        observe("--student", "kim", "--project", "kim-home")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--student", "kin"], "no student has the handle kin"),
        (["--student", "kim"], "kim has no open session of intro-launch"),
        (["--student", "kim", "--cloud", "other"], "no student has the handle kim"),
    ],
)
def test_a_wrong_name_is_one_sentence(place: Place, words: list[str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        observe(*words)


def test_a_student_of_two_clouds_is_asked_for_one(place: Place) -> None:
    make_student(make_cohort("two"), "lee", 3)
    Place.objects.create(
        cloud=place.cloud, user=Place.objects.get(handle="lee").user, handle="lee", number=4, password=""
    )
    with pytest.raises(CommandError, match=r"lee has a place in .*: name one with --cloud"):
        observe("--student", "lee")


def observe(*words: str) -> str:
    out = StringIO()
    call_command("lab", "observe", "intro-launch", *words, stdout=out)
    return out.getvalue()


@pytest.fixture
def place(db: None) -> Place:
    """Kim in a cloud at whose address nobody listens."""
    call_command("load_labs", stdout=StringIO())
    auth = {
        "auth_url": f"http://127.0.0.1:{free_port()}/v3", "username": "grader", "password": "grader-secret",
        "project_name": "admin", "user_domain_name": "Default", "project_domain_name": "Default",
    }  # fmt: skip
    cloud = make_cloud("away", config={"auth": auth, "region_name": "RegionOne", "identity_api_version": "3"})
    return make_student(make_cohort(cloud=cloud))
