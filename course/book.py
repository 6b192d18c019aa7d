"""The book from files to rows: chapters rendered once, their passages to be searched, questions and terms."""

import hashlib
from collections.abc import Sequence

from django.db import transaction

from course import glossary as glossaries
from course import rendering
from course.glossary import Glossary
from course.models import Chapter, Passage, Question, Term
from course.notes_loader import Note
from course.quiz.files import Quiz
from course.searching import forget_passages, index_passages, words_of


@transaction.atomic
def load_notes(notes: Sequence[Note], glossary: Glossary) -> int:
    """Store chapters; an unchanged one is not rendered again. Returns how many changed."""
    known = {(row.number, row.language): row for row in Chapter.objects.only("number", "language", "digest")}
    changed = 0
    for note in notes:
        row = known.pop((note.about.chapter, note.language), None)
        digest = hashlib.sha256(f"{note.digest} {glossary.digest}".encode()).hexdigest()
        if row is None or row.digest != digest:
            _store(note, glossary, digest)
            changed += 1
    for row in known.values():
        forget_passages(Passage.objects.filter(chapter=row))
        row.delete()
    return changed + len(known)


def _store(note: Note, glossary: Glossary, digest: str) -> None:
    rendered = rendering.render(note.text, note.language)
    chapter, _ = Chapter.objects.update_or_create(
        number=note.about.chapter,
        language=note.language,
        defaults={
            "title": note.about.title,
            "summary": note.about.summary,
            "minutes": note.about.minutes,
            "labs": note.about.labs,
            "html": glossaries.mark_terms(rendered.html, glossary, note.language),
            "sections": [{"anchor": one.anchor, "title": one.title, "level": one.level} for one in rendered.sections],
            "digest": digest,
        },
    )
    forget_passages(Passage.objects.filter(chapter=chapter))
    passages = [
        Passage(
            chapter=chapter,
            position=position,
            anchor=one.anchor,
            title=one.title,
            text=one.text,
            words=words_of(f"{one.title} {one.text}"),
        )
        for position, one in enumerate(rendered.sections)
    ]
    index_passages(Passage.objects.bulk_create(passages))


@transaction.atomic
def load_quizzes(quizzes: Sequence[Quiz]) -> int:
    """Store the questions of all chapters; what the files no longer have is put aside with its answers."""
    standing = set()
    for quiz in quizzes:
        for position, question in enumerate(quiz.questions):
            row, _ = Question.objects.update_or_create(
                chapter_number=quiz.chapter,
                slug=question.id,
                defaults={
                    "section": question.section,
                    "position": position,
                    "content": question.model_dump(mode="json"),
                    "is_retired": False,
                },
            )
            standing.add(row.pk)
    Question.objects.exclude(pk__in=standing).update(is_retired=True)
    return len(standing)


@transaction.atomic
def load_glossary(glossary: Glossary) -> int:
    """Store the terms; a term that the file no longer has goes."""
    for entry in glossary.entries:
        terms = {"term_ko": entry.term.ko, "term_en": entry.term.en}
        texts = {"text_ko": entry.text.ko, "text_en": entry.text.en}
        Term.objects.update_or_create(slug=entry.id, defaults=terms | texts | {"see": entry.see})
    Term.objects.exclude(slug__in=[entry.id for entry in glossary.entries]).delete()
    return len(glossary.entries)
