"""The grading that Celery's workers do: an id in, one service call."""

from celery import shared_task
from django.conf import settings

from grading import running, services


@shared_task(name="grading.grade_run", soft_time_limit=settings.RUN_SOFT_S, time_limit=settings.RUN_HARD_S)
def grade_run(run_id: int) -> None:
    running.grade_run(run_id=run_id)


@shared_task(name="grading.sweep", soft_time_limit=20, time_limit=25)
def sweep() -> None:
    services.sweep_runs()
