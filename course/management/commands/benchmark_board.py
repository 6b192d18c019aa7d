"""`manage.py benchmark_board`: the pages that show a big class whole, with rows made up in a database of its own."""

import statistics
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection
from django.test import Client
from django.urls import reverse

from course.big_class import make_big_class
from course.models import User


class Command(BaseCommand):
    help = "Server time of the pages that show a class of this size: the board, the live class view, the statistics."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--students", type=int, default=1000)
        parser.add_argument("--labs", type=int, default=25)
        parser.add_argument("--repeat", type=int, default=15)

    def handle(self, *args: Any, **options: Any) -> None:
        name = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
        try:
            teacher = make_big_class(students=options["students"], labs=options["labs"])
            self.stdout.write(f"{options['students']} students, {options['labs']} labs")
            self.stdout.write("| page | median ms | least | most | KB |\n| --- | --- | --- | --- | --- |")
            for page in pages():
                self.stdout.write(measure(teacher, page, options["repeat"]))
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)


def pages() -> list[str]:
    boards = [f"{reverse('board')}{query}" for query in ("", "?page=99", "?order=-points", "?find=7")]
    return [*boards, reverse("live_class"), reverse("statistics"), reverse("lab_statistics", args=["lab-0"])]


def measure(teacher: User, page: str, repeat: int) -> str:
    client = Client(headers={"host": "127.0.0.1", "accept-language": "ko", "accept-encoding": "gzip"})
    client.force_login(teacher)
    size = len(client.get(page).content)
    took = [time_once(client, page) for _ in range(repeat)]
    return f"| {page} | {statistics.median(took):.0f} | {min(took):.0f} | {max(took):.0f} | {size / 1000:.0f} |"


def time_once(client: Client, page: str) -> float:
    """Milliseconds of the processor's time: what other programs take meanwhile is not counted."""
    began = time.process_time()
    client.get(page)
    return (time.process_time() - began) * 1000
