"""`manage.py load_chapters`: read the chapter notes into the database."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from course.notes_loader import NoteError, load_notes, read_notes


class Command(BaseCommand):
    help = "Read course/notes/ into the database; unchanged chapters stay as they are."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            notes = read_notes()
        except NoteError as error:
            raise CommandError(str(error)) from error
        changed = load_notes(notes)
        self.stdout.write(f"{len(notes)} chapter files, {changed} changed")
