"""The work on classes that Celery's workers do: an id in, one service call."""

from celery import shared_task

from course import assigning
from course.roster.importing import apply_import


@shared_task(name="course.settle", soft_time_limit=120, time_limit=140)
def settle(settling_id: int) -> None:
    assigning.settle_class(settling_id=settling_id)


@shared_task(name="course.sweep_settlings", soft_time_limit=20, time_limit=25)
def sweep_settlings() -> None:
    assigning.sweep_settlings()


@shared_task(name="course.apply_roster_import", soft_time_limit=540, time_limit=550)
def apply_roster_import(import_id: int) -> None:
    apply_import(import_id=import_id)  # passwords are slow to make on purpose
