"""`manage.py practice …`: the practice cloud from the command line."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from labs.practice.control import PracticeCloud
from labs.practice.environments import InstallError
from labs.practice.progress import Progress, summary
from labs.practice.status import PracticeStatus, State
from labs.practice_link import practice_settings

ACTIONS = ("run", "start", "stop", "status", "reset", "install", "template")


class Command(BaseCommand):
    help = "Start, stop, show or reset the practice cloud."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=ACTIONS)
        parser.add_argument("--json", action="store_true", help="print the status as JSON")

    def handle(self, *args: Any, action: str, json: bool, **options: Any) -> None:
        cloud = PracticeCloud(practice_settings())
        getattr(self, f"_{action}")(cloud, as_json=json)

    def _run(self, cloud: PracticeCloud, *, as_json: bool) -> None:
        sys.exit(cloud.run())

    def _start(self, cloud: PracticeCloud, *, as_json: bool) -> None:
        progress = Progress(sys.stderr if as_json else sys.stdout)
        status = cloud.follow(cloud.start(), tell=progress.tell)
        if as_json:
            self._show(status, as_json=True)
        else:
            progress.end(status)
        if status.state is not State.READY:
            sys.exit(1)

    def _stop(self, cloud: PracticeCloud, *, as_json: bool) -> None:
        self._show(cloud.stop(), as_json=as_json)

    def _reset(self, cloud: PracticeCloud, *, as_json: bool) -> None:
        self._show(cloud.reset(), as_json=as_json)

    def _status(self, cloud: PracticeCloud, *, as_json: bool) -> None:
        status = cloud.status()
        self._show(status, as_json=as_json)
        if not as_json:
            for one in status.services:
                words = f"{one.name:10} {one.state.value:10} {one.url}  {one.error}"
                self.stdout.write(words.rstrip())

    def _install(self, cloud: PracticeCloud, *, as_json: bool) -> None:
        try:
            cloud.install(self._pulse)
        except InstallError as error:
            raise CommandError(str(error)) from error
        self._show(cloud.status(), as_json=as_json)

    def _template(self, cloud: PracticeCloud, *, as_json: bool) -> None:
        """In a CLASSROOM_HOME of its own: the data there is thrown away."""
        size = cloud.make_template(self._pulse)
        self.stdout.write(f"labs/practice/template.tar.xz: {size} bytes")

    def _pulse(self, share: float, detail: str) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r\033[K{share:4.0%}  {detail}")

    def _show(self, status: PracticeStatus, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(status.as_dict(), indent=1))
        else:
            self.stdout.write(summary(status))
