"""A job that grades again as its page shows it: how far it is, and what came of each session."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Case, F, IntegerField, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from course.wording import RERUNS, SKIPPED, WAITING, Word, word_of_run
from grading.models import Rerun, RerunItem, Run
from grading.rerunning import Progress, progresses_of

SHOWN = 200  # lines of the table


@dataclass(frozen=True)
class Line:
    """`gained`: points against the run that counted before; None while nothing is graded."""

    item: RerunItem
    word: Word
    gained: int | None


def list_jobs(reruns: Iterable[Rerun]) -> list["RerunView"]:
    several = list(reruns)
    progresses = progresses_of(several)
    return [RerunView(one, progresses[one.pk]) for one in several]


class RerunView:
    """A constant number of queries, however many sessions."""

    def __init__(self, rerun: Rerun, progress: Progress) -> None:
        self.rerun = rerun
        self.progress = progress

    @property
    def word(self) -> Word:
        return RERUNS[self.rerun.state]

    @property
    def left(self) -> str:
        """The time left in words; empty while nobody can know."""
        seconds = self.progress.left_s
        if seconds is None:
            return ""
        if seconds < 60:
            return _("less than a minute left")
        minutes = round(seconds / 60)
        return ngettext("about %(minutes)s minute left", "about %(minutes)s minutes left", minutes) % {
            "minutes": minutes
        }

    @property
    def may_resume(self) -> bool:
        return self.rerun.state in Rerun.STOPPED and self.progress.waiting > 0

    @cached_property
    def lines(self) -> Sequence[Line]:
        """What needs somebody's eye first: trouble, then what is under way, what is done, what waits."""
        items = self.rerun.items.select_related("session__place__user", "session__lab", "run")
        return [_line(item) for item in items.order_by(URGENCY, F("pk").asc())[:SHOWN]]

    @property
    def more(self) -> int:
        return self.progress.total - len(self.lines)


URGENCY = Case(
    When(run__state=Run.State.ERROR, then=Value(0)),
    When(run__state__in=Run.ACTIVE, then=Value(1)),
    When(run__isnull=False, then=Value(2)),
    When(skipped=True, then=Value(3)),
    default=Value(4),
    output_field=IntegerField(),
)


def _line(item: RerunItem) -> Line:
    if item.run is None:
        return Line(item, SKIPPED if item.skipped else WAITING, None)
    gained = None
    if item.run.state == Run.State.GRADED and item.earned_before is not None:
        gained = item.run.earned - item.earned_before
    return Line(item, word_of_run(item.run), gained)
