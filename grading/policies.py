"""Which of a student's runs counts, and what a deadline leaves: decisions of classes, which grading has to ask for."""

from collections.abc import Callable, Iterable
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from grading.engine.scoring import Policy, Timeline
from labs.models import Session

Answer = Callable[[Iterable[int], int], dict[int, Policy]]
Timelines = Callable[[Iterable[int], int], dict[int, Timeline]]
Watching = Callable[[Session], bool]


def policies_of(place_ids: Iterable[int], lab_id: int) -> dict[int, Policy]:
    """Place → policy, as whom `SCORE_POLICIES` names says; a place that is left out has its best run counted."""
    ask = cast(Answer, import_string(settings.SCORE_POLICIES))
    return ask(place_ids, lab_id)


def timelines_of(place_ids: Iterable[int], lab_id: int) -> dict[int, Timeline]:
    """Place → timeline, as whom `SCORE_TIMELINES` names says; a place that is left out has no deadline."""
    ask = cast(Timelines, import_string(settings.SCORE_TIMELINES))
    return ask(place_ids, lab_id)


def may_be_watched(session: Session) -> bool:
    """Whether the class lets a session be graded quietly now, as whom `WATCHING_RULE` names says."""
    ask = cast(Watching, import_string(settings.WATCHING_RULE))
    return ask(session)
