"""`manage.py rc USER [LAB]`: a student's rc file on standard output."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from labs.credentials import rc_text
from labs.models import Place


class Command(BaseCommand):
    help = "Print the rc file of a student, for their home project or for a lab's."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("user")
        parser.add_argument("lab", nargs="?")

    def handle(self, *args: Any, **options: Any) -> None:
        place = Place.objects.select_related("cloud").filter(user__username=options["user"]).first()
        if place is None:
            raise CommandError(f"{options['user']} has no place in a cloud")
        project = f"{place.handle}-{options['lab']}" if options["lab"] else place.home_project
        self.stdout.write(rc_text(place, project), ending="")
