"""What was done to grades and classes, and by whom. Entries are only ever added."""

from typing import ClassVar

from django.db import models

from course.models.people import Cohort, User
from labs.models import Cloud, Lab


class AuditEntry(models.Model):
    """One thing done, to the classroom as a whole where there is no class.

    `before` and `after` are the values that changed, by name; `reason` is the person's own words.
    """

    class Action(models.TextChoices):
        POLICY_CHOSEN = "policy_chosen"
        UNPROVEN_ALLOWED = "unproven_allowed"
        REGRADE_PROMOTED = "regrade_promoted"
        REGRADE_DROPPED = "regrade_dropped"
        MARK_OVERRIDDEN = "mark_overridden"
        OVERRIDE_WITHDRAWN = "override_withdrawn"
        VERDICT_QUESTIONED = "verdict_questioned"
        QUESTION_ANSWERED = "question_answered"
        QUESTION_CLOSED = "question_closed"
        GRADED_AGAIN = "graded_again"
        RERUN_STARTED = "rerun_started"
        RERUN_CANCELLED = "rerun_cancelled"
        RERUN_RESUMED = "rerun_resumed"
        STUDENT_ADDED = "student_added"
        STUDENT_CHANGED = "student_changed"
        STUDENT_DROPPED = "student_dropped"
        STUDENT_TAKEN_BACK = "student_taken_back"
        PASSWORD_RESET = "password_reset"  # noqa: S105  the name of what was done
        ROSTER_IMPORTED = "roster_imported"
        GROUP_MADE = "group_made"
        GROUP_RENAMED = "group_renamed"
        GROUP_DELETED = "group_deleted"
        ROLE_GIVEN = "role_given"
        ROLE_TAKEN = "role_taken"
        CLASS_MADE = "class_made"
        CLASS_CHANGED = "class_changed"
        ACCOUNT_MADE = "account_made"
        ACCOUNT_CHANGED = "account_changed"
        ASSIGNMENT_CHANGED = "assignment_changed"
        ASSIGNMENT_REMOVED = "assignment_removed"
        EXTENSION_ASKED = "extension_asked"
        EXTENSION_GIVEN = "extension_given"
        EXTENSION_DECLINED = "extension_declined"
        CLOUD_ADDED = "cloud_added"
        CLOUD_CREDENTIALS_REPLACED = "cloud_credentials_replaced"
        CLOUD_CHANGED = "cloud_changed"
        CLOUD_REMOVED = "cloud_removed"
        CLOUD_QUOTAS_CHANGED = "cloud_quotas_changed"
        CLOUD_JOB_ASKED = "cloud_job_asked"
        BREAKER_CLOSED = "breaker_closed"
        PRACTICE_ORDERED = "practice_ordered"
        SESSION_RESTARTED = "session_restarted"
        SESSION_FINISHED = "session_finished"
        WATCH_RULES_CHOSEN = "watch_rules_chosen"

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, null=True, related_name="audit")
    action = models.CharField(max_length=30, choices=Action)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    student = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    lab = models.ForeignKey(Lab, on_delete=models.SET_NULL, null=True, related_name="+")
    cloud = models.ForeignKey(Cloud, on_delete=models.SET_NULL, null=True, related_name="+")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-pk",)
        indexes: ClassVar = [models.Index(fields=("cohort", "-id"), name="audit_by_class")]

    def __str__(self) -> str:
        return f"{self.action} by {self.by_id} in {self.cohort_id}"
