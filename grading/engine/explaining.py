"""Put a failure into words: the author's message, with what was seen."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from grading.engine.observation import Record, value_at
from grading.engine.verdicts import Finding
from labs.kinds import KINDS, KindOfRecord
from labs.schema import PLACEHOLDER, Check

LONGEST_VALUE = 200  # characters; what a student named a thing may be long


NO_ANSWER = {"ko": "아직 답을 입력하지 않았습니다.", "en": "No answer has been typed yet."}


def explain(check: Check, findings: Sequence[Finding], variables: Mapping[str, str], subject: Record) -> dict[str, str]:
    """What went wrong, in both languages: none or many of a name, or else the author's message.

    {got}, {field}, {name}, {expected} are of the first comparison that fails.

    Any other placeholder is a variable or a field of the record; what is not known shows as an en dash.
    """
    failed = next(finding for finding in findings if not finding.holds)
    if check.answer and not failed.observed:
        return NO_ANSWER
    if check.find and failed.field == "count":
        return _none_or_many(KINDS[check.find.kind], check.find.name, failed.observed)
    known: dict[str, Any] = {
        **variables,
        "got": failed.observed,
        "expected": failed.expected,
        "field": failed.field,
        "name": failed.subject,
        "count": next((finding.observed for finding in findings if finding.field == "count"), None),
    }

    def value(found: re.Match[str]) -> str:
        name = found.group(1)
        return shown(known[name] if name in known else value_at(subject, name))

    return {language: re.sub(PLACEHOLDER, value, check.message.in_language(language)) for language in ("ko", "en")}


def _none_or_many(kind: KindOfRecord, name: str, count: int) -> dict[str, str]:
    if not count:
        return {
            "ko": f"이 실습의 프로젝트에 {name} {kind.ko}이(가) 없습니다.",
            "en": f"There is no {kind.en} {name} in this lab's project.",
        }
    return {
        "ko": f"이 실습의 프로젝트에 {name} {kind.ko}이(가) {count}개 있습니다. 정확히 하나여야 합니다.",
        "en": f"There are {count} {kind.en}s named {name} in this lab's project; exactly one is asked for.",
    }


def shown(value: Any) -> str:
    """A value as people read it."""
    if value in (None, "", []):
        return "–"
    if isinstance(value, Mapping):
        text = ", ".join(f"{key}={shown(item)}" for key, item in value.items())
    elif isinstance(value, list):
        text = ", ".join(shown(item) for item in value)
    else:
        text = str(value)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"
