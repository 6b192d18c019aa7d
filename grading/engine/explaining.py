"""Put a failure into words: the author's message, with what was seen."""

from collections import ChainMap
from collections.abc import Mapping, Sequence
from typing import Any

from grading.engine.observation import value_at
from grading.engine.paths import LEADS_TO
from grading.engine.scene import Looked
from grading.engine.verdicts import Finding
from labs.field_words import field_word, plain_value
from labs.kinds import KINDS, Kind, Owner
from labs.particles import fill, with_particle
from labs.schema import PLACEHOLDER, Check, Find

LONGEST_VALUE = 200  # characters; what a student named a thing may be long
NOTHING = Finding("", "", "", None, None, holds=False)
NO_ANSWER = {"ko": "아직 답을 입력하지 않았습니다.", "en": "No answer has been typed yet."}


def explain(check: Check, looked: Looked, variables: Mapping[str, str]) -> dict[str, str]:
    """What went wrong, in both languages: none or many of a name, or else the author's message.

    {got}, {field}, {name}, {expected} are of the first comparison that fails; {path} is the way to the broken edge.
    Any other placeholder is a variable or a field of the record. How many comparisons fail besides is said too.
    """
    failing = [finding for finding in looked.findings if not finding.holds]
    failed = failing[0] if failing else NOTHING
    if check.answer and not failed.observed:
        return NO_ANSWER
    for find in (part.find for part in check.parts):
        if find and failed is _first_about(find, looked):
            return _none_or_many(find, failed.observed)
    return {
        language: _fill(
            check.message.in_language(language), known_values(looked, failed, variables, language), language
        )
        + _more(len(failing) - 1, language)
        for language in ("ko", "en")
    }


def _first_about(find: Find, looked: Looked) -> Finding | None:
    """How many of the name were found; a collection's count is about a kind, not about a name."""
    named = (item for item in looked.findings if item.subject == find.name and not isinstance(item.subject, Kind))
    return next(named, None)


def _more(count: int, language: str) -> str:
    """So that the first difference does not hide the others."""
    if count < 1:
        return ""
    if language == "ko":
        return f" 이 밖에도 다른 점이 {count}개 있습니다."
    return f" There {'is 1 more difference' if count == 1 else f'are {count} more differences'}."


def known_values(looked: Looked, failed: Finding, variables: Mapping[str, str], language: str) -> Mapping[str, Any]:
    """What the placeholders of a message stand for."""
    about = next((record for _kind, record in looked.records), {})
    counts = [{"count": finding.observed} for finding in looked.findings if finding.field == "count"]
    return ChainMap(
        *counts[:1],  # containers have a field of this name, too
        {
            "got": shown(failed.observed, failed.field, language),
            "expected": shown(failed.expected, failed.field, language),
            "field": field_word(failed.field, language),
            "name": _word_of(failed.subject, language),
            "path": say_path(looked.findings, language),
        },
        dict(variables),
        dict(about),
    )


def _word_of(subject: str, language: str) -> str:
    """A record's name, or what people call the kind that was counted."""
    if not isinstance(subject, Kind):
        return subject
    return KINDS[subject].en if language == "en" else KINDS[subject].ko


def _fill(message: str, known: Mapping[str, Any], language: str) -> str:
    def value(name: str) -> str:
        return shown(value_at(known, name), name, language)

    return fill(message, PLACEHOLDER.pattern, value)


def say_path(findings: Sequence[Finding], language: str) -> str:
    """The way as far as it leads: `web-vm → port 10.0.0.5 → floating IP –`."""
    edges = [finding for finding in findings if finding.operator == LEADS_TO]
    parts = [edges[0].subject] if edges else []
    for edge in edges:
        kind = KINDS[Kind(edge.field)]
        parts.append(f"{kind.en if language == 'en' else kind.ko} {shown(edge.observed if edge.holds else None)}")
    return " → ".join(parts)


def _none_or_many(find: Find, count: int) -> dict[str, str]:
    kind, name, (ko, en) = KINDS[find.kind], find.name, _place(find)
    if not count:
        return {
            "ko": f"{ko}에 {name} {with_particle(kind.ko, '이(가)')} 없습니다.",
            "en": f"There is no {kind.en} {name} in {en}.",
        }
    return {
        "ko": f"{ko}에 {name} {with_particle(kind.ko, '이(가)')} {count}개 있습니다. 정확히 하나여야 합니다.",
        "en": f"There are {count} {kind.en}s named {name} in {en}; exactly one is asked for.",
    }


def _place(find: Find) -> tuple[str, str]:
    """Where the name was looked for, in Korean and English."""
    second = ("이 실습의 두 번째 프로젝트", "this lab's second project")
    places = {Owner.DOMAIN: ("도메인", "your domain"), Owner.CLOUD: ("클라우드", "the cloud")}
    here = second if find.within == "second" else ("이 실습의 프로젝트", "this lab's project")
    return places.get(KINDS[find.kind].owner, here)


def shown(value: Any, field: str = "", language: str = "") -> str:
    """A value as people read it: with a language true, false and nothing are words that suit the field."""
    word = plain_value(value, field, language) if language else None
    if word is not None:
        return word
    if value in (None, "", [], {}):
        return "–"
    if isinstance(value, Mapping):
        text = ", ".join(f"{key}={shown(item)}" for key, item in value.items())
    elif isinstance(value, list):
        text = ", ".join(shown(item) for item in value)
    else:
        text = str(value)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"
