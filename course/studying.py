"""What people leave in the book: places, notes, marks, answers; and what a teacher tells the class."""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from course.models import Bookmark, Chapter, Cohort, Highlight, OwnNote, Question, QuizAnswer, Reading, Remark, User
from course.quiz.marking import Given, is_right
from course.quiz.questions import QUESTION

QUOTE_LENGTH = 500  # characters
MARKS_MAX = 500  # of one person in one chapter


def mark_read(*, user: User, chapter_number: int) -> None:
    Reading.objects.get_or_create(user=user, chapter_number=chapter_number)


@transaction.atomic
def move_bookmark(*, user: User, chapter: Chapter, anchor: str, seen: set[str]) -> None:
    """Remember where a person is, and which sections they have been through. Anchors that are none are dropped."""
    known = {one["anchor"] for one in chapter.sections}
    if anchor not in known:
        return
    bookmark, _ = Bookmark.objects.select_for_update().get_or_create(
        user=user, chapter_number=chapter.number, defaults={"anchor": anchor}
    )
    bookmark.anchor = anchor
    bookmark.seen = sorted((set(bookmark.seen) | seen) & known)
    bookmark.save(update_fields=["anchor", "seen", "moved_at"])


def write_own_note(*, user: User, chapter_number: int, section: str, text: str) -> None:
    """Keep what somebody writes beside a section; nothing written takes the note away."""
    at: dict[str, Any] = {"user": user, "chapter_number": chapter_number, "section": section}
    if text:
        OwnNote.objects.update_or_create(**at, defaults={"text": text})
    else:
        OwnNote.objects.filter(**at).delete()


def write_remark(*, cohort: Cohort, chapter_number: int, section: str, text: str, by: User) -> None:
    """Tell the class something at a section; nothing written takes the remark away."""
    at: dict[str, Any] = {"cohort": cohort, "chapter_number": chapter_number, "section": section}
    if text:
        Remark.objects.update_or_create(**at, defaults={"text": text, "by": by})
    else:
        Remark.objects.filter(**at).delete()


def mark_passage(*, user: User, chapter: Chapter, section: str, quote: str, nth: int) -> Highlight | None:
    """Mark some words of a section; None when there are too many marks already."""
    mine = Highlight.objects.filter(user=user, chapter_number=chapter.number)
    if mine.count() >= MARKS_MAX:
        return None
    mark, _ = Highlight.objects.get_or_create(
        user=user,
        chapter_number=chapter.number,
        language=chapter.language,
        section=section,
        quote=quote[:QUOTE_LENGTH],
        nth=nth,
    )
    return mark


def unmark_passage(*, user: User, pk: int) -> None:
    Highlight.objects.filter(user=user, pk=pk).delete()


@transaction.atomic
def answer_question(*, user: User, question: Question, given: Given) -> QuizAnswer:
    """Mark an answer and keep it. What was right once stays so."""
    right = is_right(QUESTION.validate_python(question.content), given)
    answer, made = QuizAnswer.objects.select_for_update().get_or_create(
        user=user, question=question, defaults={"given": given, "is_right": right}
    )
    if not made:
        answer.given, answer.is_right = given, right
        answer.tries = F("tries") + 1
    if right and answer.first_right_at is None:
        answer.first_right_at = timezone.now()
    answer.save()
    answer.refresh_from_db()
    return answer


def count_quizzes(*, cohort: Cohort, counted: bool) -> None:
    """Whether the class's board shows how many questions were answered right."""
    Cohort.objects.filter(pk=cohort.pk).update(counts_quizzes=counted)
