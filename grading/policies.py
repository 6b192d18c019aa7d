"""Which of a student's runs counts: a decision of classes, of which grading knows nothing and so asks."""

from collections.abc import Callable, Iterable
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from grading.engine.scoring import Policy

Answer = Callable[[Iterable[int], int], dict[int, Policy]]


def policies_of(place_ids: Iterable[int], lab_id: int) -> dict[int, Policy]:
    """Place → policy, as whom `SCORE_POLICIES` names says; a place that is left out has its best run counted."""
    ask = cast(Answer, import_string(settings.SCORE_POLICIES))
    return ask(place_ids, lab_id)
