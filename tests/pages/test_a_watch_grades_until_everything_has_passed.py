"""A watch: quiet gradings one after the other, until all has passed, within limits, and no attempt of the student's."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from course.lab_room import LabRoom
from course.models import Assignment, Cohort
from course.rows import count_failures
from course.watches import watch_lab
from grading.models import Run, Score
from grading.place_models import Watch
from grading.queries import attempts_used
from grading.services import request_run, settle_score
from grading.watching import GRADINGS_MAX, start_watch, stop_watch, sweep_watches
from labs.models import Cloud, Lab, Place, Session
from labs.services import Refused
from tests.pages import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(student: Place) -> Session:
    return factories.make_session(student)


@pytest.fixture
def watch(session: Session) -> Watch:
    return start_watch(session=session)


def state_of(watch: Watch) -> str:
    watch.refresh_from_db()
    return watch.state


def let_time_pass(watch: Watch, **values: Any) -> None:
    Watch.objects.filter(pk=watch.pk).update(next_at=timezone.now() - timedelta(seconds=1), **values)
    sweep_watches()


def end_run(session: Session, outcomes: dict[str, str]) -> Run:
    """What a worker would do with the run under way."""
    run = session.runs.latest("number")
    factories.judge(run, outcomes)
    settle_score(run)
    return run


def test_it_grades_again_until_green(session: Session, watch: Watch) -> None:
    sweep_watches()
    assert session.runs.get().source == Run.Source.WATCH
    let_time_pass(watch)
    assert session.runs.count() == 1, "one run at a time"
    end_run(session, {"INL-3": "failed"})
    let_time_pass(watch)
    assert session.runs.count() == 2
    end_run(session, {})
    let_time_pass(watch)
    assert (state_of(watch), session.runs.count()) == (Watch.State.PASSED, 2)


def test_it_has_an_end(session: Session, watch: Watch) -> None:
    let_time_pass(watch, left=1)
    end_run(session, {"INL-3": "failed"})
    let_time_pass(watch)
    assert (state_of(watch), watch.left) == (Watch.State.SPENT, 0)


def test_it_ends_by_the_clock_too(session: Session, watch: Watch) -> None:
    let_time_pass(watch, until=timezone.now())
    assert (state_of(watch), session.runs.count(), watch.left) == (Watch.State.SPENT, 0, GRADINGS_MAX)


def test_it_ends_with_the_session(session: Session, watch: Watch) -> None:
    Session.objects.update(state=Session.State.FINISHING)
    let_time_pass(watch)
    assert state_of(watch) == Watch.State.CLOSED


def test_a_student_stops_it(session: Session, watch: Watch) -> None:
    stop_watch(session=session)
    let_time_pass(watch)
    assert (state_of(watch), session.runs.count()) == (Watch.State.STOPPED, 0)


def test_a_second_click_is_the_same_watch(session: Session, watch: Watch) -> None:
    assert start_watch(session=session) == watch


def test_one_lab_is_watched_at_a_time(student: Place, watch: Watch) -> None:
    start_watch(session=factories.make_session(student, "network-tenant"))
    assert state_of(watch) == Watch.State.STOPPED


def test_what_a_watch_asks_for_uses_up_nothing_and_opens_no_hint(session: Session, watch: Watch) -> None:
    sweep_watches()
    end_run(session, {"INL-3": "failed"})
    assert attempts_used(session.place_id, session.lab_id) == (0, None)
    assert count_failures(session) == {}


def test_what_a_watch_has_seen_may_raise_the_score(session: Session, watch: Watch) -> None:
    sweep_watches()
    run = end_run(session, {})
    assert Score.objects.get(place=session.place).run == run


def test_a_click_takes_over_the_run_under_way(session: Session, watch: Watch) -> None:
    sweep_watches()
    run = request_run(session=session, by=session.place.user, source=Run.Source.PAGE)
    assert (run.source, run.requested_by, session.runs.count()) == (Run.Source.PAGE, session.place.user, 1)


def test_no_grading_is_wasted_on_a_cloud_that_is_away(session: Session, watch: Watch) -> None:
    Cloud.objects.update(state=Cloud.State.DOWN)
    let_time_pass(watch)
    assert (state_of(watch), session.runs.count(), watch.left) == (Watch.State.ON, 0, GRADINGS_MAX)


@pytest.mark.parametrize(("outcome", "shown"), [("unknown", 1), ("failed", 2)])
def test_what_a_watch_could_not_see_takes_no_verdicts_away(session: Session, outcome: str, shown: int) -> None:
    factories.make_run(session, {"INL-3": "failed"})
    factories.make_run(session, {"INL-9": outcome}, source=Run.Source.WATCH)
    run = LabRoom(session.lab, session.place).run
    assert run
    assert run.number == shown


def test_a_phase_that_has_passed_is_not_all(session: Session, watch: Watch) -> None:
    factories.make_run(session, phase="one")
    let_time_pass(watch)
    assert state_of(watch) == Watch.State.ON


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ({"attempts": 3}, "no_watch_with_limit"),
        ({"pause_min": 5}, "no_watch_with_limit"),
        ({"exam": True}, "no_watch_in_exam"),
        ({"closes": timezone.now() - timedelta(hours=1)}, "closed"),
    ],
)
def test_where_gradings_are_counted_nothing_is_watched(
    cohort: Cohort, session: Session, terms: dict[str, Any], code: str
) -> None:
    watch = watch_lab(session=session)
    Assignment.objects.create(cohort=cohort, lab=Lab.objects.get(slug="intro-launch"), **terms)
    let_time_pass(watch)
    assert (state_of(watch), session.runs.count()) == (Watch.State.CLOSED, 0)
    with pytest.raises(Refused) as refused:
        watch_lab(session=session)
    assert refused.value.code == code
