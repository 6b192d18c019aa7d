"""What a file would change, decided from plain values: who joins, changes, comes back, is missing; and each fault."""

from dataclasses import replace
from typing import Any

import pytest

from course.roster.planning import Change, Kind, Plan, handle_from, make_plan
from course.roster.reading import Entry
from course.roster.state import Account, ClassState, Member


def member(**values: Any) -> Member:
    return replace(Member(1, "student", False, "kim", "1조"), **values)


def account(account: str = "kim1", **values: Any) -> Account:
    usual = Account(1, account, "김하늘", "kim@example.com", True, False, True, member(), ("kim", 12))
    return replace(usual, **values)


def state(*accounts: Account, **values: Any) -> ClassState:
    usual = ClassState(
        {one.account: one for one in accounts}, frozenset({"kim"}), frozenset({12}), frozenset({"1조", "2조"})
    )
    return replace(usual, **values)


def plan(*entries: Entry, now: ClassState | None = None) -> Plan:
    return make_plan(entries, now or state(account()))


def codes(made: Plan) -> list[str]:
    return [fault.code for fault in made.faults]


def test_somebody_unknown_joins_with_a_handle_made_from_the_account() -> None:
    step = plan(Entry(2, "20260001", "이바다", "lee@example.com", None, "1조")).steps[0]
    assert (step.kind, step.user_id, step.handle) == (Kind.ADDED, None, "s20260001")
    assert step.changes == (
        Change("name", "", "이바다"),
        Change("email", "", "lee@example.com"),
        Change("group", "", "1조"),
    )


def test_what_is_so_already_stays() -> None:
    made = plan(Entry(2, "kim1", "김하늘", "kim@example.com", "kim", "1조"))
    assert made.steps[0].kind is Kind.SAME
    assert not made.changes_something


def test_empty_cells_take_nothing_away_but_the_group() -> None:
    made = plan(Entry(2, "kim1", "", "", "", ""))
    assert made.steps[0].changes == (Change("group", "1조", ""),)


def test_a_column_that_is_not_there_touches_nothing() -> None:
    assert plan(Entry(2, "kim1", "김하늘")).steps[0].kind is Kind.SAME


def test_who_had_left_comes_back() -> None:
    gone = state(account(member=member(has_left=True)))
    assert plan(Entry(2, "kim1", "김하늘"), now=gone).steps[0].kind is Kind.RETURNED
    assert plan(now=gone).missing == ()


def test_who_is_not_in_the_file_is_missing_unless_a_line_could_not_be_read() -> None:
    assert [one.account for one in plan().missing] == ["kim1"]
    assert plan(Entry(2, "x y", "이바다")).missing == ()


def test_an_account_beyond_the_class_keeps_its_name() -> None:
    other = state(account(held=False, member=None, place=None, name="박산들"), handles=frozenset())
    step = plan(Entry(2, "kim1", "김하늘", None, "kim"), now=other).steps[0]
    assert (step.kind, step.user_id, step.name, step.name_kept) == (Kind.ADDED, 1, "박산들", True)
    assert step.changes == ()


def test_groups_that_do_not_exist_are_told() -> None:
    assert plan(Entry(2, "kim1", "김하늘", group="3조")).new_groups == ("3조",)


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (Entry(2, "", "이"), "no_account"),
        (Entry(2, "lee", ""), "no_name"),
        (Entry(2, "l e e", "이"), "account_form"),
        (Entry(2, "lee", "이" * 101), "name_form"),
        (Entry(2, "lee", "이\x07"), "name_form"),
        (Entry(2, "lee", "이", "nobody"), "email_form"),
        (Entry(2, "lee", "이", None, "Lee"), "handle_form"),
        (Entry(2, "lee", "이", None, "l"), "handle_form"),
        (Entry(2, "lee", "이", None, None, "조" * 61), "group_form"),
        (Entry(2, "lee", "이", None, "kim"), "handle_taken"),
        (Entry(2, "kim1", "김하늘", None, "kim2"), "handle_fixed"),
    ],
)
def test_each_fault_has_its_cause(entry: Entry, code: str) -> None:
    assert codes(plan(entry)) == [code]


@pytest.mark.parametrize(
    ("known", "code"),
    [
        (account(is_superuser=True, member=None), "is_admin"),
        (account(member=member(role="teacher")), "is_staff"),
        (account(member=member(role="assistant")), "is_staff"),
        (account(is_active=False, member=None), "is_inactive"),
    ],
)
def test_some_people_cannot_be_students(known: Account, code: str) -> None:
    assert codes(plan(Entry(2, "kim1", "김하늘"), now=state(known))) == [code]


def test_the_second_of_two_lines_is_at_fault() -> None:
    made = plan(Entry(2, "lee", "이", None, "lee"), Entry(3, "LEE", "이"), Entry(4, "yi", "이", None, "lee"))
    assert [(fault.line, fault.code, fault.what) for fault in made.faults] == [
        (3, "account_twice", "2"),
        (4, "handle_taken", "lee"),
    ]
    assert [step.account for step in made.steps] == ["lee"]


def test_a_class_has_no_more_places_than_numbers() -> None:
    full = state(account(), numbers=frozenset(range(1, 250)))
    made = plan(Entry(2, "lee", "이"), Entry(3, "park", "박"), now=full)
    assert [(fault.line, fault.code) for fault in made.faults] == [(3, "class_full")]


def test_a_place_in_the_cloud_is_kept_from_class_to_class() -> None:
    elsewhere = state(account(member=None))
    assert plan(Entry(2, "kim1", "김하늘"), now=elsewhere).steps[0].handle == "kim"
    assert codes(plan(Entry(2, "kim1", "김하늘", None, "haneul"), now=elsewhere)) == ["handle_fixed"]


@pytest.mark.parametrize(
    ("name", "taken", "handle"),
    [
        ("Kim.Haneul@example.com", set(), "kimhaneul"),
        ("20260001", set(), "s20260001"),
        ("김하늘", set(), "s2"),
        ("kim", {"kim"}, "kim2"),
        ("averylongaccountname", {"averylongacc"}, "averylongac2"),
    ],
)
def test_handles_are_made_near_to_the_account(name: str, taken: set[str], handle: str) -> None:
    assert handle_from(name, taken) == handle


def test_whoever_agrees_agrees_to_exactly_this() -> None:
    first, other = plan(Entry(2, "lee", "이")), plan(Entry(2, "lee", "이", group="1조"))
    assert first.digest == plan(Entry(2, "lee", "이")).digest
    assert first.digest != other.digest
    assert first.digest != plan(Entry(2, "lee", "이"), now=state()).digest
