"""The grades of a class as a table for spreadsheets and programs: a line for each student, a column for each lab."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from course.csv_files import Value
from course.marks import Mark, marks_of
from course.models import Cohort, Enrolment, User
from course.queries import labs_of_class, students_for
from labs.models import Lab, Place

HEADINGS = ("number", "account", "name", "handle", "group")


@dataclass(frozen=True)
class GradeLine:
    """A student with a mark for each lab; None for one that was never graded and about which nobody decided."""

    enrolment: Enrolment
    marks: tuple[Mark | None, ...]

    @property
    def earned(self) -> int:
        return sum(mark.earned for mark in self.marks if mark and not mark.is_excused)


@dataclass(frozen=True)
class Grades:
    cohort: Cohort
    labs: tuple[Lab, ...]
    lines: tuple[GradeLine, ...]


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
    """A line of headings, then the students by number. What is excused is left empty, as what was never graded is."""
    yield [*HEADINGS, *(lab.slug for lab in grades.labs), "total", "overridden", "excused"]
    for line in grades.lines:
        yield [
            *tell_student(line.enrolment).values(),
            *(mark.earned if mark and not mark.is_excused else None for mark in line.marks),
            line.earned,
            _slugs(grades, line, lambda mark: mark.override is not None),
            _slugs(grades, line, lambda mark: mark.is_excused),
        ]


def _slugs(grades: Grades, line: GradeLine, bears: Callable[[Mark], bool]) -> str:
    """The labs whose mark bears a sign, with spaces between."""
    return " ".join(lab.slug for lab, mark in zip(grades.labs, line.marks, strict=True) if mark and bears(mark))


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
                "labs": {lab.slug: tell_mark(mark) for lab, mark in zip(grades.labs, line.marks, strict=True) if mark},
                "total": line.earned,
            }
            for line in grades.lines
        ],
    }


def tell_mark(mark: Mark) -> dict[str, Any]:
    """`earned` counts; `measured` is what the run that counts earned, null where nothing was graded."""
    return {
        "earned": mark.earned,
        "total": mark.total,
        "measured": mark.measured.earned if mark.measured else None,
        "late": mark.is_late,
        "overridden": mark.override is not None,
        "excused": mark.is_excused,
    }
