"""The grades of a class as a table for spreadsheets and programs: a line for each student, a column for each lab."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from course.csv_files import Value
from course.models import Cohort, Enrolment, User
from course.queries import labs_of_class, students_for
from grading.engine.scoring import credited
from grading.queries import scores_of
from labs.models import Lab, Place

HEADINGS = ("number", "account", "name", "handle", "group")


@dataclass(frozen=True)
class Mark:
    """What counts of a student's lab: `earned` is what a deadline left of the points that were measured."""

    earned: int
    total: int
    is_late: bool = False


@dataclass(frozen=True)
class GradeLine:
    """A student with a mark for each lab; None for one that was never graded."""

    enrolment: Enrolment
    marks: tuple[Mark | None, ...]

    @property
    def earned(self) -> int:
        return sum(mark.earned for mark in self.marks if mark)


@dataclass(frozen=True)
class Grades:
    cohort: Cohort
    labs: tuple[Lab, ...]
    lines: tuple[GradeLine, ...]


def marks_of(place_ids: list[int]) -> dict[tuple[int, int], Mark]:
    """Place and lab → the mark. The one place where the export reads points."""
    rows = scores_of(place_ids).values_list("place", "lab", "earned", "total", "percent")
    return {
        (place, lab): Mark(credited(earned, percent), total, percent < 100)
        for place, lab, earned, total, percent in rows
    }


def grades_for(user: User, cohort: Cohort) -> Grades:
    """The grades of the students who are in the class now; a stranger's have no lines."""
    students = list(students_for(user, cohort).select_related("user", "group"))
    places = Place.objects.filter(cloud=cohort.cloud_id, user__in=[one.user_id for one in students])
    at = dict(places.values_list("user", "pk"))
    marks = marks_of(list(at.values()))
    labs = tuple(labs_of_class(cohort))
    lines = (GradeLine(one, tuple(marks.get((at.get(one.user_id, 0), lab.pk)) for lab in labs)) for one in students)
    return Grades(cohort, labs, tuple(lines))


def grade_rows(grades: Grades) -> Iterator[list[Value]]:
    """A line of headings, then the students by number."""
    yield [*HEADINGS, *(lab.slug for lab in grades.labs), "total"]
    for line in grades.lines:
        yield [
            *tell_student(line.enrolment).values(),
            *(mark.earned if mark else None for mark in line.marks),
            line.earned,
        ]


def tell_student(enrolment: Enrolment) -> dict[str, Value]:
    user, group = enrolment.user, enrolment.group
    values = (enrolment.number, user.username, user.get_full_name(), enrolment.handle, group.name if group else "")
    return dict(zip(HEADINGS, values, strict=True))


def tell_grades(grades: Grades) -> dict[str, Any]:
    """Plain data for programs."""
    return {
        "class": grades.cohort.slug,
        "labs": [lab.slug for lab in grades.labs],
        "students": [
            {
                **tell_student(line.enrolment),
                "labs": {
                    lab.slug: {"earned": mark.earned, "total": mark.total, "late": mark.is_late}
                    for lab, mark in zip(grades.labs, line.marks, strict=True)
                    if mark
                },
                "total": line.earned,
            }
            for line in grades.lines
        ],
    }
