"""What the practice cloud offers is known anew at each start: an update brings new labs into old classrooms."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from labs.models import Cloud, Place, Session
from labs.practice_link import SLUG, register_practice_cloud
from tests.pages.factories import make_cohort, make_session, make_student

CONFIG = {"auth": {"auth_url": "http://127.0.0.1:15000/v3", "password": "one"}}
pytestmark = pytest.mark.usefixtures("labs")


def write_cloud(home: Path, config: dict[str, Any], **site: Any) -> None:
    folder = home / "practice"
    folder.mkdir(exist_ok=True)
    (folder / "clouds.yaml").write_text(yaml.safe_dump({"clouds": {SLUG: config}}), encoding="utf-8")
    (folder / "site.json").write_text(json.dumps(site), encoding="utf-8")


def student_there(home: Path) -> Session:
    write_cloud(home, CONFIG, capabilities=["manila"])
    register_practice_cloud(home)
    return make_session(make_student(make_cohort(cloud=Cloud.objects.get(slug=SLUG))))


def test_new_capabilities_of_the_same_cloud_take_nothing_away(tmp_path: Path) -> None:
    session = student_there(tmp_path)
    write_cloud(tmp_path, CONFIG, capabilities=["manila", "console-cloud-init"])
    register_practice_cloud(tmp_path)
    assert Cloud.objects.get(slug=SLUG).site == {"capabilities": ["manila", "console-cloud-init"]}
    assert Session.objects.get(pk=session.pk).state == Session.State.OPEN
    assert Place.objects.get(pk=session.place_id).ready_at


def test_in_a_cloud_made_anew_places_are_made_again(tmp_path: Path) -> None:
    session = student_there(tmp_path)
    write_cloud(tmp_path, {"auth": CONFIG["auth"] | {"password": "two"}}, capabilities=["manila"])
    register_practice_cloud(tmp_path)
    assert Session.objects.get(pk=session.pk).state == Session.State.BROKEN
    assert Place.objects.get(pk=session.place_id).ready_at is None
