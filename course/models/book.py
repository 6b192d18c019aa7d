"""What is stored of the book, as loaded from the files of `course/`: chapters, passages, questions, terms."""

from typing import ClassVar

from django.db import models


class Chapter(models.Model):
    """A chapter of the notes in one language, as loaded from `course/notes/`."""

    number = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=5)
    title = models.CharField(max_length=200)
    summary = models.TextField()
    minutes = models.PositiveSmallIntegerField()
    html = models.TextField()  # rendered and cleaned when loaded; {{name}} stands for a student's own value
    sections = models.JSONField(default=list)  # [{"anchor", "title", "level"}]
    labs = models.JSONField(default=list)  # slugs
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ("number",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("number", "language"), name="one_chapter_per_language")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Passage(models.Model):
    """What stands under one heading, as plain text to be searched."""

    chapter = models.ForeignKey(Chapter, on_delete=models.CASCADE, related_name="passages")
    position = models.PositiveSmallIntegerField()
    anchor = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    text = models.TextField()
    words = models.TextField()  # of title and text, as course.searching cuts them

    class Meta:
        ordering = ("chapter", "position")

    def __str__(self) -> str:
        return f"{self.chapter_id}#{self.anchor}"


class Question(models.Model):
    """A question of a chapter's quiz, in both languages. One that the files no longer have keeps its answers."""

    chapter_number = models.PositiveSmallIntegerField()
    slug = models.CharField(max_length=60)
    section = models.CharField(max_length=60)  # the anchor of the heading that teaches the answer
    position = models.PositiveSmallIntegerField()
    content = models.JSONField()  # course.quiz.questions.Question
    is_retired = models.BooleanField(default=False)

    class Meta:
        ordering = ("chapter_number", "position")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("chapter_number", "slug"), name="one_question_per_slug")
        ]

    def __str__(self) -> str:
        return f"{self.chapter_number} {self.slug}"


class Term(models.Model):
    """A word of the glossary, in both languages."""

    slug = models.CharField(max_length=60, unique=True)
    term_ko = models.CharField(max_length=100)
    term_en = models.CharField(max_length=100)
    text_ko = models.TextField()
    text_en = models.TextField()
    see = models.CharField(max_length=70, blank=True)  # chapter#anchor of the paragraph that teaches it

    class Meta:
        ordering = ("slug",)

    def __str__(self) -> str:
        return self.slug

    @property
    def see_chapter(self) -> int:
        return int(self.see.partition("#")[0])

    @property
    def see_anchor(self) -> str:
        return self.see.partition("#")[2]
