"""`manage.py rc USER [LAB] [--person PERSON]`: the rc file of a student, or of another person of a lab."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from labs.credentials import USER, credentials_of, home_credentials
from labs.models import Place, Session
from labs.queries import active_session, list_labs


class Command(BaseCommand):
    help = "Print the rc file of a student, for their home project or for a lab, there also of another person."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("user")
        parser.add_argument("lab", nargs="?")
        parser.add_argument("--person", default=USER, help="second, operator, or a user that the lab has made")

    def handle(self, *args: Any, **options: Any) -> None:
        place = Place.objects.select_related("cloud").filter(user__username=options["user"]).first()
        if place is None:
            raise CommandError(f"{options['user']} has no place in a cloud")
        people = (
            credentials_of(session_of(place, options["lab"])) if options["lab"] else {USER: home_credentials(place)}
        )
        if options["person"] not in people:
            raise CommandError(f"there is no {options['person']} here; there is {', '.join(people)}")
        self.stdout.write(people[options["person"]].rc_text, ending="")


def session_of(place: Place, slug: str) -> Session:
    """The session of a lab that is open. Raises CommandError, with what to do."""
    labs = {lab.slug: lab for lab in list_labs()}
    if slug not in labs:
        raise CommandError(f"there is no lab {slug}; the labs are {', '.join(labs)}")
    session = active_session(place, labs[slug])
    if session is None:
        raise CommandError(f"{slug} has not been started; start it on its page or with ./run lab {slug} start")
    if session.state != Session.State.OPEN:
        raise CommandError(f"{slug} is not open ({session.get_state_display().lower()}); see ./run lab {slug} status")
    return session
