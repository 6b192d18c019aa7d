"""What is stored of how a class is watched: when a student counts as stuck."""

from collections.abc import Callable
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from course.models.people import Cohort


def within(least: int, most: int) -> list[Callable[[int], None]]:
    return [MinValueValidator(least), MaxValueValidator(most)]


class WatchRules(models.Model):
    """When a student of a class counts as stuck: each rule by itself on or off, with its number.

    `failed`: the same check has failed so many times and has not passed; `idle`: minutes without a grading since the
    start or the last one; `nothing`: gradings in which nothing has passed.
    """

    LIMITS: ClassVar = {"failed": (2, 20), "idle": (5, 240), "nothing": (2, 20)}
    NAMES = tuple(LIMITS)

    cohort = models.OneToOneField(Cohort, on_delete=models.CASCADE, related_name="watch_rules")
    failed_on = models.BooleanField(default=True)
    failed = models.PositiveSmallIntegerField(default=3, validators=within(*LIMITS["failed"]))
    idle_on = models.BooleanField(default=True)
    idle = models.PositiveSmallIntegerField(default=20, validators=within(*LIMITS["idle"]))
    nothing_on = models.BooleanField(default=True)
    nothing = models.PositiveSmallIntegerField(default=3, validators=within(*LIMITS["nothing"]))

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(failed__gte=2, idle__gte=5, nothing__gte=2), name="watch_rules_leave_time_to_work"
            )
        ]

    def __str__(self) -> str:
        return f"how {self.cohort_id} is watched"

    @property
    def values(self) -> dict[str, bool | int]:
        """What a person chooses, by name."""
        return {field: getattr(self, field) for name in self.NAMES for field in (f"{name}_on", name)}

    def number_of(self, name: str) -> int | None:
        """The number of a rule that is on; None when it is off."""
        number: int = getattr(self, name)
        return number if getattr(self, f"{name}_on") else None
