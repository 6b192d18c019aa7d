"""What is stored of what a student asks workers for besides a grading: looks at the own projects, and watches."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from labs.models import Place, Session


class PlaceLook(models.Model):
    """One look at everything that a student's own projects hold. The row exists before any work is queued.

    Of a place the newest is kept, and the last one that saw something.
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        SEEN = "seen"  # something was read; what was not has its cause in the content
        FAILED = "failed"  # nothing could be read

    ACTIVE = (State.QUEUED, State.RUNNING)

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="looks")
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    cause = models.JSONField(null=True)  # of FAILED: labs.overcloud.causes.Cause
    projects = models.JSONField(default=list)  # [{"id", "name"}], the student's home first
    limits = models.JSONField(default=dict)  # project id → quota's name → number; -1: no limit; absent: not known
    read_at = models.JSONField(default=dict)  # kind → the moment (ISO 8601) its records were read
    content = models.BinaryField(null=True)  # grading.engine.observation.Observation.packed
    asked_at = models.DateTimeField(auto_now_add=True)
    claimed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    claims = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("place", "-pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("place",), condition=Q(state__in=("queued", "running")), name="one_active_look_per_place"
            )
        ]
        indexes: ClassVar = [models.Index(fields=("state", "lease_until"), name="looks_to_sweep")]

    def __str__(self) -> str:
        return f"look {self.pk} at {self.place_id}"

    @property
    def is_active(self) -> bool:
        return self.state in self.ACTIVE


class Watch(models.Model):
    """A session that is graded again and again, quietly, until everything has passed or the watch is over."""

    class State(models.TextChoices):
        ON = "on"
        PASSED = "passed"  # every check has passed
        STOPPED = "stopped"  # by the student
        SPENT = "spent"  # its time or its number of gradings is used up
        CLOSED = "closed"  # the session has ended, or the class lets it be watched no longer

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="watches")
    state = models.CharField(max_length=10, choices=State, default=State.ON)
    began_at = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField()
    next_at = models.DateTimeField()  # when the next grading is due, if none is under way
    left = models.PositiveSmallIntegerField()  # how many gradings it may still ask for
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("session", "-pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("session",), condition=Q(state="on"), name="one_watch_per_session")
        ]
        indexes: ClassVar = [models.Index(fields=("state", "next_at"), name="watches_that_are_due")]

    def __str__(self) -> str:
        return f"watch {self.pk} of {self.session_id}"

    @property
    def is_on(self) -> bool:
        return self.state == self.State.ON

    def is_over(self, moment: datetime) -> bool:
        return self.left == 0 or moment >= self.until
