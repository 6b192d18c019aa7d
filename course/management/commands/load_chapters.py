"""`manage.py load_chapters`: read the book into the database, while the pages go on answering."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from course.book import load_glossary, load_notes, load_quizzes
from course.glossary import GlossaryError, read_glossary
from course.notes_loader import NoteError, read_notes
from course.quiz.files import QuizError, read_quizzes


class Command(BaseCommand):
    help = "Read chapters, quizzes and the glossary into the database; unchanged chapters stay as they are."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            notes, quizzes, glossary = read_notes(), read_quizzes(), read_glossary()
        except (NoteError, QuizError, GlossaryError) as error:
            raise CommandError(str(error)) from error
        changed, questions, terms = load_notes(notes, glossary), load_quizzes(quizzes), load_glossary(glossary)
        self.stdout.write(f"{len(notes)} chapter files, {changed} changed; {questions} questions; {terms} terms")
