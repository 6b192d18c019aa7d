"""Regrading without a cloud: what would change, who decides, what stays."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from course.models import Cohort, LabUse, User
from course.services import choose_policy
from grading.engine.judging import Parameters
from grading.engine.observation import Collection
from grading.engine.scoring import Policy
from grading.models import CheckVerdict, Regrade, RegradeRow, Run, Score
from grading.regrading import drop_regrade, promote_regrade, work_at_regrade
from grading.services import request_run
from grading.whatif import Change, count_by_check, list_standings
from labs.kinds import Kind
from labs.models import Place, Session
from labs.services import Refused
from tests.grading import worlds
from tests.grading.regraded import (
    GOOD,
    begin,
    change_definition,
    changed,
    check_in,
    expect,
    grade,
    grade_seen,
    make_class,
    open_session,
    work,
)

pytestmark = pytest.mark.usefixtures("broker")
ALL, RISES = Regrade.Choice.ALL, Regrade.Choice.RISES
Class = tuple[Cohort, User, list[Place]]
WRONG_GATEWAY = changed(GOOD, Kind.SUBNET, "app-subnet", gateway_ip="192.168.7.1")
OTHER_GATEWAY = expect("NTT-4", field="gateway_ip", equals="192.168.{N}.1")  # rises whom the old one failed


@pytest.fixture
def room(db: None, settings: Any) -> Class:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return make_class(2)


def scores() -> dict[str, int]:
    return dict(Score.objects.values_list("place__handle", "earned"))


def judged(room: Class, *seen: worlds.World, edit: Callable[[dict[str, Any]], None] = OTHER_GATEWAY) -> Regrade:
    """Each student graded once, the definition changed, everything judged anew."""
    cohort, teacher, places = room
    for place, world in zip(places, seen, strict=False):
        grade(open_session(place), world)
    change_definition(edit)
    return work(begin(cohort, teacher))


def test_who_rises_and_who_falls_is_told_before_anything_changes(room: Class) -> None:
    regrade = judged(room, GOOD, WRONG_GATEWAY)
    assert (regrade.state, regrade.done, regrade.total) == (Regrade.State.READY, 2, 2)
    falls, rises = list_standings(regrade)
    assert (falls.change, falls.before.earned, falls.after.earned) == (Change.FALLS, 100, 90)
    assert (rises.change, rises.before.earned, rises.after.earned) == (Change.RISES, 90, 100)
    assert falls.changes == [{"check": "NTT-4", "before": "passed", "after": "failed", "points": -10}]
    (figures,) = count_by_check([falls, rises])
    assert (figures.check, figures.gain, figures.lose, figures.points) == ("NTT-4", 1, 1, 0)
    assert scores() == {"s1": 100, "s2": 90}
    assert Run.objects.count() == 2


def test_rises_alone_are_promoted(room: Class) -> None:
    regrade = judged(room, GOOD, WRONG_GATEWAY)
    promote_regrade(regrade=regrade, choice=RISES, by=room[1])
    assert work(regrade).state == Regrade.State.PROMOTED
    assert scores() == {"s1": 100, "s2": 100}
    assert not Run.objects.filter(session__place__handle="s1", source=Run.Source.REGRADE).exists()


def test_all_are_promoted_with_the_falls_that_were_agreed_to(room: Class) -> None:
    regrade = judged(room, GOOD, WRONG_GATEWAY)
    falling = room[2][0]
    promote_regrade(regrade=regrade, choice=ALL, falls=[falling.pk], by=room[1])
    work(regrade)
    assert scores() == {"s1": 90, "s2": 100}


def test_a_fall_that_nobody_has_seen_is_refused(room: Class) -> None:
    regrade = judged(room, GOOD, WRONG_GATEWAY)
    with pytest.raises(Refused, match="falls_changed"):
        promote_regrade(regrade=regrade, choice=ALL, falls=[], by=room[1])
    regrade.refresh_from_db()
    assert regrade.state == Regrade.State.READY


def test_what_is_graded_between_seeing_and_promoting_falls_for_nobody(room: Class) -> None:
    """A student who was to stay reaches more under the old definition, and would fall by it: nobody agreed to that."""
    low = changed(WRONG_GATEWAY, Kind.NETWORK, "db-net", tags=[])
    regrade = judged(room, low)
    promote_regrade(regrade=regrade, choice=ALL, by=room[1])
    grade(Session.objects.get(), GOOD)
    assert scores() == {"s1": 100}
    work(regrade)
    assert scores() == {"s1": 100}
    assert RegradeRow.objects.count() == 2, "the late run was not judged"


def test_history_keeps_every_verdict_with_its_definition(room: Class) -> None:
    regrade = judged(room, WRONG_GATEWAY)
    promote_regrade(regrade=regrade, choice=ALL, by=room[1])
    work(regrade)
    old, new = Run.objects.order_by("pk")
    assert (old.replaced_by, new.source, new.number) == (new, Run.Source.REGRADE, 2)
    assert (new.observation, new.parameters) == (old.observation, old.parameters)
    assert new.requested_by == room[1]
    assert old.definition != new.definition == regrade.definition
    verdicts = CheckVerdict.objects.filter(check_id="NTT-4").order_by("run")
    assert [verdict.outcome for verdict in verdicts] == ["failed", "passed"]
    assert verdicts[1].evidence["findings"][0]["observed"] == "192.168.7.1"
    assert CheckVerdict.objects.count() == 18
    assert Score.objects.get().run == new


def test_promoting_twice_does_nothing_twice(room: Class) -> None:
    regrade = judged(room, WRONG_GATEWAY)
    promote_regrade(regrade=regrade, choice=ALL, by=room[1])
    work(regrade)
    before = list(Run.objects.values_list("pk", "replaced_by"))
    with pytest.raises(Refused, match="not_ready"):
        promote_regrade(regrade=regrade, choice=ALL, by=room[1])
    Regrade.objects.update(state=Regrade.State.PROMOTING, reached=0, lease_until=None)  # as if it were done again
    work(regrade)
    assert list(Run.objects.values_list("pk", "replaced_by")) == before


def test_dropped_it_has_changed_nothing(room: Class) -> None:
    regrade = judged(room, GOOD, WRONG_GATEWAY)
    drop_regrade(regrade=regrade, by=room[1])
    work_at_regrade(regrade_id=regrade.pk)
    regrade.refresh_from_db()
    assert (regrade.state, regrade.decided_by) == (Regrade.State.DROPPED, room[1])
    assert (scores(), Run.objects.count()) == ({"s1": 100, "s2": 90}, 2)


def test_every_run_is_judged_so_that_no_other_one_comes_up(room: Class) -> None:
    """The best run falls; an earlier one that would fall as well does not become the score by its old verdicts."""
    session = open_session(room[2][0])
    grade(session, changed(GOOD, Kind.NETWORK, "db-net", tags=[]))
    grade(session, GOOD)
    change_definition(OTHER_GATEWAY)
    regrade = work(begin(room[0], room[1]))
    assert list_standings(regrade)[0].after.earned == 90
    promote_regrade(regrade=regrade, choice=ALL, falls=[room[2][0].pk], by=room[1])
    work(regrade)
    assert scores() == {"s1": 90}


def test_an_open_session_goes_on_with_the_new_definition(room: Class) -> None:
    regrade = judged(room, WRONG_GATEWAY)
    promote_regrade(regrade=regrade, choice=RISES, by=room[1])
    work(regrade)
    session = Session.objects.get()
    assert session.definition == regrade.definition
    assert grade(session, WRONG_GATEWAY).earned == 100


def test_an_open_session_stays_when_start_would_have_prepared_something_else(room: Class) -> None:
    def edit(content: dict[str, Any]) -> None:
        OTHER_GATEWAY(content)
        content["start"]["quota"]["networks"] = 4

    regrade = judged(room, WRONG_GATEWAY, edit=edit)
    promote_regrade(regrade=regrade, choice=RISES, by=room[1])
    work(regrade)
    assert Session.objects.get().definition != regrade.definition


def new_check(**check: Any) -> Callable[[dict[str, Any]], None]:
    """NTT-9 looks at something else."""

    def edit(content: dict[str, Any]) -> None:
        found = check_in(content, "NTT-9")
        found.pop("of")
        found.pop("expect")
        found.update(check)

    return edit


def test_what_was_not_looked_at_is_unknown_and_no_fall(room: Class) -> None:
    ports = new_check(collect={"kind": "port", "count": 2})
    regrade = judged(room, GOOD, edit=ports)
    row = RegradeRow.objects.get()
    assert (row.trouble, row.earned_after) == (RegradeRow.Trouble.NOT_SEEN, 100)
    (standing,) = list_standings(regrade)
    assert (standing.change, standing.troubles, standing.changes) == (Change.SAME, ("not_seen",), [])
    promote_regrade(regrade=regrade, choice=ALL, by=room[1])
    work(regrade)
    assert (scores(), Run.objects.count()) == ({"s1": 100}, 1)


def test_a_field_that_was_not_kept_then_is_no_fall(room: Class) -> None:
    judged(room, GOOD, edit=expect("NTT-5", field="created_at", equals="2026-11-02T09:00:00Z"))
    assert RegradeRow.objects.get().trouble == RegradeRow.Trouble.NOT_SEEN


def test_an_answer_nobody_was_asked_for_is_no_fall(room: Class) -> None:
    def edit(content: dict[str, Any]) -> None:
        label = {"en": "Which?", "ko": "무엇?"}
        content["questions"] = [{"name": "which", "label": label, "example": "x"}]
        new_check(answer="which", expect=[{"field": "value", "same_as": "app_net.id"}])(content)

    judged(room, GOOD, edit=edit)
    assert RegradeRow.objects.get().trouble == RegradeRow.Trouble.NOT_PREPARED


def test_what_start_did_not_make_then_is_no_fall(room: Class) -> None:
    def edit(content: dict[str, Any]) -> None:
        content["start"]["make"] = [{"bind": "given_net", "network": {"name": "given-net"}}]
        new_check(of=["given_net"], expect=[{"field": "is_shared", "equals": False}])(content)

    judged(room, GOOD, edit=edit)
    assert RegradeRow.objects.get().trouble == RegradeRow.Trouble.NOT_PREPARED


@pytest.mark.parametrize("broken", [b"", b"nonsense"])
def test_what_cannot_be_read_any_longer_stays_as_it_is(room: Class, broken: bytes) -> None:
    run = grade(open_session(room[2][0]), GOOD)
    assert run.observation
    run.observation.content = broken
    run.observation.save()
    change_definition(OTHER_GATEWAY)
    regrade = work(begin(room[0], room[1]))
    assert (regrade.state, RegradeRow.objects.get().trouble) == (Regrade.State.READY, RegradeRow.Trouble.NOT_READABLE)
    assert list_standings(regrade)[0].change is Change.SAME


def test_what_could_not_be_seen_then_stays_open(room: Class) -> None:
    """The same kind hidden before and after: an interval before and after, and a rise counts."""
    seen = worlds.seen(WRONG_GATEWAY)
    hidden = replace(seen, collections={**seen.collections, Kind.NETWORK: Collection(cause={"trouble": "timeout"})})
    before = grade_seen(open_session(room[2][0]), hidden)
    change_definition(OTHER_GATEWAY)
    work(begin(room[0], room[1]))
    row = RegradeRow.objects.get()
    assert row.trouble == ""
    assert row.earned_after == before.earned + 10 < row.possible_after


def test_a_repeated_question_is_the_same_job(room: Class) -> None:
    regrade = judged(room, GOOD)
    assert begin(room[0], room[1]) == regrade
    change_definition(expect("NTT-4", field="gateway_ip", equals="192.168.{N}.2"))
    newer = begin(room[0], room[1])
    regrade.refresh_from_db()
    assert (newer != regrade, regrade.state) == (True, Regrade.State.DROPPED)


def test_without_anything_to_judge_it_is_refused(room: Class) -> None:
    grade(open_session(room[2][0]), GOOD)
    with pytest.raises(Refused, match="nothing_to_regrade"):
        begin(room[0], room[1])
    assert not Regrade.objects.exists()


def test_only_the_students_of_the_class_are_in_it(room: Class) -> None:
    cohort, teacher, places = room
    elsewhere = Cohort.objects.create(slug="other", title="Other", cloud=cohort.cloud)
    places[1].user.enrolments.update(cohort=elsewhere)
    regrade = judged(room, WRONG_GATEWAY, WRONG_GATEWAY)
    assert [standing.place for standing in list_standings(regrade)] == [places[0].pk]
    promote_regrade(regrade=regrade, choice=ALL, by=teacher)
    work(regrade)
    assert scores() == {"s1": 100, "s2": 90}


def test_a_run_under_way_stays_the_last_one(room: Class) -> None:
    regrade = judged(room, WRONG_GATEWAY)
    active = request_run(session=Session.objects.get())
    promote_regrade(regrade=regrade, choice=ALL, by=room[1])
    work(regrade)
    assert list(Run.objects.order_by("number").values_list("source", flat=True)) == ["page", "regrade", "page"]
    last = Run.objects.order_by("number").last()
    assert (last, last and last.is_active) == (active, True)


def test_the_policy_of_the_class_decides_which_run_counts(room: Class) -> None:
    cohort, _teacher, places = room
    session = open_session(places[0])
    lab = session.lab
    for world in (WRONG_GATEWAY, GOOD, changed(WRONG_GATEWAY, Kind.NETWORK, "db-net", tags=[])):
        grade(session, world)
    assert scores() == {"s1": 100}
    for policy, points in ((Policy.LAST, 80), (Policy.FIRST, 90), (Policy.BEST, 100)):
        choose_policy(cohort=cohort, lab=lab, policy=policy, by=room[1])
        assert scores() == {"s1": points}
    choose_policy(cohort=cohort, lab=lab, policy=Policy.LAST, by=room[1])
    assert grade(session, WRONG_GATEWAY).earned == scores()["s1"] == 90
    assert LabUse.objects.count() == 1


def test_after_promotion_the_order_of_attempts_is_that_of_looking(room: Class) -> None:
    cohort, teacher, places = room
    session = open_session(places[0])
    grade(session, GOOD)
    grade(session, WRONG_GATEWAY)
    choose_policy(cohort=cohort, lab=session.lab, policy=Policy.LAST, by=teacher)
    change_definition(OTHER_GATEWAY)
    regrade = work(begin(cohort, teacher))
    promote_regrade(regrade=regrade, choice=RISES, by=teacher)
    work(regrade)
    assert scores() == {"s1": 100}


def test_older_rows_without_all_parameters_can_be_judged() -> None:
    assert Parameters.from_json({}).variables == {}
    found = Parameters.from_json({"variables": {"N": "7"}, "capabilities": ["probe"], "read_at": {}, "unheard": 1})
    assert dict(found.variables) == {"N": "7"}
    assert found.capabilities == frozenset({"probe"})


def test_a_step_is_one_that_can_be_repeated(room: Class) -> None:
    """A worker that dies between two steps: the next one goes on with the rows that are missing."""
    regrade = judged(room, GOOD, WRONG_GATEWAY)
    RegradeRow.objects.filter(run__session__place=room[2][1]).delete()
    Regrade.objects.update(state=Regrade.State.RUNNING, lease_until=None)
    kept = RegradeRow.objects.get().pk
    assert work(regrade).state == Regrade.State.READY
    assert RegradeRow.objects.count() == 2
    assert RegradeRow.objects.filter(pk=kept).exists()
