"""The work on classes that Celery's workers do: an id in, one service call."""

from celery import shared_task

from course.roster.importing import apply_import

SOFT_S, HARD_S = 540, 550  # passwords are slow to make on purpose


@shared_task(name="course.apply_roster_import", soft_time_limit=SOFT_S, time_limit=HARD_S)
def apply_roster_import(import_id: int) -> None:
    apply_import(import_id=import_id)
