"""`manage.py offer LAB`: open a lab to a class although it is not proven as it is."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from course.models import Cohort
from course.services import allow_unproven
from labs.queries import list_labs


class Command(BaseCommand):
    help = "Let a class have a lab that is not proven as it is, or take that back. Proven labs are open by themselves."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("lab")
        parser.add_argument("--class", dest="cohort", metavar="SLUG", help="the class; the only one if there is one")
        parser.add_argument("--withdraw", action="store_true", help="from now on only when it is proven")

    def handle(self, *args: Any, **options: Any) -> None:
        cohort = cohort_named(options["cohort"])
        lab = list_labs().filter(slug=options["lab"]).first()
        if lab is None:
            raise CommandError(f"there is no lab {options['lab']}; ./run manage load_labs reads the labs")
        allow_unproven(cohort=cohort, lab=lab, allowed=not options["withdraw"])
        how = "only when it is proven" if options["withdraw"] else "whether it is proven or not"
        self.stdout.write(f"{lab.slug} is open to {cohort.slug} {how}")


def cohort_named(slug: str | None) -> Cohort:
    found = list(Cohort.objects.filter(slug=slug) if slug else Cohort.objects.all())
    if len(found) != 1:
        known = ", ".join(Cohort.objects.values_list("slug", flat=True)) or "none"
        raise CommandError(f"name one class with --class; the classes are {known}")
    return found[0]
