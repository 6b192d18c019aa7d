"""The class that the `lab` command is tried on, made in a data folder of its own.

`python -m tests.client.world PORT TOKENS`: the class's cloud is at a port where nobody listens, so that grading
truthfully gives `unknown`. Runs with other outcomes are written as a worker would have written them. TOKENS is the
file to write with a token for each student, since signing in is slow on purpose and most tests are about other things.
"""

import json
import os
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.contrib.auth.hashers import make_password  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402
from knox.models import AuthToken  # noqa: E402

from course.models import Cohort, Enrolment, User  # noqa: E402
from labs.loader import LabFolder  # noqa: E402
from labs.models import Cloud, Place, Session  # noqa: E402
from labs.services import record_lab  # noqa: E402
from tests.lifecycle.definitions import lab_with  # noqa: E402
from tests.pages.factories import PASSWORD, make_cloud, make_cohort, make_run, make_session  # noqa: E402

STUDENTS = 60  # a fresh one for each test that changes something
GIVING = {
    "persons": ["second", "operator"],
    "files": [
        {"bind": "disk", "name": "{S}-base.img", "random": 70000},
        {"bind": "report", "name": "report.txt", "text": "Report of {S}, {NONCE}\n"},
    ],
}
OUTCOMES = {"INL-3": "failed", "INL-4": "blocked", "INL-5": "unknown", "INL-6": "pending", "INL-9": "not_applicable"}


def main(port: int, tokens: Path) -> None:
    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_labs", verbosity=0)
    cohort = make_cohort("one", absent_cloud(port))
    password = make_password(PASSWORD)  # once: hashing is slow on purpose
    for number in range(1, STUDENTS + 1):
        open_labs(seat(cohort, f"kim{number}", number, password))
    make_run(make_session(seat(cohort, "mixed", 101, password)), OUTCOMES)
    make_run(make_session(seat(cohort, "perfect", 102, password)))
    seat(cohort, "fresh", 103, password)
    record_lab(LabFolder(lab_with(GIVING, "giving-lab"), "과제", "task"))
    make_session(seat(cohort, "given", 105, password), "giving-lab", project_id="p", nonce="0123456789abcdef")
    cause = {"trouble": "forbidden", "service": "compute", "detail": "secret-host"}
    make_session(seat(cohort, "broken", 104, password), state=Session.State.BROKEN, cause=cause)
    given = {user.username: AuthToken.objects.create(user)[1] for user in User.objects.all()}
    tokens.write_text(json.dumps(given), encoding="utf-8")


def absent_cloud(port: int) -> Cloud:
    address = f"http://127.0.0.1:{port}/v3"
    names = {"username": "grader", "password": "word", "project_name": "admin"}
    domains = {"user_domain_name": "Default", "project_domain_name": "Default"}
    return make_cloud("absent", config={"auth": {"auth_url": address, **names, **domains}}, public_auth_url=address)


def seat(cohort: Cohort, handle: str, number: int, password: str) -> Place:
    user = User.objects.create(username=handle, password=password, display_name="김하늘")
    Enrolment.objects.create(cohort=cohort, user=user, handle=handle, number=number)
    assert cohort.cloud is not None
    ids = {"domain_id": "d", "user_id_in_cloud": "u", "home_project_id": "p", "ready_at": timezone.now()}
    return Place.objects.create(
        cloud=cohort.cloud, user=user, handle=handle, number=number, password="s3cret'word", **ids
    )


def open_labs(place: Place) -> None:
    for slug in ("intro-launch", "network-tenant"):
        make_session(place, slug, project_id="0123456789abcdef0123456789abcdef")


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
