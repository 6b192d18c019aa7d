"""An answer is right when it says what the file says, however the page was shuffled."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.quiz.marking import is_right, read_given, shuffle, size_of
from course.quiz.questions import QUESTION, Question

WORDS = {"ko": "말", "en": "words"}
ABOUT = {"id": "q", "section": "s", "question": WORDS, "explanation": WORDS}


def word(number: int) -> dict[str, str]:
    return {"ko": f"말 {number}", "en": f"word {number}"}


def question(kind: str, size: int = 5) -> Question:
    parts: Mapping[str, Any] = {
        "choice": {"options": [word(number) | {"right": number == 2} for number in range(size)]},
        "choices": {"options": [word(number) | {"right": number in {1, 3}} for number in range(size)]},
        "matching": {"pairs": [{"left": word(number), "right": word(number)} for number in range(size)]},
        "ordering": {"items": [word(number) for number in range(size)]},
        "short": {"accept": ["Admin", "관리자"]},
    }
    return QUESTION.validate_python(ABOUT | {"kind": kind} | parts[kind])


def form_of(asked: Question, meant: list[int], order: list[int]) -> dict[str, list[str]]:
    """What the page sends when somebody means these numbers of the file."""
    if asked.kind in {"choice", "choices"}:
        return {"chosen": [str(order.index(number)) for number in meant]}
    if asked.kind == "matching":
        return {f"place-{left}": [str(order.index(right))] for left, right in enumerate(meant)}
    return {f"place-{order.index(item)}": [str(rank)] for rank, item in enumerate(meant)}


@pytest.mark.parametrize(
    ("kind", "meant"), [("choice", [2]), ("choices", [1, 3]), ("matching", range(5)), ("ordering", range(5))]
)
@given(seed=st.text(max_size=8))
def test_the_right_answer_is_right_however_it_is_shuffled(kind: str, meant: Any, seed: str) -> None:
    asked = question(kind)
    order = shuffle(asked, seed)
    assert sorted(order) == list(range(size_of(asked)))
    given_now = read_given(asked, form_of(asked, list(meant), order), order)
    assert given_now == list(meant)
    assert is_right(asked, given_now)


@given(st.permutations(range(5)), st.text(max_size=8))
def test_any_other_order_is_wrong(meant: list[int], seed: str) -> None:
    for kind in ("ordering", "matching"):
        asked = question(kind)
        order = shuffle(asked, seed)
        given_now = read_given(asked, form_of(asked, meant, order), order)
        assert given_now is not None
        assert is_right(asked, given_now) is (meant == sorted(meant))


@given(st.sets(st.integers(0, 4), min_size=1), st.text(max_size=8))
def test_some_of_the_right_ones_are_not_enough(meant: set[int], seed: str) -> None:
    asked = question("choices")
    order = shuffle(asked, seed)
    given_now = read_given(asked, form_of(asked, sorted(meant), order), order)
    assert given_now is not None
    assert is_right(asked, given_now) is (meant == {1, 3})


@pytest.mark.parametrize(
    ("typed", "right"), [("admin", True), ("  ADMIN ", True), ("관리자", True), ("administrator", False)]
)
def test_words_are_compared_without_case_and_blanks(typed: str, right: bool) -> None:
    asked = question("short")
    given_now = read_given(asked, {"text": [typed]}, [])
    assert given_now is not None
    assert is_right(asked, given_now) is right


@pytest.mark.parametrize("kind", ["choice", "choices", "matching", "ordering", "short"])
@given(form=st.dictionaries(st.sampled_from(["chosen", "text", "place-0", "place-1"]), st.lists(st.text(max_size=3))))
def test_a_form_that_no_page_sends_does_no_harm(kind: str, form: dict[str, list[str]]) -> None:
    asked = question(kind)
    order = shuffle(asked, "x")
    given_now = read_given(asked, {name: values or [""] for name, values in form.items()}, order)
    assert given_now is None or is_right(asked, given_now) in {True, False}


def test_nothing_to_be_ordered_is_shown_in_its_order() -> None:
    assert all(shuffle(question("ordering", 3), str(seed)) != [0, 1, 2] for seed in range(50))
