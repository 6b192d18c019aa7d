"""Import of a roster: looked at before anything changes, safe to repeat, all of it or nothing."""

from typing import Any

import pytest
from django.conf import settings as configured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from course.models import AuditEntry, Cohort, Enrolment, RosterImport, User
from course.roster.importing import apply_import
from course.roster.reading import FILE_BYTES_MAX
from labs.models import Place
from tests.pages import factories

FILE = "계정,이름,조\nkim,김하늘,1조\nlee,이바다,1조\nx y,잘못\n"


@pytest.fixture
def client(page_of: Any, teacher: User) -> Any:
    return page_of(teacher, "en")


def upload(client: Any, text: str | bytes, name: str = "class.csv") -> Any:
    content = text if isinstance(text, bytes) else text.encode()
    return client.post(reverse("roster_upload"), {"file": SimpleUploadedFile(name, content)}, follow=True)


def agree(client: Any, answer: Any, **values: str) -> Any:
    digest = answer.context["plan"].digest
    return client.post(answer.request["PATH_INFO"], {"digest": digest, **values}, follow=True)


def handles() -> set[str]:
    present = Enrolment.objects.filter(role="student", left_at=None).values_list("handle", flat=True)
    return {handle for handle in present if handle}


def test_the_preview_tells_what_would_change_and_changes_nothing(client: Any, student: Place) -> None:
    answer = upload(client, FILE)
    text = answer.content.decode()
    assert [step.account for step in answer.context["kinds"]["added"]] == ["lee"]
    assert [step.account for step in answer.context["kinds"]["changed"]] == ["kim"]
    assert "An account has letters" in text
    assert [fault.line for fault in answer.context["plan"].faults] == [4]
    assert "1조" in text
    assert handles() == {"kim"}
    assert not AuditEntry.objects.exists()


def test_agreed_to_it_is_applied_and_the_same_file_changes_nothing_more(client: Any, student: Place) -> None:
    text = FILE.replace("x y,잘못\n", "")
    answer = agree(client, upload(client, text))
    assert "The file is applied." in answer.content.decode()
    assert handles() == {"kim", "lee"}
    assert AuditEntry.objects.filter(action="roster_imported").get().after["added"] == 1
    again = upload(client, text)
    assert not again.context["plan"].changes_something
    assert "There is nothing to apply." in again.content.decode()


def test_passwords_are_told_once_and_then_forgotten(client: Any, student: Place) -> None:
    agree(client, upload(client, "account,name\nkim,김하늘\nlee,이바다\n"))
    kept = RosterImport.objects.get()
    address = reverse("roster_passwords", args=[kept.pk])
    told = client.post(address, {"form": "csv"}).content.decode("utf-8-sig").splitlines()
    assert told[0] == "account,name,password"
    account, _name, password = told[1].split(",")
    lee = User.objects.get(username=account)
    assert lee.check_password(password)
    kept.refresh_from_db()
    assert kept.passwords is None
    assert password not in client.post(address, follow=True).content.decode()


def test_who_is_missing_stays_unless_one_says_otherwise(client: Any, student: Place, cohort: Cohort) -> None:
    factories.make_student(cohort, "lee", 13, "이바다")
    text = "account,name\nlee,이바다\n"
    answer = upload(client, text)
    assert "Not in the file" in answer.content.decode()
    agree(client, answer)
    assert handles() == {"kim", "lee"}
    agree(client, upload(client, text), drops="yes")
    assert handles() == {"lee"}


def test_nobody_agrees_to_what_they_have_not_seen(client: Any, student: Place, cohort: Cohort) -> None:
    answer = upload(client, "account,name\nkim,김하늘\nlee,이바다\n")
    factories.make_student(cohort, "park", 14, "박산들")
    said = agree(client, answer).content.decode()
    assert "The class has changed meanwhile" in said
    assert handles() == {"kim", "park"}


def test_a_long_file_is_a_workers(client: Any, student: Place, settings: Any, broker: None) -> None:
    settings.ROSTER_AT_ONCE = 2
    lines = "".join(f"s{number},학생 {number}\n" for number in range(5))
    answer = agree(client, upload(client, "account,name\nkim,김하늘\n" + lines))
    assert "The file is being applied." in answer.content.decode()
    kept = RosterImport.objects.get()
    assert handles() == {"kim"}
    apply_import(import_id=kept.pk)
    apply_import(import_id=kept.pk)
    assert len(handles()) == 6
    assert AuditEntry.objects.filter(action="roster_imported").count() == 1


def test_a_class_that_changed_before_the_worker_came_is_looked_at_again(
    client: Any, student: Place, cohort: Cohort, settings: Any, broker: None
) -> None:
    settings.ROSTER_AT_ONCE = 0
    agree(client, upload(client, "account,name\nkim,김하늘\nlee,이바다\n"))
    factories.make_student(cohort, "park", 14, "박산들")
    kept = RosterImport.objects.get()
    apply_import(import_id=kept.pk)
    assert handles() == {"kim", "park"}
    text = client.get(reverse("roster_import", args=[kept.pk])).content.decode()
    assert "nothing was applied" in text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04\x00\x00", "The file is no text."),
        (b"a" * (FILE_BYTES_MAX + 1), "The file is too big."),
        ("account,name\n".encode("utf-16"), "the file has no line"),
        (b"", "The file is empty."),
    ],
)
def test_what_is_no_roster_is_refused_in_words(client: Any, content: bytes, said: str) -> None:
    assert said in upload(client, content).content.decode()
    assert not Enrolment.objects.filter(role="student").exists()


def test_the_class_as_it_is_can_be_brought_in_again(client: Any, student: Place) -> None:
    Enrolment.objects.filter(handle="kim").update(group=None)
    User.objects.filter(username="kim").update(display_name="=김하늘")
    file = client.get(reverse("roster_csv")).content
    assert "'=김하늘".encode() in file
    assert not upload(client, file).context["plan"].changes_something


def test_the_template_is_a_file_that_can_be_read(client: Any, student: Place) -> None:
    answer = upload(client, client.get(reverse("roster_template")).content)
    assert len(answer.context["kinds"]["added"]) == 2
    assert configured.ROSTER_AT_ONCE > 2
