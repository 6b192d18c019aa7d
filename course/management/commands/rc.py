"""`manage.py rc USER [LAB]`: a student's rc file on standard output."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from labs.credentials import rc_text
from labs.models import Place, Session
from labs.queries import active_session, list_labs


class Command(BaseCommand):
    help = "Print the rc file of a student, for their home project or for a lab's."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("user")
        parser.add_argument("lab", nargs="?")

    def handle(self, *args: Any, **options: Any) -> None:
        place = Place.objects.select_related("cloud").filter(user__username=options["user"]).first()
        if place is None:
            raise CommandError(f"{options['user']} has no place in a cloud")
        project = project_of(place, options["lab"]) if options["lab"] else place.home_project
        self.stdout.write(rc_text(place, project), ending="")


def project_of(place: Place, slug: str) -> str:
    """The project of a lab that is open. Raises CommandError, with what to do."""
    labs = {lab.slug: lab for lab in list_labs()}
    if slug not in labs:
        raise CommandError(f"there is no lab {slug}; the labs are {', '.join(labs)}")
    session = active_session(place, labs[slug])
    if session is None:
        raise CommandError(f"{slug} has not been started; start it on its page or with ./run lab {slug} start")
    if session.state != Session.State.OPEN:
        raise CommandError(f"{slug} is not open ({session.get_state_display().lower()}); see ./run lab {slug} status")
    return session.project
