"""The evidence of a run for staff: how long each phase took, what was seen as tables and as a picture."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from course.drawing import Picture, draw, word_of_kind
from course.wording import what_happened
from grading.engine.explaining import shown
from grading.engine.observation import Collection, Observation, Record
from grading.models import Run

FIRST_FIELDS = ("name", "id", "status", "state")
MOST_ROWS = 200


@dataclass(frozen=True)
class Phase:
    """`begin` and `width`: percentages of the whole, for the bar."""

    title: StrPromise
    seconds: float
    begin: float
    width: float
    tone: str


PHASES: tuple[tuple[str, str, StrPromise, str], ...] = (
    ("queued_at", "claimed_at", _("waiting for a worker"), "none"),
    ("claimed_at", "observed_at", _("looking at the cloud"), "open"),
    ("observed_at", "judged_at", _("judging"), "passed"),
    ("judged_at", "published_at", _("publishing"), "unknown"),
)


@dataclass(frozen=True)
class Table:
    """The records of one kind. `cause`: why there are none; `more`: how many are not shown."""

    kind: str
    title: str
    count: int
    read_at: str
    cause: str
    detail: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    more: int


class Evidence:
    """A run with its observation. Needs the run's session, lab, place and observation."""

    def __init__(self, run: Run) -> None:
        self.run = run

    @cached_property
    def observation(self) -> Observation | None:
        """None when it was never made, or has been forgotten, or was stored by an older classroom."""
        if self.run.observation is None:
            return None
        try:
            return Observation.unpack(bytes(self.run.observation.content))
        except (KeyError, TypeError, ValueError, zlib.error):
            return None

    @cached_property
    def picture(self) -> Picture | None:
        return draw(self.observation) if self.observation else None

    @cached_property
    def tables(self) -> list[Table]:
        read_at = self.run.parameters.get("read_at") or {}
        found = self.observation.collections.items() if self.observation else ()
        return [_table(str(kind), collection, str(read_at.get(kind, ""))) for kind, collection in found]

    @cached_property
    def phases(self) -> list[Phase]:
        return phases_of(self.run)


def phases_of(run: Run) -> list[Phase]:
    """The phases whose begin and end are known. A regrade has not looked at the cloud, so it has none of them."""
    if run.source == Run.Source.REGRADE:
        return []
    moments = {name: getattr(run, name) for names in PHASES for name in names[:2]}
    known = [(moments[begin], moments[end], title, tone) for begin, end, title, tone in PHASES]
    spans = [(title, begin, max(begin, end), tone) for begin, end, title, tone in known if begin and end]
    if not spans:
        return []
    first, last = spans[0][1], max(span[2] for span in spans)
    whole = max((last - first).total_seconds(), 0.001)
    return [
        Phase(
            title,
            (end - begin).total_seconds(),
            round(100 * (begin - first).total_seconds() / whole, 2),
            round(100 * (end - begin).total_seconds() / whole, 2),
            tone,
        )
        for title, begin, end, tone in spans
    ]


def _table(kind: str, collection: Collection, read_at: str) -> Table:
    columns = _columns(collection.records)
    return Table(
        kind=kind,
        title=word_of_kind(kind),
        count=len(collection.records),
        read_at=read_at,
        cause=what_happened(collection.cause),
        detail=str((collection.cause or {}).get("detail", "")),
        columns=columns,
        rows=tuple(tuple(shown(record.get(name)) for name in columns) for record in collection.records[:MOST_ROWS]),
        more=max(0, len(collection.records) - MOST_ROWS),
    )


def _columns(records: Sequence[Record]) -> tuple[str, ...]:
    """Every field that a record has; what tells records apart comes first."""
    names = {name for record in records for name in record}
    first = [name for name in FIRST_FIELDS if name in names]
    return (*first, *sorted(names - set(first)))
