"""A process beside the site that changes the database and tells of it, as workers do; asked by lines of JSON."""

import json
import sys
import traceback
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import timedelta
from typing import Any

import django
import psutil

django.setup()

from django.conf import settings  # noqa: E402  after setup()
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.utils import timezone  # noqa: E402

from course.assigning import set_terms  # noqa: E402
from course.models import Cohort, User  # noqa: E402
from grading.events import ids_of, tell, topics_of  # noqa: E402
from grading.models import Run  # noqa: E402
from labs import events  # noqa: E402
from labs.events import tell_session as tell_of_session  # noqa: E402
from labs.models import (  # noqa: E402
    Cloud,
    CloudJob,
    HealthSample,
    Lab,
    Session,
)
from tests.pages import factories, permission_world  # noqa: E402
from tests.pages.every_page import list_pages  # noqa: E402
from tests.pages.reports import FOUND, REPORT  # noqa: E402


def sign_in(user: str) -> list[str]:
    """A session's cookie: the name and the value."""
    person = User.objects.get(username=user)
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return [settings.SESSION_COOKIE_NAME, str(session.session_key)]


def make_class(slug: str, students: list[str]) -> None:
    """A class of its own for a test: its teacher is `<slug>teacher`, its students as named."""
    cohort = factories.make_cohort(slug)
    factories.make_teacher(cohort, f"{slug}teacher")
    for number, handle in enumerate(students, start=1):
        factories.make_student(cohort, handle, number, name=f"학생 {handle}")


def make_world() -> dict[str, Any]:
    """That of the permission table: who is who, and the address of each page in it."""
    with redirect_stdout(sys.stderr):  # commands talk, and what is printed here is an answer
        world = permission_world.make_world()
    names = {page.name for page in list_pages()}
    return {
        "people": {role: user.username for role, user in world.people.items()},
        "addresses": {name: permission_world.address_of_page(world, name) for name in names},
    }


def make_admin(name: str) -> None:
    factories.make_user(name, is_superuser=True, display_name=f"관리자 {name}")


def survey_cloud(slug: str) -> None:
    """As if workers had tested a cloud and searched it, and it had been away in between."""
    cloud, moment = Cloud.objects.get(slug=slug), timezone.now()
    for kind, report in ((CloudJob.Kind.LEFTOVERS, {"found": FOUND}), (CloudJob.Kind.SURVEY, REPORT)):
        CloudJob.objects.create(cloud=cloud, kind=kind, state=CloudJob.State.DONE, report=report, ended_at=moment)
    for minutes, is_up in ((30, True), (20, False), (10, True)):
        latency_ms, trouble = (40, "") if is_up else (None, "refused")
        at = moment - timedelta(minutes=minutes)
        HealthSample.objects.create(cloud=cloud, at=at, is_up=is_up, latency_ms=latency_ms, trouble=trouble)


def open_lab(handle: str, slug: str = "intro-launch", state: str = "open") -> int:
    place = Cohort.objects.get(enrolments__handle=handle).cloud.places.get(handle=handle)  # type: ignore[union-attr]
    session = factories.make_session(place, slug, state)
    tell_of_session(session)
    return session.pk


def set_session(session: int, **values: Any) -> None:
    Session.objects.filter(pk=session).update(**values)
    tell_of_session(Session.objects.select_related("place").get(pk=session))


def session_of(handle: str, slug: str = "intro-launch") -> int:
    return Session.objects.exclude(state=Session.State.FINISHED).get(place__handle=handle, lab__slug=slug).pk


def answers_of(session: int) -> dict[str, str]:
    return dict(Session.objects.get(pk=session).answers.values_list("name", "value"))


def begin_run(session: int) -> int:
    """The active run of a session, or a new one; then say that it is being graded."""
    found = Session.objects.select_related("place__cloud", "lab", "definition").get(pk=session)
    run = found.runs.filter(state__in=Run.ACTIVE).first() or factories.make_run(found, state=Run.State.RUNNING)
    Run.objects.filter(pk=run.pk).update(state=Run.State.RUNNING)
    run.refresh_from_db()
    tell(run)
    return run.pk


def hold_terms(handle: str, slug: str = "intro-launch", *, hours: float, **values: Any) -> None:
    """Let a lab be due in so many hours for the class of a student."""
    cohort = Cohort.objects.get(enrolments__handle=handle)
    teacher = cohort.enrolments.filter(role="teacher")[0].user
    due = timezone.now() + timedelta(hours=hours)
    set_terms(cohort=cohort, lab=Lab.objects.get(slug=slug), values=values | {"due": due}, by=teacher)


def tell_verdict(run: int, check: str, outcome: str) -> None:
    """Announce one verdict before the run has ended, as the grader does."""
    found = Run.objects.select_related("session__place", "definition").get(pk=run)
    checks = factories.definition_of(found.session).checks
    points = next(one.points for one in checks if one.id == check)
    earned = points if outcome == "passed" else 0
    events.publish(
        topics_of(found), "verdict", **ids_of(found), check=check, outcome=outcome, earned=earned, points=points
    )


def end_run(run: int, outcomes: dict[str, str], *, told: bool = True) -> None:
    found = Run.objects.select_related("session__place__cloud", "session__lab", "session__definition").get(pk=run)
    factories.judge(found, outcomes)
    if told:
        tell(found)
        place, lab = found.session.place_id, found.session.lab_id
        events.publish(topics_of(found), "score", place=place, lab=lab, earned=found.earned, total=found.total)


def blocked_clients() -> int:
    """How many readers wait at the broker for something to happen."""
    return int(events.redis().info("clients")["blocked_clients"])


def open_database_files(process: int) -> int:
    database = str(settings.DATABASES["default"]["NAME"])
    return sum(file.path.startswith(database) for file in psutil.Process(process).open_files())


VERBS: dict[str, Callable[..., Any]] = {
    verb.__name__: verb
    for verb in (
        sign_in,
        make_class,
        make_world,
        make_admin,
        survey_cloud,
        open_lab,
        set_session,
        session_of,
        answers_of,
        begin_run,
        hold_terms,
        tell_verdict,
        end_run,
        blocked_clients,
        open_database_files,
    )
}


def main() -> None:
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            answer = {"value": VERBS[asked.pop("verb")](**asked)}
        except Exception:  # noqa: BLE001  whoever asked shall see what went wrong
            answer = {"error": traceback.format_exc()}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
