"""What is stored of a roster's import between its preview and the moment when its passwords have been shown."""

from django.db import models

from course.models.people import Cohort, User
from labs.sealing import SealedField


class RosterImport(models.Model):
    """A file with a class's students. Nothing of it holds before somebody has agreed to what it would change.

    `digest`: of the plan that was agreed to; `drops`: those missing from the file leave the class.
    `passwords`: rows of account, name and first password of the new accounts; None once they have been shown.
    """

    class State(models.TextChoices):
        READY = "ready"
        QUEUED = "queued"  # agreed to; a worker applies it
        APPLIED = "applied"
        CHANGED = "changed"  # the class changed before the worker came to it: to be looked at again

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="roster_imports")
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    file_name = models.CharField(max_length=200)
    encoding = models.CharField(max_length=20)
    text = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.READY)
    digest = models.CharField(max_length=64, blank=True)
    drops = models.BooleanField(default=False)
    counts = models.JSONField(default=dict)  # kind of step → how many
    passwords = SealedField(default=None)
    uploaded_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.file_name} for {self.cohort_id}: {self.state}"
