"""Two attempts at a lab beside each other: what each check said, and what had changed in the cloud between them."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from course.changes import Changes, changes_between
from course.lab_room import LabRoom, is_quiet
from course.rows import Row, list_rows
from grading.engine.observation import Observation
from grading.models import Run
from labs.schema import LabDefinition

MOST_RUNS = 200


@dataclass(frozen=True)
class Pair:
    """A check in both attempts; None where it was not a check yet, or is none any longer."""

    left: Row | None
    right: Row | None

    @property
    def row(self) -> Row:
        found = self.right or self.left
        assert found  # noqa: S101  it is in one of them
        return found

    @property
    def gained(self) -> int:
        """Points; negative: lost."""
        return (self.right.earned if self.right else 0) - (self.left.earned if self.left else 0)

    @property
    def is_different(self) -> bool:
        return self.left is None or self.right is None or self.left.outcome != self.right.outcome or bool(self.gained)


class TwoAttempts:
    """`left` and `right` are those asked for, if this student made them in this lab, else the last two."""

    def __init__(self, room: LabRoom, *, left: int | None = None, right: int | None = None) -> None:
        self.room = room
        self._asked = (left, right)

    @cached_property
    def runs(self) -> list[Run]:
        """Graded ones of all sessions of the lab, the newest first; none while an exam conceals them."""
        if self.room.place is None or self.room.conceals:
            return []
        runs = Run.objects.filter(session__place=self.room.place, session__lab=self.room.lab)
        return list(runs.filter(state=Run.State.GRADED).select_related("session").order_by("-pk")[:MOST_RUNS])

    @cached_property
    def right(self) -> Run | None:
        return self._asked_run(1) or next((run for run in self.runs if not is_quiet(run)), None)

    @cached_property
    def left(self) -> Run | None:
        """Without being asked for: the last before the right one that saw or earned something else, if there is one."""
        right = self.right
        earlier = [run for run in self.runs if right and run.pk < right.pk and not is_quiet(run)]
        other = (run for run in earlier if right and _result(run) != _result(right))
        return self._asked_run(0) or next(other, None) or next(iter(earlier), None)

    def _asked_run(self, side: int) -> Run | None:
        return next((run for run in self.runs if run.pk == self._asked[side]), None)

    @cached_property
    def pairs(self) -> list[Pair]:
        left = {row.check_id: row for row in self._rows(self.left)}
        right = {row.check_id: row for row in self._rows(self.right)}
        return [Pair(left.get(check), right.get(check)) for check in {**right, **left}]

    def _rows(self, run: Run | None) -> Sequence[Row]:
        """By the definition that the run was judged by."""
        if run is None:
            return ()
        room, definition = self.room, LabDefinition.model_validate(run.definition.content)
        return list_rows(
            definition, run.session, run, room.values, for_staff=room.for_staff, conceals=room.hides_checks
        )

    @property
    def gained(self) -> int:
        return sum(pair.gained for pair in self.pairs)

    @property
    def is_same_evidence(self) -> bool:
        """Both saw the very same; also when one is the other judged by another definition."""
        return bool(self.left and self.right and self.left.observation_id == self.right.observation_id is not None)

    @cached_property
    def changes(self) -> Changes | None:
        """None when what one of them saw is not kept."""
        before, after = (observation_of(run) for run in (self.left, self.right))
        return changes_between(before, after) if before and after else None


def _result(run: Run) -> tuple[int | None, int | None]:
    return run.observation_id, run.earned


def observation_of(run: Run | None) -> Observation | None:
    """What a run saw; None when it was never stored, has been forgotten, or an older classroom wrote it."""
    if run is None or run.observation is None:
        return None
    try:
        return Observation.unpack(bytes(run.observation.content))
    except (KeyError, TypeError, ValueError, zlib.error):
        return None
