"""`manage.py compile_translations`: the .mo files that Django reads, made without gettext's programs."""

from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation.reloader import translation_file_changed


class Command(BaseCommand):
    help = "Compile every django.po below the locale folders whose .mo is missing or older."

    def handle(self, *args: Any, **options: Any) -> None:
        for folder in settings.LOCALE_PATHS:
            for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
                compile_file(source)


def compile_file(source: Path) -> None:
    """Write beside and rename, so that a server that starts meanwhile never reads half a file."""
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
        return
    draft = target.with_suffix(".mo.new")
    polib.pofile(str(source)).save_as_mofile(str(draft))
    draft.replace(target)
    translation_file_changed(None, target)  # else this process goes on with what it has read before
