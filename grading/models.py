"""What is stored of runs: what they saw, what the checks said, where the student stands."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from labs.models import Definition, Lab, Place, Session


class StoredObservation(models.Model):
    """Everything a run saw; the same content is stored once, whoever saw it."""

    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the canonical JSON, hexadecimal
    content = models.BinaryField()  # canonical JSON, zlib
    seen_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.digest[:12]


class Run(models.Model):
    """One grading of a session. The row exists before any work is queued."""

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        GRADED = "graded"  # every check has a verdict, `unknown` among them
        ERROR = "error"  # we could not grade at all; costs the student nothing

    class Source(models.TextChoices):
        PAGE = "page"
        COMMAND = "command"
        TEACHER = "teacher"
        RETRY = "retry"

    ACTIVE = (State.QUEUED, State.RUNNING)

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="runs")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    source = models.CharField(max_length=10, choices=Source, default=Source.PAGE)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="runs")
    parameters = models.JSONField(default=dict)  # what the checks were given besides the observation
    observation = models.ForeignKey(StoredObservation, on_delete=models.PROTECT, null=True, related_name="runs")
    cause = models.JSONField(null=True)  # of ERROR
    earned = models.PositiveSmallIntegerField(default=0)
    possible = models.PositiveSmallIntegerField(default=0)
    total = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField(auto_now_add=True)
    claimed_at = models.DateTimeField(null=True)
    observed_at = models.DateTimeField(null=True)
    judged_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    claims = models.PositiveSmallIntegerField(default=0)
    retries = models.PositiveSmallIntegerField(default=0)  # how many automatic runs led here
    retry_at = models.DateTimeField(null=True)  # when to look again by ourselves, if at all

    class Meta:
        ordering = ("session", "number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("session", "number"), name="runs_are_numbered"),
            models.UniqueConstraint(
                fields=("session",), condition=Q(state__in=("queued", "running")), name="one_active_run_per_session"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=("state", "lease_until"), name="runs_to_sweep")]

    def __str__(self) -> str:
        return f"run {self.number} of {self.session_id}"

    @property
    def is_active(self) -> bool:
        return self.state in self.ACTIVE


class CheckVerdict(models.Model):
    """What one check said in one run, with the evidence (grading.engine.verdicts.Verdict as JSON)."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="verdicts")
    position = models.PositiveSmallIntegerField()
    check_id = models.CharField(max_length=20)
    outcome = models.CharField(max_length=20)
    points = models.PositiveSmallIntegerField()
    earned = models.PositiveSmallIntegerField()
    evidence = models.JSONField(default=dict)

    class Meta:
        ordering = ("run", "position")
        constraints: ClassVar = [models.UniqueConstraint(fields=("run", "check_id"), name="one_verdict_per_check")]

    def __str__(self) -> str:
        return f"{self.check_id} {self.outcome}"


class Score(models.Model):
    """Where a student stands in a lab: the best run so far. It never falls by itself."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="scores")
    lab = models.ForeignKey(Lab, on_delete=models.PROTECT, related_name="scores")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+")
    earned = models.PositiveSmallIntegerField()
    possible = models.PositiveSmallIntegerField()
    total = models.PositiveSmallIntegerField()
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("place", "lab"), name="one_score_per_lab")]

    def __str__(self) -> str:
        return f"{self.earned}/{self.total}"
