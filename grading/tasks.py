"""The grading that Celery's workers do: an id in, one service call."""

from celery import shared_task
from django.conf import settings

from grading import place_looking, regrading, rerunning, retention, running, services, watching
from grading.authoring import trials


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
    place_looking.sweep_looks()
    watching.sweep_watches()


@shared_task(name="grading.look_at_place", soft_time_limit=settings.RUN_SOFT_S, time_limit=settings.RUN_HARD_S)
def look_at_place(look_id: int) -> None:
    place_looking.do_look(look_id=look_id)


@shared_task(name="grading.regrade", soft_time_limit=settings.REGRADE_SOFT_S, time_limit=settings.REGRADE_HARD_S)
def regrade(regrade_id: int) -> None:
    regrading.work_at_regrade(regrade_id=regrade_id)


@shared_task(name="grading.rerun", soft_time_limit=settings.REGRADE_SOFT_S, time_limit=settings.REGRADE_HARD_S)
def rerun(rerun_id: int) -> None:
    rerunning.go_on(rerun_id=rerun_id)


@shared_task(name="grading.try_definition", soft_time_limit=settings.RUN_SOFT_S, time_limit=settings.RUN_HARD_S)
def try_definition(trial_id: int) -> None:
    trials.work_at_trial(trial_id=trial_id)


@shared_task(name="grading.forget_observations", soft_time_limit=300, time_limit=320)
def forget_observations() -> None:
    retention.forget_observations(days=settings.OBSERVATION_DAYS)
