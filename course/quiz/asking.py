"""A question as its page shows it: in the page's language, shuffled for the reader, with their last answer."""

import re
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe

from course.language import Language
from course.models import Question as Row
from course.models import QuizAnswer, User
from course.quiz.marking import Given, shuffle
from course.quiz.questions import QUESTION, Choice, Choices, Matching, Ordering, Question, Short, Text

CODE = re.compile(r"`([^`]+)`")


@dataclass(frozen=True)
class Shown:
    """Something at a place of the page. `chosen`: what the last answer put there (a place of the other side)."""

    place: int
    text: SafeString
    chosen: int | None = None
    is_chosen: bool = False
    is_right: bool = False


@dataclass(frozen=True)
class Asked:
    """`shown`: options, lefts or items; `others`: the rights to match with. `answer`: None before the first try."""

    row: Row
    kind: str
    question: SafeString
    explanation: SafeString
    shown: tuple[Shown, ...]
    others: tuple[Shown, ...]
    typed: str
    solution: tuple[SafeString, ...]
    answer: QuizAnswer | None

    @property
    def is_right(self) -> bool:
        return self.answer is not None and self.answer.is_right


def order_for(user: User, question: Question) -> list[int]:
    return shuffle(question, str(user.pk))


def ask(row: Row, user: User, answer: QuizAnswer | None, language: Language) -> Asked:
    question = QUESTION.validate_python(row.content)
    given: Given | None = answer.given if answer else None
    say = _Speaker(language)
    return Asked(
        row,
        question.kind,
        say(question.question),
        say(question.explanation),
        _shown(question, order_for(user, question), given, say),
        _others(question, order_for(user, question), say),
        given if isinstance(given, str) else "",
        _solution(question, say),
        answer,
    )


class _Speaker:
    """Texts of a file in one language, as safe HTML: only `code` is more than text."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, text: Text) -> SafeString:
        return self.plain(text.en if self.language == "en" else text.ko)

    def plain(self, text: str) -> SafeString:
        return mark_safe(CODE.sub(r"<code>\1</code>", escape(text)))  # noqa: S308  escaped first


def _shown(question: Question, order: list[int], given: Given | None, say: _Speaker) -> tuple[Shown, ...]:
    chosen = given if isinstance(given, list) else []
    if isinstance(question, (Choice, Choices)):
        options = [(place, question.options[number], number) for place, number in enumerate(order)]
        return tuple(
            Shown(place, say(option), is_chosen=number in chosen, is_right=option.right)
            for place, option, number in options
        )
    if isinstance(question, Matching):
        places = {number: place for place, number in enumerate(order)}
        given_at = [places.get(number) for number in chosen] or [None] * len(order)
        return tuple(
            Shown(at, say(pair.left), chosen=given_at[at], is_right=bool(chosen) and chosen[at] == at)
            for at, pair in enumerate(question.pairs)
        )
    if isinstance(question, Ordering):
        rank = {number: at for at, number in enumerate(chosen)}
        items = [(place, question.items[number], number) for place, number in enumerate(order)]
        return tuple(
            Shown(place, say(item), chosen=rank.get(number), is_right=rank.get(number) == number)
            for place, item, number in items
        )
    return ()


def _others(question: Question, order: list[int], say: _Speaker) -> tuple[Shown, ...]:
    if not isinstance(question, Matching):
        return ()
    return tuple(Shown(place, say(question.pairs[number].right)) for place, number in enumerate(order))


def _solution(question: Question, say: _Speaker) -> tuple[SafeString, ...]:
    """What is right, in words: shown after a try."""
    if isinstance(question, (Choice, Choices)):
        return tuple(say(option) for option in question.options if option.right)
    if isinstance(question, Matching):
        return tuple(mark_safe(f"{say(pair.left)} → {say(pair.right)}") for pair in question.pairs)  # noqa: S308
    if isinstance(question, Ordering):
        return tuple(say(item) for item in question.items)
    return tuple(say.plain(text) for text in question.accept[:3]) if isinstance(question, Short) else ()
