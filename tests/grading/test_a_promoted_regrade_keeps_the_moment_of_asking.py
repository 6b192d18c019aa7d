"""A regrade after the deadline: what was handed in in time stays in time, and what was late gains its share alone."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from course.assigning import set_terms, settle_class
from course.models import Cohort, Settling, User
from grading.models import Regrade, Run, Score
from grading.regrading import promote_regrade
from grading.whatif import list_standings
from labs.kinds import Kind
from labs.models import Place
from tests.grading.regraded import (
    GOOD,
    begin,
    change_definition,
    changed,
    expect,
    grade,
    make_class,
    open_session,
    the_lab,
    work,
)

pytestmark = pytest.mark.usefixtures("broker")
WRONG_GATEWAY = changed(GOOD, Kind.SUBNET, "app-subnet", gateway_ip="192.168.7.1")
OTHER_GATEWAY = expect("NTT-4", field="gateway_ip", equals="192.168.{N}.1")  # rises whom the old one failed
HOUR = timedelta(hours=1)


@pytest.fixture
def room(db: None, settings: Any) -> tuple[Cohort, User, list[Place]]:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return make_class(2)


def test_it_counts_as_the_run_it_replaces(room: tuple[Cohort, User, list[Place]]) -> None:
    cohort, teacher, (early, late) = room
    now = timezone.now()
    for place, asked_at in ((early, now - 3 * HOUR), (late, now)):
        run = grade(open_session(place), WRONG_GATEWAY)
        Run.objects.filter(pk=run.pk).update(asked_at=asked_at)
    terms = {"due": now - HOUR, "late": [{"hours": 24, "percent": 50}]}
    set_terms(cohort=cohort, lab=the_lab(), values=terms, by=teacher)
    settle_class(settling_id=Settling.objects.get().pk)
    change_definition(OTHER_GATEWAY)
    regrade = work(begin(cohort, teacher))
    assert [(one.change, one.points) for one in list_standings(regrade)] == [("rises", 10), ("rises", 5)]
    promote_regrade(regrade=regrade, choice=Regrade.Choice.ALL, by=teacher)
    work(regrade)
    kept = Score.objects.order_by("place").values_list("place", "earned", "percent", "run__source")
    assert list(kept) == [(early.pk, 100, 100, "regrade"), (late.pk, 100, 50, "regrade")]
