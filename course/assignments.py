"""The assignments of a class as its teacher sees them: each lab's terms, what differs for whom, who asks for time."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from course.models import Assignment, Cohort, Enrolment, Extension, Group, User
from course.terms import NO_TERMS, Terms, combine
from labs.models import Lab


@dataclass(frozen=True)
class Override:
    """What differs for a group or a student, with the terms that follow for them. `key`: group-1, student-2."""

    assignment: Assignment
    terms: Terms

    @property
    def group(self) -> Group | None:
        return self.assignment.group

    @property
    def student(self) -> User | None:
        return self.assignment.student

    @property
    def key(self) -> str:
        return f"group-{self.assignment.group_id}" if self.group else f"student-{self.assignment.student_id}"

    @property
    def name(self) -> str:
        return self.group.name if self.group else self.student.get_full_name() if self.student else ""


@dataclass(frozen=True)
class LabTerms:
    """A lab in a class. `terms`: the class's own; `extensions`: all that were asked for or given, the newest first."""

    lab: Lab
    terms: Terms = NO_TERMS
    overrides: tuple[Override, ...] = ()
    extensions: list[Extension] = field(default_factory=list)

    @property
    def given(self) -> list[Extension]:
        return [one for one in self.extensions if one.state == Extension.State.GIVEN]


class ClassAssignments:
    """Read once for a page: four queries, however many students there are."""

    def __init__(self, cohort: Cohort, labs: Iterable[Lab]) -> None:
        self.cohort = cohort
        self.labs = list(labs)

    @cached_property
    def stored(self) -> dict[int, list[Assignment]]:
        """Lab → what is stored, the class's own first, then groups, then students."""
        found: dict[int, list[Assignment]] = defaultdict(list)
        stored = Assignment.objects.filter(cohort=self.cohort, lab__in=self.labs).select_related(
            "lab", "group", "student"
        )
        for one in sorted(stored, key=_rank):
            found[one.lab_id].append(one)
        return found

    @cached_property
    def groups_of_students(self) -> dict[int, int | None]:
        students = {one.student_id for several in self.stored.values() for one in several if one.student_id}
        return dict(Enrolment.objects.filter(cohort=self.cohort, user__in=students).values_list("user", "group"))

    @cached_property
    def extensions(self) -> dict[int, list[Extension]]:
        found: dict[int, list[Extension]] = defaultdict(list)
        rows = Extension.objects.filter(cohort=self.cohort, lab__in=self.labs)
        for one in rows.select_related("student", "answered_by", "lab"):
            found[one.lab_id].append(one)
        return found

    @property
    def requests(self) -> list[Extension]:
        """What waits for an answer, the oldest first."""
        waiting = [one for several in self.extensions.values() for one in several if one.state == one.State.ASKED]
        return sorted(waiting, key=lambda one: one.pk)

    @property
    def rows(self) -> list[LabTerms]:
        return [self.row(lab) for lab in self.labs]

    def row(self, lab: Lab) -> LabTerms:
        several = self.stored.get(lab.pk, [])
        overrides = tuple(Override(one, self.terms_for(one)) for one in several if one.group_id or one.student_id)
        return LabTerms(lab, combine(self.of_class(lab)), overrides, self.extensions.get(lab.pk, []))

    def of_class(self, lab: Lab) -> list[Assignment]:
        return [one for one in self.stored.get(lab.pk, []) if not one.group_id and not one.student_id]

    def above(self, one: Assignment) -> list[Assignment]:
        """What it inherits from: for a student the class and the group, for a group the class."""
        if one.student_id is None and one.group_id is None:
            return []
        group = self.groups_of_students.get(one.student_id) if one.student_id else None
        of_group = [each for each in self.stored.get(one.lab_id, []) if group and each.group_id == group]
        return [*self.of_class(one.lab), *of_group]

    def terms_for(self, one: Assignment) -> Terms:
        given = [each.until for each in self.extensions.get(one.lab_id, []) if self._is_given(each, one)]
        return combine([*self.above(one), one], given)

    def _is_given(self, extension: Extension, one: Assignment) -> bool:
        return extension.state == Extension.State.GIVEN and extension.student_id == one.student_id


def owner(found: ClassAssignments, lab: Lab, group: Group | None, student: Enrolment | None) -> Assignment:
    """What is stored for the class, a group or a student of it; where nothing is, an empty one that is not stored."""
    if student:
        found.groups_of_students[student.user_id] = student.group_id
    whose = (group.pk if group else None, student.user_id if student else None)
    stored = (one for one in found.stored.get(lab.pk, []) if (one.group_id, one.student_id) == whose)
    empty = Assignment(cohort=found.cohort, lab=lab, group=group, student=student.user if student else None)
    return next(stored, empty)


def _rank(one: Assignment) -> tuple[bool, bool, str]:
    name = one.group.name if one.group else one.student.username if one.student else ""
    return one.student_id is not None, one.group_id is not None, name
