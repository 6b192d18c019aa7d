"""A lab that is not proven as it is reaches a class only by the class's own decision; staff see how it stands."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from course.models import Cohort, LabUse, User
from labs.models import Lab, Place, Proof, Session
from tests.pages import factories

SLUG = "network-tenant"
PAGE = "/labs/network-tenant/"


@pytest.fixture
def lab(cohort: Cohort) -> Lab:
    """Proven once, and changed since then."""
    lab = Lab.objects.select_related("definition").get(slug=SLUG)
    Proof.objects.filter(lab=lab).update(digest="0" * 64)
    return lab


def test_students_do_not_meet_it(page_of: Any, student: Place, lab: Lab) -> None:
    client = page_of(student.user, "en")
    assert PAGE not in client.get(reverse("labs")).content.decode()
    assert PAGE not in client.get(reverse("overview")).content.decode()
    assert PAGE not in client.get(reverse("find")).content.decode()
    assert client.get(PAGE).status_code == 404
    assert client.post(f"{PAGE}start/").status_code == 404
    assert not Session.objects.exists()


def test_a_proven_one_they_do(page_of: Any, student: Place, cohort: Cohort) -> None:
    client = page_of(student.user, "en")
    assert PAGE in client.get(reverse("labs")).content.decode()
    assert client.get(PAGE).status_code == 200


def test_who_has_begun_goes_on_and_begins_no_second_time(page_of: Any, student: Place, lab: Lab) -> None:
    session = factories.make_session(student, SLUG)
    client = page_of(student.user, "en")
    assert client.get(PAGE).status_code == 200
    assert client.post(f"{PAGE}grade/").status_code == 302
    assert session.runs.count() == 1
    Session.objects.filter(pk=session.pk).update(state=Session.State.FINISHED)
    said = client.post(f"{PAGE}start/", follow=True).content.decode()
    assert "This lab is not open to your class yet" in said
    assert Session.objects.count() == 1


def test_the_teacher_sees_how_it_stands_and_decides(
    page_of: Any, cohort: Cohort, student: Place, teacher: User, lab: Lab
) -> None:
    staff, pupil = page_of(teacher, "en"), page_of(student.user, "en")
    assert "not proven" in staff.get(reverse("labs")).content.decode()
    assert "changed since it was proven" in staff.get(PAGE).content.decode()
    page = staff.get(reverse("class_lab", args=[SLUG])).content.decode()
    assert "The class does not see this lab" in page
    assert "Open it although it is not proven" in page
    staff.post(reverse("class_lab_unproven", args=[SLUG]), {"allowed": "yes"})
    assert pupil.get(PAGE).status_code == 200
    page = staff.get(reverse("class_lab", args=[SLUG])).content.decode()
    assert "The class has this lab although it is not proven as it is" in page
    staff.post(reverse("class_lab_unproven", args=[SLUG]), {"allowed": "no"})
    assert pupil.get(PAGE).status_code == 404


def test_one_class_does_not_decide_for_another(page_of: Any, student: Place, lab: Lab) -> None:
    other = Cohort.objects.create(slug="two", title="Two", cloud=factories.make_cloud("two"))
    LabUse.objects.create(cohort=other, lab=lab, unproven=True)
    assert page_of(student.user).get(PAGE).status_code == 404


def test_students_cannot_decide(page_of: Any, student: Place, lab: Lab) -> None:
    address = reverse("class_lab_unproven", args=[SLUG])
    assert page_of(student.user).post(address, {"allowed": "yes"}).status_code == 404
    assert not LabUse.objects.exists()


def test_a_decision_leaves_the_policy_alone(page_of: Any, cohort: Cohort, teacher: User, lab: Lab) -> None:
    LabUse.objects.create(cohort=cohort, lab=lab, policy="last")
    page_of(teacher).post(reverse("class_lab_unproven", args=[SLUG]), {"allowed": "yes"})
    use = LabUse.objects.get()
    assert (use.policy, use.unproven) == ("last", True)


def test_the_board_has_what_the_class_has(page_of: Any, student: Place, teacher: User, lab: Lab) -> None:
    staff = page_of(teacher)
    assert SLUG not in staff.get(reverse("board")).content.decode()
    factories.make_session(student, SLUG)
    assert SLUG in staff.get(reverse("board")).content.decode()


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_proof_is_shown_to_staff_with_its_figures(page_of: Any, student: Place, teacher: User, language: str) -> None:
    page = page_of(teacher, language).get(PAGE).content.decode()
    assert 'id="proof"' in page
    assert "practice 2026.2" in page
    assert "compute 2.104" in page
    assert "4 / 4" in page
    assert 'id="proof"' not in page_of(student.user, language).get(PAGE).content.decode()


def test_a_lab_that_was_never_proven_says_how_it_can_be(page_of: Any, teacher: User, lab: Lab) -> None:
    Proof.objects.all().delete()
    assert f"./run manage prove {SLUG}" in page_of(teacher).get(PAGE).content.decode()


def test_it_can_be_opened_from_the_command_line(cohort: Cohort, lab: Lab) -> None:
    out = StringIO()
    call_command("offer", SLUG, stdout=out)
    assert out.getvalue() == "network-tenant is open to one whether it is proven or not\n"
    assert LabUse.objects.get().unproven
    call_command("offer", SLUG, "--class", "one", "--withdraw", stdout=out)
    assert not LabUse.objects.get().unproven
    factories.make_cohort("two")
    with pytest.raises(CommandError, match="name one class with --class; the classes are one, two"):
        call_command("offer", SLUG)
    with pytest.raises(CommandError, match="there is no lab nothing"):
        call_command("offer", "nothing", "--class", "one")
