"""What the pages of a class's statistics show: figures beside the places where plots draw them."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from django.db.models import QuerySet

from course.boards import students_places
from course.check_names import CheckNames
from course.figures.difficulty import Difficulty
from course.figures.mistakes import Mistake
from course.figures.reading import (
    Points,
    count_begun,
    difficulty_by_check,
    list_points,
    minutes_to_solve,
    mistakes_by_check,
    points_lost_most,
)
from course.figures.spread import Spread, axis_end, count_shares, histogram, spread_of
from course.models import Cohort, User
from course.queries import labs_of_class, students_for
from labs.models import Lab, Place

HARDEST = 8
OF_A_CHECK = 3  # mistakes that are told of one check


@dataclass(frozen=True)
class LabFigures:
    """A lab over the class. `shares`: class of score → students; `times`: minutes, None while nobody is through."""

    lab: Lab
    begun: int
    shares: dict[str, int]
    times: Spread | None

    @property
    def graded(self) -> int:
        return sum(self.shares.values())


@dataclass(frozen=True)
class Stumble:
    """A check where many lose points."""

    lab: Lab
    check: str
    title: str
    students: int


class CourseStatistics:
    """The whole course of a class; a stranger's has no students."""

    def __init__(self, user: User, cohort: Cohort) -> None:
        self.cohort = cohort
        self.students = students_for(user, cohort).count()
        self._places = students_places(user, cohort)
        self._labs = list(labs_of_class(cohort))

    @cached_property
    def _points(self) -> list[Points]:
        return list_points(self._places)

    @cached_property
    def labs(self) -> list[LabFigures]:
        begun, minutes = count_begun(self._places), minutes_to_solve(self._places)
        points: dict[int, list[Points]] = defaultdict(list)
        for one in self._points:
            points[one.lab].append(one)
        return [figures_of(lab, begun, points[lab.pk], minutes) for lab in self._labs]

    @property
    def chapters(self) -> list[tuple[int, list[LabFigures]]]:
        return [(chapter, list(labs)) for chapter, labs in groupby(self.labs, lambda one: one.lab.chapter)]

    @cached_property
    def minutes(self) -> int:
        """Where the axis of time ends."""
        return axis_end([one.times for one in self.labs])

    @cached_property
    def percents(self) -> list[float]:
        """Of each student who has points, the share of what their begun labs offer."""
        earned: dict[int, int] = defaultdict(int)
        total: dict[int, int] = defaultdict(int)
        for one in self._points:
            earned[one.place] += one.earned
            total[one.place] += one.total
        return [100 * earned[place] / total[place] for place in total if total[place]]

    @cached_property
    def bins(self) -> list[int]:
        return histogram(self.percents)

    @cached_property
    def stumbles(self) -> list[Stumble]:
        labs = {lab.pk: lab for lab in self._labs}
        lost = points_lost_most(self._places, HARDEST)
        names = CheckNames(self.cohort, [one.definition for one in lost], shows_hidden=False)
        return [
            Stumble(labs[one.lab], one.check, names.say(one.definition, one.check), one.students)
            for one in lost
            if one.lab in labs
        ]


def figures_of(lab: Lab, begun: dict[int, int], points: list[Points], minutes: dict[int, list[float]]) -> LabFigures:
    """`points`: those of this lab."""
    shares = count_shares((one.earned, one.total) for one in points)
    return LabFigures(lab, begun.get(lab.pk, 0), shares, spread_of(minutes.get(lab.pk, [])))


@dataclass(frozen=True)
class CheckFigures:
    """A check of a lab over the class; `difficulty` is None while nobody has attempted it."""

    id: str
    title: str
    points: int
    is_hidden: bool
    difficulty: Difficulty | None
    mistakes: list[Mistake]


class LabStatistics:
    """One lab over a class, check by check. `shows_hidden`: whether titles of hidden checks are told."""

    def __init__(self, user: User, cohort: Cohort, lab: Lab, *, shows_hidden: bool) -> None:
        self.lab = lab
        self.cohort = cohort
        self.shows_hidden = shows_hidden
        self._places: QuerySet[Place, int] = students_places(user, cohort)

    @cached_property
    def figures(self) -> LabFigures:
        points = [one for one in list_points(self._places) if one.lab == self.lab.pk]
        return figures_of(self.lab, count_begun(self._places), points, minutes_to_solve(self._places))

    @property
    def minutes(self) -> int:
        return axis_end([self.figures.times])

    @property
    def has_hidden(self) -> bool:
        return any(one.is_hidden for one in self.checks)

    @cached_property
    def checks(self) -> list[CheckFigures]:
        """Those of the definition in force; what an earlier one had besides is not told."""
        definition = self.lab.definition_id or 0
        names = CheckNames(self.cohort, [definition], shows_hidden=self.shows_hidden)
        hard, made = difficulty_by_check(self._places, self.lab), mistakes_by_check(self._places, self.lab)
        return [
            CheckFigures(
                id=name.id,
                title=names.say(definition, name.id),
                points=name.points,
                is_hidden=name.is_hidden,
                difficulty=hard.get(name.id),
                mistakes=[] if name.is_hidden and not self.shows_hidden else made.get(name.id, [])[:OF_A_CHECK],
            )
            for name in names.of(definition).values()
        ]
