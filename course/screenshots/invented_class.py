"""An invented class in the middle of its course: nobody in it is real, and what they did in the cloud a proof did."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from course.models import Assignment, Cohort, Enrolment, Extension, Question, QuizAnswer, Reading, User
from course.screenshots.invented_work import Try, shown_tries, try_lab
from course.screenshots.pages import ADMIN, STUDENT, TEACHER
from course.services import enrol_teacher
from grading.engine.judging import judge
from grading.models import Run
from grading.services import record_run
from labs.models import Cloud, Lab, Place, Session
from labs.queries import list_labs
from labs.site import fill_definition

TITLE = "OpenStack 16 · 2026"
SEED = 16
SITE = {
    "image": "rhel8",
    "flavor": "default",
    "external_network": "provider-datacentre",
    "dns_server": "172.25.250.254",
}
FAMILIES = "김이박최정강조윤장임한오서신"
GIVEN = (
    "하늘 haneul, 바다 bada, 산들 sandeul, 여울 yeoul, 솔빛 solbit, 가람 garam, 나래 narae, 다온 daon, 라온 raon,"
    " 마루 maru, 보람 boram, 새롬 saerom, 아라 ara, 자람 jaram, 찬솔 chansol, 한별 hanbyeol, 푸름 pureum, 누리 nuri,"
    " 두리 duri, 미르 mir, 슬기 seulgi, 예솔 yesol, 윤슬 yunseul, 이든 ideun, 초롱 chorong, 해든 haedeun, 은솔 eunsol,"
    " 시온 sion"
)
SHOWN_LAB = "volume-attach"  # in which the shown student has got somewhere, and not through
AWAY = 0.12  # of the class has no lab open
DUE_IN = {0: -6, 1: -3, 4: 1, 5: 4, 6: 7, 7: 11, 8: 14}  # chapter → days; early labs are done before they are due
BEGUN_DAYS_AGO = {0: 8.0, 1: 5.0, 4: 2.5, 5: 2.5, 6: 2.5}
QUIET_MINUTES = (1, 2, 3, 4, 5, 7, 9, 12, 16, 24, 38)  # since somebody's last grading, or the start
LATE = [{"hours": 24, "percent": 70}, {"hours": 72, "percent": 40}]


@dataclass(frozen=True)
class Person:
    """`pace`: how many labs they are into the course; `skill`: from 0 to 1."""

    place: Place
    pace: int
    skill: float


@transaction.atomic
def make_class(now: datetime | None = None) -> Cohort:
    """Always the same but for the time of day."""
    now, chance = now or timezone.now(), Random(SEED)  # noqa: S311  no secret, the same pictures each time
    cloud = _make_cloud()
    cohort, labs = _make_cohort(cloud), list(list_labs().select_related("definition"))
    _set_deadlines(cohort, labs, now)
    shown = next(at for at, lab in enumerate(labs) if lab.slug == SHOWN_LAB)
    for person in _people(cohort, cloud, chance, shown):
        _read(person.place.user, labs[person.pace].chapter, chance)
        for number, lab in enumerate(labs[: person.pace]):
            begun = now - timedelta(days=BEGUN_DAYS_AGO[lab.chapter] - number * 0.12 - chance.random() * 0.1)
            _finish(person, lab, begun, chance)
        if person.place.user.username == STUDENT:
            _begin(person, labs[shown], now, shown_tries(SHOWN_LAB, person.place, now), QUIET_MINUTES[2])
        elif chance.random() > AWAY:
            tries = list(try_lab(labs[person.pace].slug, person.place, now, chance, skill=person.skill / 2, gives_up=0))
            some = tries[: chance.choice((0, 1, 2, 3, 4, 5))]
            _begin(person, labs[person.pace], now, some, chance.choice(QUIET_MINUTES))
    _ask_for_time(cohort, labs[shown], now)
    return cohort


def _make_cloud() -> Cloud:
    values = {"title": "Overcloud 1", "site": SITE, "state": Cloud.State.OK, "checked_at": timezone.now(), "config": {}}
    return Cloud.objects.create(slug="overcloud-1", public_auth_url="https://overcloud.example:13000/v3", **values)


def _make_cohort(cloud: Cloud) -> Cohort:
    cohort = Cohort.objects.create(slug="showcase", title=TITLE, cloud=cloud)
    enrol_teacher(cohort=cohort, user=_user(TEACHER, "강사 Teacher"))
    _user(ADMIN, "관리자 Admin", is_superuser=True)
    return cohort


def _user(username: str, name: str, *, is_superuser: bool = False) -> User:
    """Somebody who cannot sign in by a password."""
    user = User(username=username, display_name=name, is_superuser=is_superuser)
    user.set_unusable_password()
    user.save()
    return user


def _set_deadlines(cohort: Cohort, labs: list[Lab], now: datetime) -> None:
    evening = now.replace(hour=9, minute=0, second=0, microsecond=0)  # 18:00 in Seoul
    for lab in labs:
        due = evening + timedelta(days=DUE_IN[lab.chapter])
        terms = {"due": due, "late": LATE}
        if lab.kind == "final":
            terms = {"opens": due - timedelta(hours=4), "due": due, "closes": due, "exam": True, "attempts": 5}
        elif due > evening + timedelta(days=4):
            terms["opens"] = due - timedelta(days=5)
        Assignment.objects.create(cohort=cohort, lab=lab, **terms)


def _people(cohort: Cohort, cloud: Cloud, chance: Random, shown: int) -> Iterator[Person]:
    """The shown student first."""
    for number, given in enumerate(GIVEN.split(", "), 1):
        hangul, latin = given.split()
        user = _user(f"showcase-{latin}", f"{FAMILIES[(number - 1) % len(FAMILIES)]}{hangul}")
        Enrolment.objects.create(cohort=cohort, user=user, handle=latin, number=number)
        about = {"handle": latin, "number": number, "password": "-", "ready_at": timezone.now()}
        place = Place.objects.create(cloud=cloud, user=user, **about)
        pace, skill = chance.randint(5, 17), chance.random() ** 0.7
        yield Person(place, shown, 0.7) if user.username == STUDENT else Person(place, pace, skill)


def _read(user: User, chapter: int, chance: Random) -> None:
    """Every chapter before the one they are in, with some of its questions."""
    done = [number for number in (0, 1, 4, 5, 6, 7) if number < chapter]
    Reading.objects.bulk_create(Reading(user=user, chapter_number=number) for number in done)
    asked = [one for one in Question.objects.filter(chapter_number__in=done) if chance.random() < 0.7]
    QuizAnswer.objects.bulk_create(
        QuizAnswer(user=user, question=one, given={}, is_right=True, first_right_at=timezone.now()) for one in asked
    )


def _finish(person: Person, lab: Lab, begun: datetime, chance: Random) -> None:
    """A lab done and finished, some days ago."""
    tries = list(try_lab(lab.slug, person.place, begun, chance, skill=person.skill, gives_up=0.5 * (1 - person.skill)))
    session = _session(person, lab, begun, tries[-1].at + timedelta(minutes=2))
    _grade(session, tries)


def _begin(person: Person, lab: Lab, now: datetime, tries: list[Try], quiet_min: int) -> None:
    """A lab that is open, with some gradings, the last one or the start so many minutes ago. `tries`: as from now."""
    earlier = timedelta(minutes=quiet_min) + (tries[-1].at - now if tries else timedelta())
    session = _session(person, lab, now - earlier)
    _grade(session, [Try(one.at - earlier, one.seen) for one in tries])


def _session(person: Person, lab: Lab, begun: datetime, ended: datetime | None = None) -> Session:
    assert lab.definition  # noqa: S101  list_labs() gives no other
    state = Session.State.FINISHED if ended else Session.State.OPEN
    session = Session.objects.create(place=person.place, lab=lab, definition=lab.definition, state=state)
    Session.objects.filter(pk=session.pk).update(started_at=begun, opened_at=begun, finished_at=ended)
    return session


def _grade(session: Session, tries: list[Try]) -> None:
    """As a worker does it, with what was seen put before it."""
    for number, one in enumerate(tries, 1):
        run = Run.objects.create(
            session=session,
            number=number,
            definition=session.definition,
            state=Run.State.RUNNING,
            asked_at=one.at,
        )
        parameters, observation = one.seen.parameters, one.seen.observation
        verdicts = judge(fill_definition(session.definition.content, parameters.variables), parameters, observation)
        record_run(run=run, parameters=parameters, observation=observation, verdicts=verdicts)
        _date_back(run, one.at)


def _date_back(run: Run, moment: datetime) -> None:
    seconds = {"queued_at": 0.0, "claimed_at": 0.04, "observed_at": 0.41, "judged_at": 0.44, "published_at": 0.46}
    times = {name: moment + timedelta(seconds=after) for name, after in seconds.items()}
    Run.objects.filter(pk=run.pk).update(retry_at=None, **times)


def _ask_for_time(cohort: Cohort, lab: Lab, now: datetime) -> None:
    asking = cohort.enrolments.filter(role=Enrolment.Role.STUDENT).order_by("number")[8]
    Extension.objects.create(
        cohort=cohort,
        lab=lab,
        student=asking.user,
        state=Extension.State.ASKED,
        until=now + timedelta(days=3),
        why="병결로 이틀 빠졌습니다. 사흘만 더 주시면 마치겠습니다.",
    )
