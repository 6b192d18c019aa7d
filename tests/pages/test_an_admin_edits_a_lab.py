"""An admin writes a lab in the browser: the list, the draft, what is wrong, versions, conflicts, trials."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from course.models import Cohort, Enrolment, User
from labs.loader import LAB_FILE
from labs.models import Draft, Lab
from labs.packing import pack
from tests.pages import factories

SLUG = "network-tenant"
MINUTES = re.compile(r"minutes: \d+")
OPEN = [
    ("admin_labs", []),
    ("admin_lab_new", []),
    ("admin_lab_import", []),
    ("admin_lab", [SLUG]),
    ("admin_lab_export", [SLUG]),
    ("admin_lab_edit", [SLUG]),
    ("admin_lab_compare", [SLUG]),
    ("admin_lab_preview", [SLUG]),
    ("admin_lab_try", [SLUG]),
]
CHANGING = ["admin_lab_restore", "admin_lab_edit", "admin_lab_check", "admin_lab_draft", "admin_lab_try"]


@pytest.fixture
def admin(db: None) -> User:
    return factories.make_user("admin", is_superuser=True, display_name="관리자")


@pytest.fixture
def editor(page_of: Any, cohort: Cohort, admin: User) -> Client:
    client: Client = page_of(admin, "en")
    return client


@pytest.fixture
def lab(cohort: Cohort) -> Lab:
    return Lab.objects.get(slug=SLUG)


def address(name: str, *args: object) -> str:
    return reverse(name, args=args)


def files_of(lab: Lab) -> dict[str, str]:
    lab.refresh_from_db()
    assert lab.revision
    return dict(lab.revision.files)


def test_every_page_is_there_for_an_admin(editor: Client) -> None:
    for name, args in OPEN:
        assert editor.get(reverse(name, args=args)).status_code == 200, name


@pytest.mark.parametrize("who", ["student", "assistant", "teacher", "stranger"])
def test_nobody_else_finds_them_or_changes_anything(page_of: Any, cohort: Cohort, lab: Lab, who: str) -> None:
    client = page_of(someone(cohort, who))
    for name, args in OPEN:
        assert client.get(reverse(name, args=args)).status_code == 404, name
    for name in CHANGING:
        answer = client.post(address(name, SLUG), {"number": "1", "do": "save", LAB_FILE: "slug: other"})
        assert answer.status_code == 404, name
    assert (Draft.objects.count(), lab.revisions.count()) == (0, 1)


def test_who_is_not_signed_in_is_asked_to(client: Client, cohort: Cohort) -> None:
    answer = client.get(address("admin_labs"))
    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, reverse("sign_in"))


def test_the_list_tells_version_proof_and_use(editor: Client, cohort: Cohort, lab: Lab) -> None:
    place = factories.make_student(cohort)
    factories.make_run(factories.make_session(place, SLUG))
    assert lab.definition
    page = editor.get(address("admin_labs"), {"find": SLUG}).content.decode()
    for words in (lab.definition.digest[:12], "#1", "proven", "as shipped", "1 session", "1 run", "1 class"):
        assert words in page
    assert "intro-launch" not in page


def test_the_list_costs_the_same_for_every_number_of_labs(editor: Client, lab: Lab) -> None:
    with CaptureQueriesContext(connection) as few:
        editor.get(address("admin_labs"), {"find": SLUG})
    Lab.objects.exclude(pk=lab.pk).update(revision=None)
    with CaptureQueriesContext(connection) as many:
        editor.get(address("admin_labs"))
    assert len(many) <= len(few)


def test_the_list_can_be_sorted(editor: Client) -> None:
    for order in ("title", "-title", "proof", "-sessions", "changed", "origin", "nonsense"):
        assert editor.get(address("admin_labs"), {"order": order}).status_code == 200, order


def test_what_is_typed_is_kept_and_examined(editor: Client, lab: Lab, admin: User) -> None:
    typed = files_of(lab)[LAB_FILE].replace("points:", "pionts:", 1)
    line = next(number for number, text in enumerate(typed.splitlines(), 1) if "pionts:" in text)
    found = editor.post(address("admin_lab_check", SLUG), {LAB_FILE: typed, "base": "1"}).content.decode()
    assert f"lab.yaml:{line}:" in found
    assert "pionts" in found
    assert "Draft kept at" in found
    draft = Draft.objects.get(lab=lab, user=admin)
    assert draft.files[LAB_FILE] == typed
    assert draft.files["task.ko.md"] == files_of(lab)["task.ko.md"]
    assert "pionts:" in editor.get(address("admin_lab_edit", SLUG)).content.decode()


def test_typing_back_what_was_there_ends_the_draft(editor: Client, lab: Lab) -> None:
    for text in ("slug: x", files_of(lab)[LAB_FILE]):
        editor.post(address("admin_lab_check", SLUG), {LAB_FILE: text, "base": "1"})
    assert not Draft.objects.exists()


def test_a_lab_with_a_fault_is_not_saved(editor: Client, lab: Lab) -> None:
    answer = editor.post(address("admin_lab_edit", SLUG), {LAB_FILE: "slug: [", "base": "1", "do": "save"})
    assert answer.status_code == 422
    assert "Nothing was saved" in answer.content.decode()
    assert lab.revisions.count() == 1
    assert Draft.objects.get().files[LAB_FILE] == "slug: ["


def test_saving_makes_a_version_that_only_later_sessions_meet(editor: Client, cohort: Cohort, lab: Lab) -> None:
    session = factories.make_session(factories.make_student(cohort), SLUG)
    began = session.definition_id
    answer = save(editor, edited(lab), note="Half an hour is needed.")
    assert answer.headers["Location"] == address("admin_lab", SLUG)
    lab.refresh_from_db()
    session.refresh_from_db()
    assert lab.revision
    assert (lab.minutes, lab.revision.number, lab.revision.origin) == (77, 2, "edited")
    assert (session.definition_id, lab.definition_id) == (began, lab.revision.definition_id)
    assert began != lab.definition_id
    page = editor.get(address("admin_lab", SLUG)).content.decode()
    for words in ("Half an hour is needed.", "관리자", "1 session under way keeps the version it began with", "#2"):
        assert words in page
    assert not Draft.objects.exists()


def test_a_changed_definition_is_not_proven_any_longer(editor: Client, lab: Lab) -> None:
    save(editor, edited(lab))
    assert "changed since it was proven" in editor.get(address("admin_labs"), {"find": SLUG}).content.decode()


def test_a_comment_alone_leaves_the_proof(editor: Client, lab: Lab) -> None:
    before = lab.definition_id
    save(editor, "# A word to authors.\n" + files_of(lab)[LAB_FILE])
    lab.refresh_from_db()
    assert (lab.definition_id, lab.revisions.count()) == (before, 2)


def test_saving_what_is_in_force_adds_nothing(editor: Client, lab: Lab) -> None:
    save(editor, files_of(lab)[LAB_FILE])
    assert lab.revisions.count() == 1


def test_who_was_slower_sees_both_versions_and_loses_nothing(
    editor: Client, page_of: Any, lab: Lab, admin: User
) -> None:
    other = page_of(factories.make_user("second", is_superuser=True, display_name="둘째"), "en")
    mine = edited(lab, 66)
    editor.post(address("admin_lab_check", SLUG), {LAB_FILE: mine, "base": "1"})
    assert "is writing this lab too" in other.get(address("admin_lab_edit", SLUG)).content.decode()
    save(other, edited(lab, 55))
    answer = save(editor, mine)
    assert answer.headers["Location"] == address("admin_lab_compare", SLUG)
    page = editor.get(address("admin_lab_compare", SLUG)).content.decode()
    assert "somebody was faster" in page
    assert "둘째" in page
    assert Draft.objects.get(user=admin).files[LAB_FILE] == mine
    editor.post(address("admin_lab_draft", SLUG), {"do": "go_on"})
    save(editor, mine)
    lab.refresh_from_db()
    assert lab.minutes == 66


def test_an_earlier_version_is_put_in_force_again(editor: Client, lab: Lab) -> None:
    before = lab.definition_id
    save(editor, edited(lab))
    editor.post(address("admin_lab_restore", SLUG), {"number": "1"})
    lab.refresh_from_db()
    assert lab.revision
    assert (lab.definition_id, lab.revision.number, lab.revision.origin) == (before, 3, "taken")
    assert "from version 1" in editor.get(address("admin_lab", SLUG)).content.decode()


def test_a_version_that_is_not_there_is_not_found(editor: Client, lab: Lab) -> None:
    for number in ("", "9", "x", "-1"):
        assert editor.post(address("admin_lab_restore", SLUG), {"number": number}).status_code == 404
        assert editor.get(address("admin_lab_export", SLUG), {"version": number}).status_code == 404


def test_the_difference_to_the_shipped_version_is_shown(editor: Client, lab: Lab) -> None:
    save(editor, edited(lab))
    page = editor.get(address("admin_lab_compare", SLUG)).content.decode()
    assert '<span class="tone-passed">+1</span> <span class="tone-failed">−1</span>' in page
    assert "<mark>77</mark>" in page


def test_a_draft_is_read_as_a_student_reads_it(editor: Client, lab: Lab) -> None:
    task = files_of(lab)["task.en.md"] + "\nA further **sentence**.\n"
    editor.post(address("admin_lab_check", SLUG), {"task.en.md": task, "base": "1"})
    assert "A further <strong>sentence</strong>." in editor.get(address("admin_lab_preview", SLUG)).content.decode()


def test_what_is_exported_can_be_imported(editor: Client, lab: Lab) -> None:
    shipped = editor.get(address("admin_lab_export", SLUG)).content
    save(editor, edited(lab))
    answer = send(editor, shipped, note="back")
    assert answer.headers["Location"] == address("admin_lab", SLUG)
    lab.refresh_from_db()
    assert lab.revision
    assert (lab.minutes != 77, lab.revision.origin, lab.revision.note) == (True, "imported", "back")


@pytest.mark.parametrize("content", [b"", b"PK nothing", pack("network-tenant", {"lab.yaml": "slug: ["})])
def test_what_cannot_be_used_is_not_imported(editor: Client, lab: Lab, content: bytes) -> None:
    answer = send(editor, content)
    assert answer.status_code == 422
    assert "Nothing was imported" in answer.content.decode()
    assert lab.revisions.count() == 1


def test_a_new_lab_begins_whole_and_unseen(editor: Client, page_of: Any, cohort: Cohort) -> None:
    wanted = {"slug": "branch-lab", "chapter": "4", "position": "90", "title_ko": "지점", "title_en": 'The "branch"'}
    answer = editor.post(address("admin_lab_new"), wanted)
    assert answer.headers["Location"] == address("admin_lab_edit", "branch-lab")
    assert "Nothing is wrong" in editor.get(answer.headers["Location"]).content.decode()
    student = page_of(factories.make_student(cohort).user)
    assert "branch-lab" not in student.get(reverse("labs")).content.decode()
    assert editor.post(address("admin_lab_new"), wanted).status_code == 422


@pytest.mark.parametrize("wrong", [{"slug": "No"}, {"slug": "../etc"}, {"chapter": "x"}, {"position": "1000"}])
def test_a_new_lab_needs_a_name_and_a_place(editor: Client, wrong: dict[str, str]) -> None:
    wanted = {"slug": "branch-lab", "chapter": "4", "position": "90", "title_ko": "가", "title_en": "a"} | wrong
    assert editor.post(address("admin_lab_new"), wanted).status_code == 422


def someone(cohort: Cohort, who: str) -> User:
    if who == "student":
        return factories.make_student(cohort).user
    user = factories.make_user(who)
    if who != "stranger":
        Enrolment.objects.create(cohort=cohort, user=user, role=who)
    return user


def edited(lab: Lab, minutes: int = 77) -> str:
    """lab.yaml with other minutes."""
    return MINUTES.sub(f"minutes: {minutes}", files_of(lab)[LAB_FILE])


def save(client: Client, text: str, note: str = "") -> Any:
    return client.post(address("admin_lab_edit", SLUG), {LAB_FILE: text, "base": "1", "note": note, "do": "save"})


def send(client: Client, content: bytes, note: str = "") -> Any:
    sent = SimpleUploadedFile("lab.zip", content, "application/zip")
    return client.post(address("admin_lab_import"), {"zip": sent, "note": note})
