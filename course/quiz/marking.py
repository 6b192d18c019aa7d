"""Whether an answer is right. Pure: a question and what was given, as numbers of the file's own order."""

from collections.abc import Mapping, Sequence
from random import Random

from course.quiz.questions import Choice, Choices, Matching, Ordering, Question, Short

Given = list[int] | str


def size_of(question: Question) -> int:
    """How many things are shown to choose from or to put in order; none where words are typed."""
    if isinstance(question, (Choice, Choices)):
        return len(question.options)
    if isinstance(question, Matching):
        return len(question.pairs)
    return len(question.items) if isinstance(question, Ordering) else 0


def shuffle(question: Question, seed: str) -> list[int]:
    """What stands at each place of the page, as numbers of the file's order: the same at every look of one person.

    Nothing to be ordered or matched stands where it belongs from the beginning.
    """
    order = list(range(size_of(question)))
    Random(f"{seed} {question.id}").shuffle(order)  # noqa: S311  a page's order is no secret
    if isinstance(question, (Matching, Ordering)) and order == sorted(order):
        order.reverse()
    return order


def read_given(question: Question, form: Mapping[str, Sequence[str]], order: Sequence[int]) -> Given | None:
    """What a person has given, from the fields of the page; None when something is still missing.

    `order` is what `shuffle` made of the page. A field that cannot be from the page counts as missing.
    """
    if isinstance(question, Short):
        return " ".join(form.get("text", [""])[0].split()) or None
    if isinstance(question, Choice):
        return _places(form.get("chosen", [])[:1], order)
    if isinstance(question, Choices):
        chosen = _places(form.get("chosen", []), order)
        return sorted(set(chosen)) if chosen else None
    places = _places([value for place in range(len(order)) for value in form.get(f"place-{place}", [""])[:1]], order)
    if places is None or isinstance(question, Matching):
        return places
    return _in_order(form, order)


def _places(values: Sequence[str], order: Sequence[int]) -> list[int] | None:
    numbers = [int(value) if value.isdecimal() else -1 for value in values]
    if not numbers or not all(0 <= number < len(order) for number in numbers):
        return None
    return [order[number] for number in numbers]


def _in_order(form: Mapping[str, Sequence[str]], order: Sequence[int]) -> list[int] | None:
    """The items by the rank that each was given; None when two have the same rank."""
    ranks = {int(form[f"place-{place}"][0]): item for place, item in enumerate(order)}
    return [ranks[rank] for rank in sorted(ranks)] if len(ranks) == len(order) else None


def is_right(question: Question, given: Given) -> bool:
    if isinstance(question, Short):
        return isinstance(given, str) and _plain(given) in {_plain(text) for text in question.accept}
    if isinstance(question, (Choice, Choices)):
        return given == [number for number, option in enumerate(question.options) if option.right]
    return given == list(range(size_of(question)))


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
