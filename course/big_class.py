"""Rows of a class as big as one likes, for benchmarks: everybody has tried every lab, each with ten checks."""

from collections.abc import Iterator
from itertools import product
from typing import Any

from course.models import Cohort, Enrolment, User
from grading.engine.verdicts import Outcome
from grading.models import CheckVerdict, Run, Score
from labs.models import Cloud, Definition, Lab, Place, Session

AT_ONCE = 500  # rows for one statement
CHECKS: list[dict[str, Any]] = [
    {"id": f"BIG-{at}", "points": 10, "title": {"ko": f"검사 {at}", "en": f"Check {at}"}} for at in range(10)
]


def make_big_class(*, students: int, labs: int) -> User:
    """Make the class, and give its teacher."""
    cloud = Cloud.objects.create(slug="big", title="Big", config={}, public_auth_url="http://127.0.0.1:1/v3")
    cohort = Cohort.objects.create(slug="big", title="Big class", cloud=cloud)
    teacher = User.objects.create(username="bigteacher")
    Enrolment.objects.create(cohort=cohort, user=teacher, role=Enrolment.Role.TEACHER)
    definitions = [_make_lab(number) for number in range(labs)]
    places = _make_places(cohort, cloud, students)
    pairs = list(product(places, definitions))
    sessions = Session.objects.bulk_create(
        [Session(place=place, lab=one.lab, definition=one, state="finished") for place, one in pairs], AT_ONCE
    )
    runs = [
        Run(session=session, definition=session.definition, number=1, state=Run.State.GRADED, **_points(number))
        for number, session in enumerate(sessions)
    ]
    Run.objects.bulk_create(runs, AT_ONCE)
    Score.objects.bulk_create(
        [
            Score(place=run.session.place, lab=run.session.lab, run=run, **_points(number))
            for number, run in enumerate(runs)
        ],
        AT_ONCE,
    )
    verdicts = (verdict for number, run in enumerate(runs) for verdict in _verdicts(number, run))
    CheckVerdict.objects.bulk_create(verdicts, AT_ONCE)
    return teacher


def _verdicts(number: int, run: Run) -> Iterator[CheckVerdict]:
    """As many passed as the run has points for."""
    for at, check in enumerate(CHECKS):
        passed = at < run.earned // 10
        outcome = Outcome.PASSED if passed else Outcome.FAILED
        finding = {"field": "status", "expected": "ACTIVE", "observed": f"state {number % 7}", "holds": passed}
        values = {"points": 10, "earned": 10 * passed, "evidence": {"findings": [finding]}}
        yield CheckVerdict(run=run, position=at, check_id=check["id"], outcome=outcome, **values)


def _make_lab(number: int) -> Definition:
    texts = dict.fromkeys(("title_ko", "title_en", "goal_ko", "goal_en"), f"Lab {number}")
    about = {"slug": f"lab-{number}", "chapter": number // 5, "position": number, "kind": "guided", "minutes": 30}
    lab = Lab.objects.create(**about, **texts)
    lab.definition = Definition.objects.create(lab=lab, digest=f"{number:064}", content={"checks": CHECKS})
    lab.save()
    return lab.definition


def _make_places(cohort: Cohort, cloud: Cloud, students: int) -> list[Place]:
    names = [f"s{number}" for number in range(1, students + 1)]
    users = User.objects.bulk_create([User(username=name, display_name=f"학생 {name}") for name in names], AT_ONCE)
    people = [{"user": user, "handle": user.username, "number": at} for at, user in enumerate(users, 1)]
    Enrolment.objects.bulk_create([Enrolment(cohort=cohort, **about) for about in people], AT_ONCE)
    places = [Place(cloud=cloud, **about) for about in people]
    return Place.objects.bulk_create(places, AT_ONCE)


def _points(number: int) -> dict[str, int]:
    earned = (number * 37) % 101
    return {"earned": earned, "possible": earned, "total": 100}
