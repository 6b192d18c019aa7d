"""The grading that Celery's workers do: an id in, one service call."""

from celery import shared_task
from django.conf import settings

from grading import regrading, rerunning, retention, running, services


@shared_task(name="grading.grade_run", soft_time_limit=settings.RUN_SOFT_S, time_limit=settings.RUN_HARD_S)
def grade_run(run_id: int) -> None:
    running.grade_run(run_id=run_id)


@shared_task(name="grading.grade_together", soft_time_limit=settings.RUN_SOFT_S, time_limit=settings.RUN_HARD_S)
def grade_together(*run_ids: int) -> None:
    running.grade_together(run_ids=run_ids)
    rerunning.go_on_after(run_ids=run_ids)


@shared_task(name="grading.sweep", soft_time_limit=20, time_limit=25)
def sweep() -> None:
    services.sweep_runs()
    regrading.sweep_regrades()
    rerunning.sweep_reruns()


@shared_task(name="grading.regrade", soft_time_limit=settings.REGRADE_SOFT_S, time_limit=settings.REGRADE_HARD_S)
def regrade(regrade_id: int) -> None:
    regrading.work_at_regrade(regrade_id=regrade_id)


@shared_task(name="grading.rerun", soft_time_limit=settings.REGRADE_SOFT_S, time_limit=settings.REGRADE_HARD_S)
def rerun(rerun_id: int) -> None:
    rerunning.go_on(rerun_id=rerun_id)


@shared_task(name="grading.forget_observations", soft_time_limit=300, time_limit=320)
def forget_observations() -> None:
    retention.forget_observations(days=settings.OBSERVATION_DAYS)
