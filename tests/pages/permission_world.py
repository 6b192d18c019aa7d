"""The people and things that the permission table speaks of, and what stands in its addresses and forms."""

from dataclasses import dataclass, field
from typing import Any

from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from course.models import (
    Chapter,
    Cohort,
    Enrolment,
    Extension,
    Group,
    Highlight,
    Question,
    RosterImport,
    Term,
    User,
    VerdictQuestion,
)
from course.urls import urlpatterns
from grading.models import Regrade, Rerun, Run, Trial
from labs.models import Lab, Session
from labs.practice_link import practice_settings
from tests.pages import factories

LAB = "intro-launch"
MARK = "김하늘"  # the name of the student whose things these are: what no stranger's page may hold
ROLES = ("nobody", "other", "student", "assistant", "elsewhere", "teacher", "admin")


@dataclass
class World:
    """`people`: role → who it is. `values`: what stands in addresses, by the name in the address; where it depends on
    the page, by `<page>.<name>`. `bodies`: what forms send, by page or operation.
    """

    people: dict[str, User]
    values: dict[str, Any] = field(default_factory=dict)
    bodies: dict[str, dict[str, Any]] = field(default_factory=dict)

    def value(self, page: str, name: str) -> Any:
        found = self.values.get(f"{page}.{name}", self.values.get(name))
        if found is None:
            raise LookupError(f"tests/pages/permission_world.py: `values` needs {page + '.' + name!r}")
        return found


def address_of_page(world: World, name: str) -> str:
    pattern = next(pattern for pattern in urlpatterns if pattern.name == name)
    return reverse(name, kwargs={key: world.value(name, key) for key in pattern.pattern.converters})


def make_world() -> World:
    """Class one has a student (whose things are looked at), another one, an assistant and a teacher; class two a
    teacher and a student.
    """
    call_command("load_labs")
    call_command("load_chapters")
    cohort = factories.make_cohort("one")
    kim = factories.make_student(cohort, "kim", 12, MARK)
    lee = factories.make_student(cohort, "lee", 13, "이바다")
    elsewhere = factories.make_cohort("two")
    factories.make_student(elsewhere, "choi", 3, "최여울")
    people = {
        "other": lee.user,
        "student": kim.user,
        "assistant": factories.make_user("assistant", display_name="조교"),
        "elsewhere": factories.make_teacher(elsewhere, "elsewhere"),
        "teacher": factories.make_teacher(cohort),
        "admin": factories.make_user("root", is_superuser=True),
    }
    Enrolment.objects.create(cohort=cohort, user=people["assistant"], role=Enrolment.Role.ASSISTANT)
    world = World(people)
    for tell in (_book, _labs, _marks, _roster, _people, _clouds, _lab_editor):
        tell(world, cohort)
    return world


def _book(world: World, cohort: Cohort) -> None:
    chapter = Chapter.objects.get(number=0, language="ko")
    question = Question.objects.filter(chapter_number=0).order_by("position").first()
    mark = Highlight.objects.create(
        user=world.people["student"], chapter_number=0, language="ko", section=chapter.sections[0]["anchor"], quote="x"
    )
    assert question
    world.values |= {
        "number": 0,
        "section": question.section,
        "quiz_answer.slug": question.slug,
        "term.slug": Term.objects.values_list("slug", flat=True)[0],
        "unmark.pk": mark.pk,
    }
    world.bodies |= {"own_note": {"text": "x"}, "remark": {"text": "x"}, "mark": {"quote": "x", "nth": "0"}}


def _labs(world: World, cohort: Cohort) -> None:
    kim = cohort.enrolments.get(handle="kim")
    lab = Lab.objects.get(slug=LAB)
    assert lab.definition
    place = kim.user.places.get()
    session = factories.make_session(place, LAB)
    run = factories.make_run(session, {"INL-3": "failed"})
    files = factories.make_session(place, "object-container")
    regrade = Regrade.objects.create(
        lab=lab,
        definition=lab.definition,
        scope=cohort.pk,
        requested_by=world.people["teacher"],
        state=Regrade.State.READY,
    )
    extension = Extension.objects.create(
        cohort=cohort, lab=lab, student=kim.user, state=Extension.State.ASKED, until=timezone.now()
    )
    world.values |= {
        "slug": LAB,
        "place": place.pk,
        "evidence.pk": run.pk,
        "run_id": run.pk,
        "regrade_id": regrade.pk,
        "whatif.pk": regrade.pk,
        "whatif_promote.pk": regrade.pk,
        "whatif_drop.pk": regrade.pk,
        "decline_extension.pk": extension.pk,
        "lab_file.slug": files.lab.slug,
        "labs/<slug:slug>/files/<name>/.slug": files.lab.slug,
        "name": "report.txt",
    }
    world.bodies |= {
        "class_lab_policy": {"policy": "last"},
        "whatif_promote": {"choice": "rises"},
        "regrades/<int:regrade_id>/promote/": {"choice": "rises", "falls": []},
        "regrades/": {"lab": LAB},
        "runs/": {"session": session.pk},
        "labs/<slug:slug>/answers/": {"answers": {}},
    }


def _marks(world: World, cohort: Cohort) -> None:
    """A question about a verdict, and a job that grades again."""
    run = Run.objects.get(pk=world.values["run_id"])
    place, lab = run.session.place, run.session.lab
    question = VerdictQuestion.objects.create(run=run, place=place, lab=lab, check_id="INL-3", text="x")
    rerun = Rerun.objects.create(scope=cohort.pk, requested_by=world.people["teacher"])
    rerun.items.create(session=run.session)
    world.values |= {
        "ask_question.check": "INL-2",
        "question.pk": question.pk,
        "rerun.pk": rerun.pk,
        "rerun_cancel.pk": rerun.pk,
        "rerun_resume.pk": rerun.pk,
    }
    world.bodies |= {
        "override": {"counts": "excused", "reason": "x"},
        "ask_question": {"text": "x"},
        "question": {"text": "x"},
        "rerun_start": {"whom": "found"},
    }


def _roster(world: World, cohort: Cohort) -> None:
    kim = cohort.enrolments.get(handle="kim")
    group = Group.objects.create(cohort=cohort, name="1조")
    upload = RosterImport.objects.create(
        cohort=cohort, by=world.people["teacher"], file_name="a.csv", encoding="utf-8", text="account,name\nkim,김\n"
    )
    applied = RosterImport.objects.create(
        cohort=cohort,
        by=world.people["teacher"],
        file_name="b.csv",
        encoding="utf-8",
        text="",
        state=RosterImport.State.APPLIED,
        passwords=[["kim", "김하늘", "a-first-password"]],
    )
    world.values |= {
        "roster_student.pk": kim.pk,
        "roster_password.pk": kim.pk,
        "roster_group.pk": group.pk,
        "roster_import.pk": upload.pk,
        "roster_passwords.pk": applied.pk,
    }
    world.bodies |= {
        "roster_batch": {"choice": "drop", "student": [str(kim.pk)]},
        "roster_group": {"choice": "delete"},
        "roster_groups": {"name": "2조"},
    }


def _people(world: World, cohort: Cohort) -> None:
    kim = world.people["student"]
    world.values |= {
        "admin_person.pk": kim.pk,
        "admin_person_password.pk": kim.pk,
        "admin_person_deed.pk": kim.pk,
        "admin_class.pk": cohort.pk,
        "admin_class_archive.pk": cohort.pk,
        "admin_class_role.pk": cohort.pk,
    }
    world.bodies |= {
        "choose_cohort": {"cohort": cohort.slug},
        "set_language": {"language": "en"},
        "admin_person_deed": {"choice": "make_admin"},
        "admin_class": {"title": "x", "cloud": str(cohort.cloud_id)},
        "admin_class_role": {"account": "lee", "role": "assistant"},
    }


def _clouds(world: World, cohort: Cohort) -> None:
    practice_settings().folders.make()  # where orders to the practice cloud are given
    assert cohort.cloud
    changed = ("do", "credentials", "about", "site", "quotas", "remove", "tab")
    world.values |= {f"{page}.slug": cohort.cloud.slug for page in ("cloud", *(f"cloud_{one}" for one in changed))}
    world.values["cloud_tab.tab"] = "connection"
    world.bodies |= {"practice": {"order": "stop"}, "cloud_do": {"do": "survey"}}


def _lab_editor(world: World, cohort: Cohort) -> None:
    session = Session.objects.get(lab__slug=LAB, place__user=world.people["student"])
    trial = Trial.objects.create(session=session, content={}, requested_by=world.people["admin"])
    revision = session.lab.revision
    assert revision
    world.values["admin_trial.pk"] = trial.pk
    world.bodies |= {"admin_lab_restore": {"number": revision.number}, "admin_lab_try": {"session": session.pk}}
