"""`manage.py demo`: a class to begin with, with accounts whose passwords are made here and written down once."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction

from course.models import Cohort, User
from course.passwords import new_password
from course.services import enrol_student, enrol_teacher
from labs.models import Cloud
from labs.practice_link import SLUG

STUDENTS = {
    "kim": "김하늘 Kim Haneul",
    "lee": "이바다 Lee Bada",
    "park": "박산들 Park Sandeul",
    "choi": "최여울 Choi Yeoul",
    "jung": "정솔빛 Jung Solbit",
}
STAFF = {"admin": "관리자 Admin", "teacher": "강사 Teacher"}


class Command(BaseCommand):
    help = "Make the demo class and its accounts, unless there are people already."

    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.exists():
            return
        passwords = {name: new_password() for name in (*STAFF, *STUDENTS)}
        write_accounts(settings.CLASSROOM_HOME / "accounts.txt", passwords)
        make_class(passwords)
        self.stdout.write(f"{len(passwords)} accounts")


@transaction.atomic
def make_class(passwords: dict[str, str]) -> Cohort:
    cloud, _ = Cloud.objects.get_or_create(slug=SLUG, defaults={"title": "Practice cloud", "config": {}})
    cohort = Cohort.objects.create(slug="demo", title="OpenStack 16 Demo", cloud=cloud)
    User.objects.create_superuser("admin", password=passwords["admin"], display_name=STAFF["admin"])
    teacher = User.objects.create_user("teacher", password=passwords["teacher"], display_name=STAFF["teacher"])
    enrol_teacher(cohort=cohort, user=teacher)
    for handle, name in STUDENTS.items():
        user = User.objects.create_user(handle, password=passwords[handle], display_name=name)
        enrol_student(cohort=cohort, user=user, handle=handle)
    return cohort


def write_accounts(path: Path, passwords: dict[str, str]) -> None:
    """Write the only copy of the passwords, readable by the owner alone."""
    text = "".join(f"{name}\t{password}\n" for name, password in passwords.items())
    path.unlink(missing_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
