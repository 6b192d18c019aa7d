"""What a teacher decides about a student's lab beside what was measured, and what a student asks about a verdict."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from course.models.people import User
from grading.models import Run
from labs.models import Lab, Place


class Override(models.Model):
    """One decision. Rows are only added; the one that has not ended is in force, the others are the history.

    `points`: what counts in place of what was measured; null leaves that as it is. `excused`: the lab counts in no
    total. `comment` is for the student, as `reason` is.
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="overrides")
    lab = models.ForeignKey(Lab, on_delete=models.PROTECT, related_name="overrides")
    points = models.PositiveSmallIntegerField(null=True)
    excused = models.BooleanField(default=False)
    comment = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)  # when another one took its place, or it was withdrawn
    ended_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    is_withdrawn = models.BooleanField(default=False)

    class Meta:
        ordering = ("-pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("place", "lab"), condition=Q(ended_at__isnull=True), name="one_override_in_force"
            ),
            models.CheckConstraint(
                condition=Q(excused=False) | Q(points__isnull=True), name="what_is_excused_has_no_points"
            ),
        ]

    def __str__(self) -> str:
        return f"override {self.pk} of {self.place_id} in {self.lab_id}"

    @property
    def is_deciding(self) -> bool:
        """Whether it changes what counts; a comment alone does not."""
        return self.excused or self.points is not None


class VerdictQuestion(models.Model):
    """A student questions what a check said in a run. The teacher's answer may come before it is closed, or with it."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="questions")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="questions")
    lab = models.ForeignKey(Lab, on_delete=models.PROTECT, related_name="questions")
    check_id = models.CharField(max_length=20)
    text = models.TextField()
    asked_at = models.DateTimeField(auto_now_add=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("place", "lab", "check_id"),
                condition=Q(closed_at__isnull=True),
                name="one_open_question_about_a_check",
            )
        ]

    def __str__(self) -> str:
        return f"question {self.pk} about {self.check_id} in run {self.run_id}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None
