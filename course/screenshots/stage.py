"""Started as a program in a classroom apart: fills it, and prints who may sign in how and what addresses name."""

import json
import sys
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402  after setup()
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402

from course.management.commands.prepare import collect_static  # noqa: E402
from course.models import User  # noqa: E402
from course.screenshots.invented_class import make_class  # noqa: E402
from course.screenshots.pages import SHOTS, STUDENT  # noqa: E402
from grading.models import Run  # noqa: E402
from labs.models import Session  # noqa: E402


def main() -> None:
    call_command("migrate", verbosity=0)
    collect_static()
    for step in ("compile_translations", "load_chapters", "load_labs"):
        call_command(step, stdout=sys.stderr)
    make_class()
    cookies = {name: cookie_of(User.objects.get(username=name)) for name in sorted({shot.who for shot in SHOTS})}
    json.dump({"cookie": settings.SESSION_COOKIE_NAME, "cookies": cookies, "names": names_in_addresses()}, sys.stdout)


def cookie_of(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def names_in_addresses() -> dict[str, Any]:
    """The lab that the shown student works on, and its last grading."""
    session = Session.objects.exclude(state=Session.State.FINISHED).get(place__user__username=STUDENT)
    run = Run.objects.filter(session=session).order_by("-number")[0]
    return {"lab": session.lab.slug, "place": session.place_id, "run": run.pk}


if __name__ == "__main__":
    main()
