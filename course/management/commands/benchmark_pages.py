"""`manage.py benchmark_pages`: how long the pages of one person take to make, without the network."""

import statistics
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.test import Client
from django.urls import reverse

from course.models import Chapter, User


class Command(BaseCommand):
    help = "Median, least and most milliseconds of server time for each page."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("user", help="who looks: the name that they sign in with")
        parser.add_argument("--repeat", type=int, default=25)

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["user"]).first()
        if user is None:
            raise CommandError(f"nobody is called {options['user']}")
        clients = [client_of(user, encoding) for encoding in ("identity", "gzip")]
        self.stdout.write("| page | ms | KB | compressed: ms | KB |\n| --- | --- | --- | --- | --- |")
        for page in pages():
            self.stdout.write(f"| {page} | {' | '.join(measure(one, page, options['repeat']) for one in clients)} |")


def client_of(user: User, encoding: str) -> Client:
    client = Client(headers={"host": "127.0.0.1", "accept-language": "ko", "accept-encoding": encoding})
    client.force_login(user)
    return client


def pages() -> list[str]:
    numbers = sorted(set(Chapter.objects.values_list("number", flat=True)))
    chapters = [reverse("chapter", args=[number]) for number in numbers]
    return [reverse("overview"), *chapters, reverse("chapters"), reverse("labs"), f"{reverse('search')}?q=router"]


def measure(client: Client, page: str, repeat: int) -> str:
    """The median, and what is sent."""
    client.get(page)  # templates and translations are read once
    size = len(client.get(page).content)
    took = [time_once(client, page) for _ in range(repeat)]
    return f"{statistics.median(took):.1f} | {size / 1000:.0f}"


def time_once(client: Client, page: str) -> float:
    """Milliseconds of the processor's time: what other programs take meanwhile is not counted."""
    began = time.process_time()
    client.get(page)
    return (time.process_time() - began) * 1000
