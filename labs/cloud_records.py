"""What is stored of clouds as they are run: how they were over time, and the work that admins asked of workers."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class HealthSample(models.Model):
    """How a cloud answered at a moment; kept for CLASSROOM_HEALTH_DAYS. `latency_ms`: None when it did not answer."""

    cloud = models.ForeignKey("labs.Cloud", on_delete=models.CASCADE, related_name="samples")
    at = models.DateTimeField()
    is_up = models.BooleanField()
    latency_ms = models.PositiveIntegerField(null=True)  # of a token and the catalogue
    trouble = models.CharField(max_length=20, blank=True)  # labs.overcloud.causes.Trouble

    class Meta:
        ordering = ("at",)
        indexes: ClassVar = [models.Index(fields=("cloud", "at"), name="samples_by_time")]

    def __str__(self) -> str:
        return f"{self.cloud_id} {self.at:%m-%d %H:%M} {'up' if self.is_up else 'down'}"


class CloudJob(models.Model):
    """Something that a worker does to a cloud for an admin, with what came of it.

    `wanted`: what was asked for besides the kind. `report`: what was found or done, as plain JSON.
    """

    class Kind(models.TextChoices):
        SURVEY = "survey"  # test the connection; versions, capabilities, choices, capacity
        LEFTOVERS = "leftovers"  # find what belongs to nobody any longer; changes nothing
        REMOVAL = "removal"  # of ticked leftovers
        QUOTAS = "quotas"  # set the cloud's quotas on every student's projects
        RESET = "reset"  # the practice cloud is made anew

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        ERROR = "error"

    AT_WORK = (State.QUEUED, State.RUNNING)

    cloud = models.ForeignKey("labs.Cloud", on_delete=models.CASCADE, related_name="jobs")
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    wanted = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    cause = models.JSONField(null=True)  # why it failed: labs.overcloud.causes.Cause
    step = models.CharField(max_length=200, blank=True)  # what it is at
    percent = models.PositiveSmallIntegerField(default=0)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)  # the worker that has it is believed until then

    class Meta:
        ordering = ("-pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("cloud", "kind"),
                condition=models.Q(state__in=("queued", "running")),
                name="one_job_of_a_kind_at_work",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.cloud_id}: {self.state}"

    @property
    def is_at_work(self) -> bool:
        return self.state in self.AT_WORK
