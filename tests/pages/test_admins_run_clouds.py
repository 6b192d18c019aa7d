"""Clouds are added, tested and described by admins; their credentials go in and never come out again."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from course.models import AuditEntry, User
from labs.models import Cloud, CloudJob, HealthSample, Place
from tests.pages import factories
from tests.pages.reports import FOUND, REPORT

SECRET = "pa55-never-told"
ENTRY = """\
clouds:
  class-b:
    auth:
      auth_url: http://127.0.0.1:1/v3
      username: grader
      password: PASSWORD
      project_name: admin
      user_domain_name: Default
      project_domain_name: Default
"""
FILE = ENTRY.replace("PASSWORD", SECRET)
NEW = {"title": "Class B", "slug": "class-b", "mode": "shared", "public_auth_url": "", "entry": ""}


@pytest.fixture
def admin(db: None) -> User:
    return factories.make_user("boss", is_superuser=True, is_staff=True, display_name="관리자")


@pytest.fixture
def client(page_of: Any, admin: User) -> Client:
    found: Client = page_of(admin, "en")
    return found


@pytest.fixture
def cloud(client: Client) -> Cloud:
    client.post(reverse("cloud_new"), NEW | {"text": FILE})
    return Cloud.objects.get(slug="class-b")


def surveyed(cloud: Cloud, **values: Any) -> None:
    CloudJob.objects.filter(cloud=cloud).update(
        state=CloudJob.State.DONE, report=REPORT | values, ended_at=timezone.now()
    )


def text(client: Client, cloud: Cloud, tab: str = "overview") -> str:
    found: str = client.get(reverse("cloud_tab", args=[cloud.slug, tab])).content.decode()
    return found


def test_a_cloud_is_added_and_a_worker_asked_to_look(client: Client, cloud: Cloud, admin: User) -> None:
    assert cloud.config["auth"]["password"] == SECRET
    assert cloud.public_auth_url == "http://127.0.0.1:1/v3"
    job = CloudJob.objects.get()
    assert (job.cloud, job.kind, job.state, job.requested_by) == (cloud, "survey", "queued", admin)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.by, entry.cloud, entry.cohort) == ("cloud_added", admin, cloud, None)
    assert "Test of the connection" in text(client, cloud, "connection")


def test_a_file_is_as_good_as_what_is_pasted(client: Client) -> None:
    client.post(reverse("cloud_new"), NEW | {"file": SimpleUploadedFile("clouds.yaml", FILE.encode())})
    assert Cloud.objects.get().config["auth"]["username"] == "grader"


def test_the_password_is_in_no_row_and_on_no_page(client: Client, cloud: Cloud) -> None:
    with connection.cursor() as cursor:
        rows = cursor.execute("select config from labs_cloud").fetchall()
    assert SECRET not in str(rows)
    surveyed(cloud)
    for tab in ("overview", "connection", "labs", "site", "capacity", "leftovers", "history"):
        assert SECRET not in text(client, cloud, tab)
    written = [(entry.before, entry.after) for entry in AuditEntry.objects.all()]
    assert SECRET not in json.dumps([written, list(CloudJob.objects.values_list("wanted", "report"))])


def test_new_credentials_take_the_old_ones_place(client: Client, cloud: Cloud) -> None:
    surveyed(cloud)
    answer = client.post(reverse("cloud_credentials", args=["class-b"]), {"text": ENTRY.replace("PASSWORD", "other")})
    assert answer.status_code == 302
    cloud.refresh_from_db()
    assert cloud.config["auth"]["password"] == "other"
    assert AuditEntry.objects.latest("pk").action == "cloud_credentials_replaced"
    assert CloudJob.objects.filter(state="queued").count() == 1


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"text": "\n\nclouds: [\n"}, "line 4"),
        ({"text": FILE.replace("username", "usrname")}, "line 5: auth.usrname"),
        ({"text": ""}, "Paste the file"),
        ({"text": FILE + "  second:\n    auth: {}\n"}, "The file has several clouds: class-b, second. Name one."),
        ({"text": FILE, "slug": "progress"}, "This name is taken."),
        ({"text": FILE, "public_auth_url": "ftp://x"}, "An address begins with"),
        ({"file": SimpleUploadedFile("x", b"\xff\xfe\x00")}, "The file is no text."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_stored(client: Client, values: dict[str, Any], told: str) -> None:
    answer = client.post(reverse("cloud_new"), NEW | values)
    assert answer.status_code == 400
    assert told in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    assert not Cloud.objects.exists()


def test_a_short_name_is_given_once(client: Client, cloud: Cloud) -> None:
    assert b"This name is taken." in client.post(reverse("cloud_new"), NEW | {"text": FILE}).content
    assert Cloud.objects.count() == 1


def test_the_test_of_the_connection_tells_each_service(client: Client, cloud: Cloud) -> None:
    surveyed(cloud, is_admin=False)
    page = text(client, cloud, "connection")
    assert "36 ms" in page
    assert "up to 2.104" in page
    assert "does not answer" in page
    assert "it lacks the role admin" in page


def test_what_is_granted_and_was_not_found_is_said(client: Client, cloud: Cloud) -> None:
    Cloud.objects.filter(pk=cloud.pk).update(site={"capabilities": ["object-store", "external-network"]})
    surveyed(cloud)
    assert text(client, cloud, "labs").count("Granted, and not found") == 1


def test_a_site_is_chosen_from_what_was_found(client: Client, cloud: Cloud) -> None:
    Cloud.objects.filter(pk=cloud.pk).update(site={"image": "old", "of_its_own": 1})
    surveyed(cloud)
    page = text(client, cloud, "site")
    assert "old (not found in the cloud)" in page
    address = reverse("cloud_site", args=["class-b"])
    site = {"image": "rhel9", "flavor": "default", "external_network": "provider-datacentre"}
    more = {"dns_server": "10.0.0.53", "vlan_base": "500", "capabilities": ["manila", "external-network"]}
    assert client.post(address, site | more | {"image": "nowhere"}).status_code == 200
    assert client.post(address, site | more | {"dns_server": "ten"}).status_code == 200
    assert client.post(address, site | more).status_code == 302
    cloud.refresh_from_db()
    assert cloud.site == site | more | {"of_its_own": 1, "vlan_base": 500}
    entry = AuditEntry.objects.latest("pk")
    assert (entry.action, entry.before["site"]["image"], entry.after["site"]["image"]) == (
        "cloud_changed",
        "old",
        "rhel9",
    )
    assert "cloud changed" in text(client, cloud, "history")


def test_a_site_that_lacks_what_every_lab_needs_is_told(client: Client, cloud: Cloud) -> None:
    assert "Labs cannot begin here yet" in text(client, cloud)
    Cloud.objects.filter(pk=cloud.pk).update(site=factories.SITE)
    assert "Labs cannot begin here yet" not in text(client, cloud)


def test_quotas_are_kept_and_handed_to_a_worker(client: Client, cloud: Cloud) -> None:
    address = reverse("cloud_quotas", args=["class-b"])
    assert client.post(address, {"instances": "-2"}).status_code == 200
    client.post(address, {"instances": "4", "routers": "-1", "ram": ""})
    cloud.refresh_from_db()
    assert cloud.quotas == {"instances": 4, "routers": -1}
    job = CloudJob.objects.get(kind="quotas")
    assert job.wanted == {"quotas": cloud.quotas, "back": []}
    refused = client.post(address, {"instances": "5"}, follow=True)
    assert "A worker is at it." in refused.content.decode()
    cloud.refresh_from_db()
    assert cloud.quotas["instances"] == 4
    CloudJob.objects.filter(pk=job.pk).update(state="done")
    client.post(address, {"instances": "4"})
    assert CloudJob.objects.filter(kind="quotas").latest("pk").wanted["back"] == ["network"]
    entry = AuditEntry.objects.latest("pk")
    assert (entry.before, entry.after) == ({"routers": -1}, {"routers": None})


def test_only_what_is_surely_ours_is_handed_to_be_removed(client: Client, cloud: Cloud) -> None:
    search = CloudJob.objects.create(cloud=cloud, kind="leftovers", state="done", report={"found": FOUND})
    page = text(client, cloud, "leftovers")
    assert 'value="project:p1"' in page
    assert 'value="domain:d1"' not in page
    address = reverse("cloud_do", args=["class-b"])
    assert b"Tick what is to be removed." in client.post(address, {"do": "remove"}, follow=True).content
    client.post(address, {"do": "remove", "key": ["project:p1", "domain:d1", "project:of-somebody"]})
    removal = CloudJob.objects.get(kind="removal")
    assert removal.wanted == {"keys": ["project:p1"]}
    removal.report = {"results": {"project:p1": {"state": "removed", "name": "kim-lab"}}}
    removal.save()
    page = text(client, cloud, "leftovers")
    assert 'value="project:p1"' not in page
    assert 'value="user:u1"' in page
    search.refresh_from_db()
    assert len(search.report["found"]) == 3


def test_the_day_is_drawn(client: Client, cloud: Cloud) -> None:
    now = timezone.now()
    HealthSample.objects.create(cloud=cloud, at=now, is_up=True, latency_ms=40)
    HealthSample.objects.create(cloud=cloud, at=now, is_up=False, trouble="refused")
    page = text(client, cloud)
    assert "50.0" in page
    assert 'class="health-bar"' in page
    assert 'class="health-down"' in page


def test_the_practice_cloud_is_described_by_itself(client: Client) -> None:
    cloud = factories.make_cloud("practice", title="Practice cloud")
    for name, values in (
        ("cloud_credentials", {"text": FILE}),
        ("cloud_about", {"title": "Mine", "mode": "shared"}),
        ("cloud_site", {"image": "a", "flavor": "b", "external_network": "c"}),
    ):
        page = client.post(reverse(name, args=["practice"]), values, follow=True).content.decode()
        assert "The practice cloud describes itself" in page
    before = cloud.title, cloud.site, cloud.config
    cloud.refresh_from_db()
    assert (cloud.title, cloud.site, cloud.config) == before


def test_a_reset_is_agreed_to_and_only_of_the_practice_cloud(client: Client, cloud: Cloud) -> None:
    factories.make_cloud("practice", title="Practice cloud")
    for slug, values in (("class-b", {"agreed": "on"}), ("practice", {})):
        client.post(reverse("cloud_do", args=[slug]), {"do": "reset"} | values)
        assert not CloudJob.objects.filter(kind="reset").exists()
    client.post(reverse("cloud_do", args=["practice"]), {"do": "reset", "agreed": "on"})
    assert CloudJob.objects.get(kind="reset").cloud.slug == "practice"
    assert AuditEntry.objects.latest("pk").after == {"order": "reset"}


def test_a_reset_names_what_will_be_lost(client: Client, student: Place) -> None:
    Cloud.objects.filter(pk=student.cloud_id).update(slug="practice")
    factories.make_session(student)
    page = text(client, Cloud.objects.get(slug="practice"))
    assert "all that 1 student has made in the cloud" in page
    assert "김하늘" in page


def test_a_cloud_that_nobody_uses_can_be_removed(client: Client, cloud: Cloud, student: Place) -> None:
    for slug in ("class-b", "cloud-one"):
        client.post(reverse("cloud_remove", args=[slug]))
    assert list(Cloud.objects.values_list("slug", flat=True)) == ["cloud-one"]
    entry = AuditEntry.objects.latest("pk")
    assert (entry.action, entry.cloud, entry.before["slug"]) == ("cloud_removed", None, "class-b")
    assert "cloud taken off the list" in client.get(reverse("admin_audit")).content.decode()


def test_what_nobody_knows_is_not_found(client: Client, cloud: Cloud) -> None:
    assert client.get(reverse("cloud_tab", args=["class-b", "nothing"])).status_code == 404
    assert client.get(reverse("cloud", args=["nowhere"])).status_code == 404
    assert client.post(reverse("cloud_do", args=["class-b"]), {"do": "explode"}).status_code == 404
