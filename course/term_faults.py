"""What makes terms contradict each other, for the form and for programs alike."""

from collections.abc import Iterator, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from course.models import Assignment
from course.terms import Layer, combine, timeline_of
from grading.engine.scoring import credit_at


def find_faults(own: Assignment, above: Sequence[Layer]) -> Iterator[tuple[str | None, str]]:
    """Field and sentence; the field is None for late credit. `above`: the layers that `own` inherits from."""
    terms = combine([*above, own])
    if not _rises(own):
        yield None, _("Late credit: each step must last longer than the one before and give no more.")
    if terms.opens and terms.end and terms.opens >= terms.end:
        yield "opens", _("It would open after its end.")
    if own.due and own.closes and own.closes < own.due:
        yield "closes", _("It would close before it is due.")
    if terms.exam and terms.end is None:
        yield "exam", _("An exam needs a due or a closing date: results are shown after it.")


def _rises(own: Assignment) -> bool:
    """Whether the steps of late credit make a timeline, whenever the lab is due."""
    moment = timezone.now()
    try:
        credit_at(timeline_of(moment, own.late or []), moment)
    except ValueError:
        return False
    return True
