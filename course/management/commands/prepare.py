"""`manage.py prepare`: everything between installed packages and answering pages, in order."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand

STEPS = ("migrate", "compile_translations", "collectstatic", "load_chapters", "load_labs", "demo")

UNUSED = ["rest_framework"]  # no page uses them


class Command(BaseCommand):
    help = "Bring database, translations, static files, chapters, labs and demo accounts up to date."

    def handle(self, *args: Any, **options: Any) -> None:
        for step in STEPS:
            self.stdout.write(f"── {step}")
            self.stdout.flush()
            if step == "collectstatic":
                collect_static()
            else:
                call_command(step, **({"interactive": False} if step == "migrate" else {}))


def collect_static() -> None:
    """Collect only when a source changed: hashing and compressing every file takes seconds at each start."""
    root = Path(settings.STATIC_ROOT)
    stamp, wanted = root / "collected.txt", digest_of_sources()
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return
    call_command("collectstatic", interactive=False, clear=root.exists(), ignore_patterns=UNUSED, verbosity=0)
    stamp.write_text(wanted, encoding="ascii")


def digest_of_sources() -> str:
    lines = sorted(list_sources())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def list_sources() -> Iterator[str]:
    for finder in get_finders():
        for name, storage in finder.list(UNUSED):
            stat = Path(storage.path(name)).stat()
            yield f"{name} {stat.st_size} {stat.st_mtime_ns}"
