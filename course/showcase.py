"""An invented class in the middle of its course, for pictures of the pages: nobody in it is real, nor is its cloud."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from course.invented_runs import Attempt, Judged, try_checks
from course.models import Cohort, Enrolment, LabUse, Override, Question, QuizAnswer, Reading, User, VerdictQuestion
from course.services import enrol_teacher
from grading.models import CheckVerdict, Rerun, Run, Score
from labs.models import Cloud, Lab, Place, Session
from labs.queries import list_labs
from labs.schema import LabDefinition

SLUG = "showcase"
TEACHER, STUDENT = "showcase-teacher", "showcase-haneul"  # whose pages are shown
TITLE = "OpenStack 16 · 2026"
SEED = 16
QUIET_MINUTES = (1, 2, 3, 4, 5, 7, 9, 12, 16, 24, 38)
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


@dataclass(frozen=True)
class Person:
    """`pace`: how many labs they are into the course; `skill`: from 0 to 1."""

    place: Place
    pace: int
    skill: float


@transaction.atomic
def make_showcase(now: datetime | None = None) -> Cohort:
    """Make the class, or make it anew; always the same but for the time of day."""
    now, chance = now or timezone.now(), Random(SEED)  # noqa: S311  no secret, the same pictures each time
    cohort = _make_class()
    forget_work(cohort)
    labs = [lab for lab in list_labs().select_related("definition") if lab.chapter]
    LabUse.objects.bulk_create([LabUse(cohort=cohort, lab=lab, unproven=True) for lab in labs], ignore_conflicts=True)
    for person in _people(cohort, chance, len(labs)):
        _read(person.place.user, labs[person.pace].chapter, chance)
        for number, lab in enumerate(labs[: person.pace]):
            _finish(person, lab, now - timedelta(days=(person.pace - number) * 0.6 + chance.random() * 0.3), chance)
        _begin(person, labs[person.pace], now, chance)
    return cohort


def _make_class() -> Cohort:
    cloud, _ = Cloud.objects.update_or_create(
        slug=SLUG,
        defaults={"title": "Overcloud 1", "site": SITE, "state": Cloud.State.OK, "checked_at": timezone.now()},
        create_defaults={"title": "Overcloud 1", "site": SITE, "state": Cloud.State.OK, "config": {}},
    )
    cohort, _ = Cohort.objects.update_or_create(slug=SLUG, defaults={"title": TITLE, "cloud": cloud})
    enrol_teacher(cohort=cohort, user=_user(TEACHER, "강사 Teacher"))
    return cohort


def _user(username: str, name: str) -> User:
    """Somebody who cannot sign in by a password."""
    user, is_new = User.objects.get_or_create(username=username, defaults={"display_name": name})
    if is_new:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user


def _people(cohort: Cohort, chance: Random, labs: int) -> Iterator[Person]:
    for number, given in enumerate(GIVEN.split(", "), 1):
        hangul, latin = given.split()
        handle = latin[:12]
        user = _user(f"{SLUG}-{handle}", f"{FAMILIES[number % len(FAMILIES)]}{hangul}")
        Enrolment.objects.get_or_create(cohort=cohort, user=user, defaults={"handle": handle, "number": number})
        place, _ = Place.objects.get_or_create(
            cloud=cohort.cloud,
            user=user,
            defaults={"handle": handle, "number": number, "password": "-", "ready_at": timezone.now()},
        )
        yield Person(place, chance.randint(min(4, labs - 1), min(15, labs - 1)), 0.35 + 0.6 * chance.random())


def forget_work(cohort: Cohort) -> None:
    """Take away everything that was done in the class."""
    places = Place.objects.filter(cloud=cohort.cloud)
    for decided in (Override, VerdictQuestion):
        decided.objects.filter(place__in=places).delete()
    Rerun.objects.filter(scope=cohort.pk).delete()
    Score.objects.filter(place__in=places).delete()
    Run.objects.filter(session__place__in=places).delete()
    Session.objects.filter(place__in=places).delete()


def _read(user: User, chapter: int, chance: Random) -> None:
    """Every chapter before the one they are in, with some of its questions."""
    done = [number for number in (0, 1, 4, 5, 6, 7) if number < chapter]
    Reading.objects.bulk_create([Reading(user=user, chapter_number=one) for one in done], ignore_conflicts=True)
    asked = [one for one in Question.objects.filter(chapter_number__in=done) if chance.random() < 0.7]
    answers = [
        QuizAnswer(user=user, question=one, given={}, is_right=True, first_right_at=timezone.now()) for one in asked
    ]
    QuizAnswer.objects.bulk_create(answers, ignore_conflicts=True)


def _finish(person: Person, lab: Lab, begun: datetime, chance: Random) -> None:
    """A lab done and finished, some days ago."""
    attempts = list(try_checks(definition_of(lab), person.skill, begun, chance))
    session = _session(person, lab, begun, attempts[-1].at + timedelta(minutes=2))
    _grade(session, attempts)


def _begin(person: Person, lab: Lab, now: datetime, chance: Random) -> None:
    """A lab that is open, with the gradings so far, the last one some minutes ago."""
    tries = chance.choice((0, 1, 1, 2, 3, 4))
    quiet = timedelta(minutes=chance.choice(QUIET_MINUTES))
    attempts = list(try_checks(definition_of(lab), person.skill, now, chance))[:tries]
    took = attempts[-1].at - now if attempts else timedelta()
    session = _session(person, lab, now - quiet - took)
    _grade(session, [Attempt(one.at - quiet - took, one.judged) for one in attempts])


def definition_of(lab: Lab) -> LabDefinition:
    assert lab.definition  # noqa: S101  list_labs() gives no other
    return LabDefinition.model_validate(lab.definition.content)


def _session(person: Person, lab: Lab, begun: datetime, ended: datetime | None = None) -> Session:
    assert lab.definition  # noqa: S101  as above
    state = Session.State.FINISHED if ended else Session.State.OPEN
    session = Session.objects.create(place=person.place, lab=lab, definition=lab.definition, state=state)
    Session.objects.filter(pk=session.pk).update(started_at=begun, opened_at=begun, finished_at=ended)
    return session


def _grade(session: Session, attempts: Sequence[Attempt]) -> None:
    runs = [_record(session, number, attempt) for number, attempt in enumerate(attempts, 1)]
    if runs:
        best = max(runs, key=lambda run: run.earned)
        points = {"earned": best.earned, "possible": best.possible, "total": best.total}
        Score.objects.create(place=session.place, lab=session.lab, run=best, **points)


def _record(session: Session, number: int, attempt: Attempt) -> Run:
    earned, total = sum(one.earned for one in attempt.judged), sum(one.points for one in attempt.judged)
    run = Run.objects.create(
        session=session,
        number=number,
        state=Run.State.GRADED,
        definition=session.definition,
        earned=earned,
        possible=earned,
        total=total,
        published_at=attempt.at,
    )
    Run.objects.filter(pk=run.pk).update(queued_at=attempt.at, claimed_at=attempt.at, judged_at=attempt.at)
    CheckVerdict.objects.bulk_create(_verdicts(run, attempt.judged))
    return run


def _verdicts(run: Run, judged: Sequence[Judged]) -> list[CheckVerdict]:
    return [
        CheckVerdict(
            run=run,
            position=position,
            check_id=one.check,
            outcome=one.outcome,
            points=one.points,
            earned=one.earned,
            evidence=one.evidence,
        )
        for position, one in enumerate(judged)
    ]
