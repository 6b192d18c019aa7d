"""A lab's page, the API and the rc command: what the cloud lacks, each person's credentials, files."""

from io import StringIO
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.urls import reverse

from labs.capabilities import CAPABILITIES
from labs.loader import LabFolder
from labs.models import Cloud, Lab, Place, Session
from labs.services import Refused, record_lab, start_session
from tests.lifecycle.definitions import lab_with
from tests.pages.factories import make_session, prove

START = {
    "persons": ["second", "operator"],
    "files": [{"bind": "disk", "name": "{S}.img", "random": 2000}],
    "make": [{"bind": "rv_user", "user": {"name": "{S}-rv", "role": "reader"}}],
}
TASK = "{U2} in {P2} ({P2_ID}) by {RC2}; {O} by {RCO}; {ID_RV_USER}; {VLAN}"


@pytest.fixture
def lab(student: Place) -> Lab:
    found = record_lab(LabFolder(lab_with(START, "giving-lab"), TASK, TASK))
    site = student.cloud.site | {"vlan_base": 100, "capabilities": []}
    Cloud.objects.filter(pk=student.cloud_id).update(site=site)
    prove(found)
    return found


@pytest.fixture
def demanding(student: Place) -> Lab:
    definition = lab_with({}, "demanding-lab").model_copy(update={"requires": ["manila", "gpu"]})
    found = record_lab(LabFolder(definition, "과제", "task"))
    prove(found)
    return found


@pytest.mark.parametrize(
    ("language", "told"), [("ko", "공유 파일 시스템 서비스, gpu"), ("en", "shared file systems, gpu")]
)
def test_what_is_lacking_is_said_before_the_start(
    student: Place, demanding: Lab, page_of: Any, language: str, told: str
) -> None:
    client = page_of(student.user, language)
    text = client.get(reverse("lab", args=["demanding-lab"])).content.decode()
    assert told in text
    assert 'id="start-button"' not in text
    room = client.get("/api/v1/labs/demanding-lab/").json()
    assert [found["name"] for found in room["lacks"]] == ["manila", "gpu"]
    refused = client.post("/api/v1/labs/demanding-lab/start/")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "lacks_capability")
    assert told in refused.json()["error"]["message"]
    assert not Session.objects.exists()


def test_with_all_that_it_needs_it_starts(student: Place, demanding: Lab) -> None:
    with pytest.raises(Refused, match="lacks_capability"):
        start_session(place=student, lab=demanding)
    student.cloud.site["capabilities"] = ["gpu", "manila", "probe"]
    assert start_session(place=student, lab=demanding).state == Session.State.PREPARING


def test_every_word_for_a_capability_is_in_both_languages() -> None:
    assert all(words.ko and words.en and words.ko != words.en for words in CAPABILITIES.values())


def test_each_person_is_shown_with_an_rc_file(student: Place, lab: Lab, page_of: Any) -> None:
    make_session(student, "giving-lab", nonce="ab12")
    client = page_of(student.user, "en")
    text = client.get(reverse("lab", args=["giving-lab"])).content.decode()
    names = {
        "user": "kim-giving-lab-rc",
        "second": "kim-user2-giving-lab-b-rc",
        "operator": "kim-oper-dom-rc",
        "rv_user": "kim-rv-giving-lab-rc",
    }
    for person, name in names.items():
        assert name in text
        given = client.get(reverse("lab_rc", args=["giving-lab"]), {"person": person})
        assert given.headers["Content-Disposition"] == f'attachment; filename="{name}"'
        assert given.content == client.get(f"/api/v1/labs/giving-lab/rc/?person={person}").content
        assert given.content.decode() == called("kim", "giving-lab", "--person", person)
    assert client.get(reverse("lab_rc", args=["giving-lab"]), {"person": "director"}).status_code == 404
    entries = yaml.safe_load(client.get(reverse("lab_clouds", args=["giving-lab"])).content)["clouds"]
    assert list(entries) == ["kim-giving-lab", "kim-giving-lab-b-second", "kim-dom-operator", "kim-giving-lab-rv_user"]
    assert entries["kim-dom-operator"]["auth"]["domain_name"] == "kim-dom"


def called(*words: str) -> str:
    out = StringIO()
    call_command("rc", *words, stdout=out)
    return out.getvalue()


def test_the_rc_command_names_who_there_is(student: Place, lab: Lab) -> None:
    make_session(student, "giving-lab")
    with pytest.raises(CommandError, match="there is no director here; there is user, second, operator, rv_user"):
        called("kim", "giving-lab", "--person", "director")
    with pytest.raises(CommandError, match="there is no second here; there is user"):
        called("kim", "--person", "second")


def test_passwords_differ_from_person_to_person_and_stay_the_same(student: Place, lab: Lab) -> None:
    make_session(student, "giving-lab")
    people = ("user", "second", "operator", "rv_user")
    first, again = ([called("kim", "giving-lab", "--person", who) for who in people] for _ in range(2))
    assert first == again
    passwords = {line for text in first for line in text.splitlines() if "OS_PASSWORD" in line}
    assert len(passwords) == len(people)


def test_files_are_there_while_the_lab_is_open(student: Place, lab: Lab, page_of: Any) -> None:
    client = page_of(student.user, "en")
    address = reverse("lab_file", args=["giving-lab", "kim.img"])
    assert client.get(address).status_code == 404
    assert "as soon as the lab is open" in client.get(reverse("lab", args=["giving-lab"])).content.decode()
    session = make_session(student, "giving-lab", nonce="ab12")
    assert address in client.get(reverse("lab", args=["giving-lab"])).content.decode()
    first, again = client.get(address).content, client.get(address).content
    assert (len(first), first) == (2000, again)
    assert client.get("/api/v1/labs/giving-lab/files/kim.img/").content == first
    assert client.get("/api/v1/labs/giving-lab/files/lee.img/").json()["error"]["code"] == "unknown_file"
    Session.objects.filter(pk=session.pk).update(state=Session.State.FINISHED)
    assert client.get(address).status_code == 404


def test_the_task_names_persons_always_and_ids_once_it_is_open(student: Place, lab: Lab, page_of: Any) -> None:
    client = page_of(student.user, "en")
    sheet = client.get("/api/v1/labs/giving-lab/task/").json()["task"]
    known = "kim-user2 in kim-giving-lab-b ({P2_ID}) by kim-user2-giving-lab-b-rc; kim-oper by kim-oper-dom-rc"
    assert sheet == f"{known}; {{ID_RV_USER}}; 124"
    session = make_session(student, "giving-lab")
    for binding, kind, resource_id in (("second project", "project", "p-2"), ("rv_user", "user", "u-9")):
        session.prepared.create(binding=binding, kind=kind, resource_id=resource_id, name="n")
    sheet = client.get("/api/v1/labs/giving-lab/task/").json()["task"]
    assert sheet == f"{known.replace('{P2_ID}', 'p-2')}; u-9; 124"
