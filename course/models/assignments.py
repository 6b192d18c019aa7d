"""What is stored of assignments: when a lab may be done and what it is then worth, and who has got more time."""

from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from course.models.people import Cohort, Group, User
from labs.models import Lab


class Assignment(models.Model):
    """A lab's terms for a class; for one of its groups or students what differs. Null: it is inherited.

    `late`: [{"hours", "percent"}], what is still given up to so many hours after `due`; an empty list: nothing.
    `attempts` 0: as many as one likes. Nothing is graded after `closes`.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="assignments")
    lab = models.ForeignKey(Lab, on_delete=models.CASCADE, related_name="assignments")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, null=True, related_name="assignments")
    student = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="assignments")
    opens = models.DateTimeField(null=True, blank=True)
    due = models.DateTimeField(null=True, blank=True)
    late = models.JSONField(null=True, blank=True)
    closes = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(1000)])
    pause_min = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(10_080)])
    exam = models.BooleanField(null=True, blank=True)

    class Meta:
        ordering = ("lab", "group__name", "student__username")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("cohort", "lab"), condition=Q(group=None, student=None), name="one_assignment_per_class"
            ),
            models.UniqueConstraint(
                fields=("cohort", "lab", "group"), condition=Q(student=None), name="one_assignment_per_group"
            ),
            models.UniqueConstraint(fields=("cohort", "lab", "student"), name="one_assignment_per_student"),
            models.CheckConstraint(condition=Q(group=None) | Q(student=None), name="a_group_or_a_student"),
        ]

    FIELDS = ("opens", "due", "late", "closes", "attempts", "pause_min", "exam")

    def __str__(self) -> str:
        return f"{self.lab_id} in {self.cohort_id} for {self.group_id or self.student_id or 'all'}"

    @property
    def is_empty(self) -> bool:
        """It says nothing of its own."""
        return all(getattr(self, name) is None for name in self.FIELDS)


class Extension(models.Model):
    """More time for one student: asked for by the student, or given unasked. `until`: what was asked for or given."""

    class State(models.TextChoices):
        ASKED = "asked"
        GIVEN = "given"
        DECLINED = "declined"

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="extensions")
    lab = models.ForeignKey(Lab, on_delete=models.CASCADE, related_name="extensions")
    student = models.ForeignKey(User, on_delete=models.CASCADE, related_name="extensions")
    state = models.CharField(max_length=10, choices=State)
    until = models.DateTimeField()
    why = models.TextField(max_length=1000, blank=True)  # the student's words
    answer = models.TextField(max_length=1000, blank=True)  # the teacher's
    made_at = models.DateTimeField(auto_now_add=True)
    answered_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("cohort", "lab", "student"), condition=Q(state="asked"), name="one_open_request_per_lab"
            )
        ]

    def __str__(self) -> str:
        return f"{self.student_id} {self.lab_id} {self.state} {self.until}"


class Settling(models.Model):
    """A lab whose scores in a class have to be settled anew by a worker; gone when that is done."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="settlings")
    lab = models.ForeignKey(Lab, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    sent_at = models.DateTimeField()  # when it was last given to the workers

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("cohort", "lab"), name="one_settling_per_class_and_lab")
        ]

    def __str__(self) -> str:
        return f"{self.lab_id} in {self.cohort_id}"
