"""What is stored of how people read: places, notes, marks, answers, and what teachers add for their class."""

from typing import ClassVar

from django.db import models

from course.models.book import Question
from course.models.people import Cohort, User


class Reading(models.Model):
    """A chapter that somebody has read to its end."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="readings")
    chapter_number = models.PositiveSmallIntegerField()
    read_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("user", "chapter_number"), name="read_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.chapter_number}"


class Bookmark(models.Model):
    """Where somebody is in a chapter, and which sections they have been through."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="bookmarks")
    chapter_number = models.PositiveSmallIntegerField()
    anchor = models.CharField(max_length=60)
    seen = models.JSONField(default=list)  # anchors
    moved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("user", "chapter_number"), name="one_bookmark_per_chapter")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.chapter_number}#{self.anchor}"


class OwnNote(models.Model):
    """What somebody has written down for themself beside a section; nobody else sees it."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="own_notes")
    chapter_number = models.PositiveSmallIntegerField()
    section = models.CharField(max_length=60)
    text = models.TextField(max_length=10_000)
    written_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("user", "chapter_number", "section"), name="one_own_note_per_section")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.chapter_number}#{self.section}"


class Highlight(models.Model):
    """A passage that somebody has marked: the words themselves, and which of several places with these words."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="highlights")
    chapter_number = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=5)
    section = models.CharField(max_length=60)
    quote = models.CharField(max_length=500)
    nth = models.PositiveSmallIntegerField(default=0)  # counted in the section's text
    marked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("user", "chapter_number", "language", "section", "quote", "nth"), name="marked_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.chapter_number}#{self.section}"


class Remark(models.Model):
    """What a teacher tells their class at a section."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="remarks")
    chapter_number = models.PositiveSmallIntegerField()
    section = models.CharField(max_length=60)
    text = models.TextField(max_length=4_000)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("cohort", "chapter_number", "section"), name="one_remark_per_section")
        ]

    def __str__(self) -> str:
        return f"{self.cohort_id} {self.chapter_number}#{self.section}"


class QuizAnswer(models.Model):
    """The last answer to a question, and when it was first right; a later mistake does not take that back."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="quiz_answers")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="answers")
    given = models.JSONField()  # course.quiz.marking.Given
    is_right = models.BooleanField()
    tries = models.PositiveSmallIntegerField(default=1)
    first_right_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("user", "question"), name="one_answer_per_question")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.question_id}"
