"""`manage.py screenshots`: pictures of the most important pages, of an invented class in a classroom apart."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.processes.places import CHECKOUT, Trouble
from course.screenshots.pages import SHOTS


class Command(BaseCommand):
    help = "Make docs/screenshots: the most important pages, light and dark, in both languages. Needs a Chromium."

    def add_arguments(self, parser: ArgumentParser) -> None:
        names = [shot.name for shot in SHOTS]
        parser.add_argument("pages", nargs="*", metavar="PAGE", help=f"only these: {', '.join(names)}")
        parser.add_argument("--into", type=Path, default=CHECKOUT / "docs" / "screenshots", metavar="FOLDER")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = tuple(shot for shot in SHOTS if not options["pages"] or shot.name in options["pages"])
        if unknown := set(options["pages"]) - {shot.name for shot in wanted}:
            raise CommandError(f"there is no page {', '.join(sorted(unknown))}")
        take = find_camera()
        # Playwright runs a loop of its own in this thread; nothing here asks the database meanwhile.
        try:
            for path in take(wanted, options["into"]):
                self.stdout.write(f"{path.stat().st_size / 1000:6.0f} KB  {os.path.relpath(path)}")
        except Trouble as trouble:
            raise CommandError(str(trouble)) from trouble


def find_camera() -> Any:
    """What drives the browser comes with the environment of the tests."""
    try:
        from course.screenshots.shooting import take  # noqa: PLC0415
    except ImportError as missing:
        raise CommandError("Playwright is missing: ./run test installs it with what the tests need.") from missing
    return take
