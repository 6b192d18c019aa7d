"""What is stored of a lab's history: every version that was ever in force or shipped, and what people are writing."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Revision(models.Model):
    """An entry of a lab's history: its files as they are written, where they come from, who put them there.

    Entries are only ever added. Several may share a definition: comments, the solution and the mistakes are no part
    of it.
    """

    class Origin(models.TextChoices):
        SHIPPED = "shipped"  # read from labs/definitions/
        TAKEN = "taken"  # the shipped version, taken back over what had been edited here
        EDITED = "edited"
        RESTORED = "restored"  # an earlier entry, put in force again
        IMPORTED = "imported"  # out of a zip
        NEW = "new"  # begun here from a template

    FOLLOWING = frozenset({Origin.SHIPPED, Origin.TAKEN})  # a newer shipped version takes the place of these

    lab = models.ForeignKey("Lab", on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()  # 1, 2, 3 … in its lab
    definition = models.ForeignKey("Definition", on_delete=models.PROTECT, related_name="revisions")
    files = models.JSONField()  # name → text, of labs.loader.FILES
    origin = models.CharField(max_length=10, choices=Origin)
    base = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")  # the shipped one below it
    restored = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-number",)
        constraints: ClassVar = [models.UniqueConstraint(fields=("lab", "number"), name="one_revision_per_number")]

    def __str__(self) -> str:
        return f"{self.lab_id} #{self.number}"

    @property
    def is_own(self) -> bool:
        """Whether it was made here, and so stays in force when a newer version is shipped."""
        return self.origin not in self.FOLLOWING


class Draft(models.Model):
    """What somebody is writing: kept at every pause, theirs alone, until they save or drop it.

    `base`: the revision that was in force when they began.
    """

    lab = models.ForeignKey("Lab", on_delete=models.CASCADE, related_name="drafts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    base = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    files = models.JSONField()
    note = models.CharField(max_length=300, blank=True)
    kept_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("lab", "user"), name="one_draft_per_person")]

    def __str__(self) -> str:
        return f"{self.lab_id} by {self.user_id}"
