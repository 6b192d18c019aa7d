"""What is stored of runs: what they saw, what the checks said, where the student stands."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from grading import place_models  # noqa: F401  its tables are this app's too
from grading.engine.verdicts import Verdict
from labs.models import Definition, Lab, Place, Session


class StoredObservation(models.Model):
    """Everything a run saw; the same content is stored once, whoever saw it."""

    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the canonical JSON, hexadecimal
    content = models.BinaryField()  # canonical JSON, zlib
    seen_at = models.DateTimeField(auto_now_add=True)  # when this content was last seen

    class Meta:
        indexes: ClassVar = [models.Index(fields=("seen_at",), name="observations_by_age")]

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
        WATCH = "watch"  # a student's watch asks for it; no attempt of theirs
        REGRADE = "regrade"  # an earlier run's observation, judged by a newer definition

    ACTIVE = (State.QUEUED, State.RUNNING)
    NO_ATTEMPT = (Source.REGRADE, Source.WATCH)  # nobody pressed anything

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="runs")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    phase = models.CharField(max_length=40, blank=True)  # the moment of the lab that is graded; empty: the final one
    source = models.CharField(max_length=10, choices=Source, default=Source.PAGE)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="runs")
    parameters = models.JSONField(default=dict)  # what the checks were given besides the observation
    observation = models.ForeignKey(StoredObservation, on_delete=models.PROTECT, null=True, related_name="runs")
    replaced_by = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaces")
    cause = models.JSONField(null=True)  # of ERROR, or why a queued run waits
    earned = models.PositiveSmallIntegerField(default=0)
    possible = models.PositiveSmallIntegerField(default=0)
    total = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField(auto_now_add=True)
    asked_at = models.DateTimeField(default=timezone.now)  # the student's own moment; of a repetition the first one's
    claimed_at = models.DateTimeField(null=True)
    observed_at = models.DateTimeField(null=True)
    judged_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    claims = models.PositiveSmallIntegerField(default=0)
    waits = models.PositiveSmallIntegerField(default=0)  # how many claims ended because the cloud was away
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

    def verdict(self) -> Verdict:
        """As the engine gave it."""
        columns = {"check_id": self.check_id, "outcome": self.outcome, "points": self.points, "earned": self.earned}
        return Verdict.from_json(self.evidence | columns)


class Score(models.Model):
    """Where a student stands in a lab: the run that counts by the class's policy. The best never falls by itself."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="scores")
    lab = models.ForeignKey(Lab, on_delete=models.PROTECT, related_name="scores")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+")
    earned = models.PositiveSmallIntegerField()
    possible = models.PositiveSmallIntegerField()
    total = models.PositiveSmallIntegerField()
    percent = models.PositiveSmallIntegerField(default=100)  # what a deadline leaves of the points of that run
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("place", "lab"), name="one_score_per_lab")]

    def __str__(self) -> str:
        return f"{self.earned}/{self.total}"


class Regrade(models.Model):
    """A lab's new definition judged over what was seen: first what would change, then what a person makes of it."""

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        READY = "ready"  # everything is judged; a person decides
        PROMOTING = "promoting"
        PROMOTED = "promoted"
        DROPPED = "dropped"
        ERROR = "error"  # we could not; nothing has changed for anybody whose runs were not promoted yet

    class Choice(models.TextChoices):
        ALL = "all"
        RISES = "rises"

    AT_WORK = (State.QUEUED, State.RUNNING, State.PROMOTING)
    OPEN = (*AT_WORK, State.READY)

    lab = models.ForeignKey(Lab, on_delete=models.PROTECT, related_name="regrades")
    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="regrades")
    scope = models.PositiveBigIntegerField()  # the id of the class; whose it is, only `course` knows
    places = models.ManyToManyField(Place, related_name="regrades")  # the students of the class when it began
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    choice = models.CharField(max_length=10, choices=Choice, blank=True)
    falls = models.JSONField(default=list)  # the places whose fall a person has agreed to
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)  # runs judged, or places promoted, of `total`
    reached = models.PositiveBigIntegerField(default=0)  # promoting goes by place: the last one that is done
    cause = models.JSONField(null=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)  # a worker has it until then; null: it waits for one
    touched_at = models.DateTimeField(auto_now_add=True)  # when it was last sent to the workers or worked at
    claims = models.PositiveIntegerField(default=0)
    losses = models.PositiveSmallIntegerField(default=0)  # workers lost since it last got on

    class Meta:
        ordering = ("-pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("lab", "scope"),
                condition=Q(state__in=("queued", "running", "ready", "promoting")),
                name="one_open_regrade_per_lab",
            )
        ]
        indexes: ClassVar = [models.Index(fields=("state", "touched_at"), name="regrades_to_sweep")]

    def __str__(self) -> str:
        return f"regrade {self.pk} of {self.lab_id}"

    @property
    def is_at_work(self) -> bool:
        return self.state in self.AT_WORK

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0


class RegradeRow(models.Model):
    """What a regrade would make of one run. `trouble`: why it cannot be judged; then the run stays as it is."""

    class Trouble(models.TextChoices):
        NOT_SEEN = "not_seen"  # the new definition needs what was not looked at
        NOT_PREPARED = "not_prepared"  # it needs what start did not make, or an answer nobody was asked for
        NOT_READABLE = "not_readable"  # what is stored cannot be judged any longer

    regrade = models.ForeignKey(Regrade, on_delete=models.CASCADE, related_name="rows")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+")
    trouble = models.CharField(max_length=12, choices=Trouble, blank=True)
    earned_before = models.PositiveSmallIntegerField()
    possible_before = models.PositiveSmallIntegerField()
    total_before = models.PositiveSmallIntegerField()
    earned_after = models.PositiveSmallIntegerField()
    possible_after = models.PositiveSmallIntegerField()
    total_after = models.PositiveSmallIntegerField()
    changes = models.JSONField(
        default=list
    )  # [{"check", "before", "after", "points"}]; outcomes, null where there is none
    promoted_run = models.OneToOneField(Run, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("regrade", "run")
        constraints: ClassVar = [models.UniqueConstraint(fields=("regrade", "run"), name="one_row_per_run")]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.earned_before} → {self.earned_after}"


class Rerun(models.Model):
    """Many sessions graded again as one job, some at a time; it can be cancelled and resumed."""

    class State(models.TextChoices):
        RUNNING = "running"
        DONE = "done"
        CANCELLED = "cancelled"
        ERROR = "error"  # we could not go on; what was graded stands, and it can be resumed

    STOPPED = (State.CANCELLED, State.ERROR)

    scope = models.PositiveBigIntegerField()  # the id of the class; whose it is, only `course` knows
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    cause = models.JSONField(null=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    resumed_at = models.DateTimeField(default=timezone.now)  # since when it runs; the time left is reckoned from it
    resumed_with = models.PositiveIntegerField(default=0)  # items that were done by then
    touched_at = models.DateTimeField(default=timezone.now)  # when it was last sent to the workers or got on

    class Meta:
        ordering = ("-pk",)
        indexes: ClassVar = [models.Index(fields=("state", "touched_at"), name="reruns_to_sweep")]

    def __str__(self) -> str:
        return f"rerun {self.pk}"

    @property
    def is_running(self) -> bool:
        return self.state == self.State.RUNNING


class RerunItem(models.Model):
    """One session of a rerun. `run`: the grading that was asked for; `skipped`: there was nothing open to grade."""

    rerun = models.ForeignKey(Rerun, on_delete=models.CASCADE, related_name="items")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="+")
    earned_before = models.PositiveSmallIntegerField(null=True)  # by the run that counted; null: none did
    run = models.ForeignKey(Run, on_delete=models.PROTECT, null=True, related_name="+")
    skipped = models.BooleanField(default=False)

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [models.UniqueConstraint(fields=("rerun", "session"), name="one_item_per_session")]

    def __str__(self) -> str:
        return f"{self.session_id} in {self.rerun_id}"


class Trial(models.Model):
    """A definition that somebody is writing, tried on what an open session has in its cloud. It grades nothing."""

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        ERROR = "error"

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="trials")
    content = models.JSONField()  # labs.schema.LabDefinition
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    cause = models.JSONField(null=True)  # of ERROR
    verdicts = models.JSONField(default=list)  # grading.engine.verdicts.Verdict as JSON
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"trial {self.pk} of {self.session_id}"

    @property
    def is_at_work(self) -> bool:
        return self.state in (self.State.QUEUED, self.State.RUNNING)
