"""A regrade as its page shows it: who would rise or fall, by how much and by which checks."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from course.language import said
from course.marks import At, Decision, decisions_of
from course.models import Cohort
from course.wording import OUTCOMES, REGRADES, Word
from grading.models import Regrade
from grading.whatif import Change, CheckFigures, Standing, count_by_check, list_standings
from labs.models import Definition, Place


@dataclass(frozen=True)
class ChangedCheck:
    """`before` and `after` are None where a definition does not have the check."""

    check: str
    title: str
    before: Word | None
    after: Word | None
    points: int


@dataclass(frozen=True)
class Line:
    """A student in the table. `decided`: what a teacher said, which counts whatever is measured."""

    place: Place
    standing: Standing
    checks: tuple[ChangedCheck, ...]
    decided: Decision | None = None

    @property
    def name(self) -> str:
        user = self.place.user
        return str(user.get_full_name())


@dataclass(frozen=True)
class CheckLine:
    title: str
    figures: CheckFigures


class WhatIf:
    """Everything of a regrade, read once, in a constant number of queries."""

    def __init__(self, regrade: Regrade, cohort: Cohort) -> None:
        self.regrade = regrade
        self.cohort = cohort

    @property
    def word(self) -> Word:
        return REGRADES[self.regrade.state]

    @cached_property
    def is_outdated(self) -> bool:
        """Whether the lab has another definition by now."""
        return self.regrade.definition_id != self.regrade.lab.definition_id

    @cached_property
    def standings(self) -> Sequence[Standing]:
        """Nothing while it is being judged: half a picture misleads."""
        early = {Regrade.State.QUEUED, Regrade.State.RUNNING}
        return [] if self.regrade.state in early else list_standings(self.regrade)

    def _lines(self, change: Change) -> list[Line]:
        chosen = [one for one in self.standings if one.change is change]
        chosen.sort(key=lambda one: (-abs(one.points), self.places[one.place].number))
        return [self._line(one) for one in chosen]

    @cached_property
    def places(self) -> dict[int, Place]:
        return Place.objects.select_related("user").in_bulk([one.place for one in self.standings])

    @cached_property
    def decisions(self) -> dict[At, Decision]:
        return decisions_of([one.place for one in self.standings])

    @cached_property
    def rises(self) -> list[Line]:
        return self._lines(Change.RISES)

    @cached_property
    def falls(self) -> list[Line]:
        return self._lines(Change.FALLS)

    @cached_property
    def same(self) -> int:
        return sum(one.change is Change.SAME for one in self.standings)

    @cached_property
    def cannot(self) -> list[Line]:
        """Students of whom some run cannot be judged."""
        return [self._line(one) for one in self.standings if one.troubles]

    @cached_property
    def checks(self) -> list[CheckLine]:
        return [CheckLine(self.titles.get(one.check, ""), one) for one in count_by_check(self.standings)]

    @cached_property
    def titles(self) -> dict[str, str]:
        """Check → title, of the new definition; of removed checks as the run's definition had it."""
        gone = {one.row.run.definition_id for one in self.standings if one.row}
        found: dict[str, str] = {}
        for definition in [*Definition.objects.filter(pk__in=gone), self.regrade.definition]:
            checks = definition.content.get("checks", [])  # not read strictly: it may be older than today's rules
            found |= {check["id"]: said(check.get("title")) for check in checks}
        return found

    def _line(self, standing: Standing) -> Line:
        checks = (
            ChangedCheck(
                change["check"],
                self.titles.get(change["check"], ""),
                OUTCOMES.get(change["before"]),
                OUTCOMES.get(change["after"]),
                change["points"],
            )
            for change in standing.changes
        )
        decided = self.decisions.get((standing.place, self.regrade.lab_id))
        return Line(self.places[standing.place], standing, tuple(checks), decided)
