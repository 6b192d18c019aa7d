"""The work on labs that Celery's workers do: an id in, one service call."""

from celery import shared_task
from django.conf import settings

from labs import cloud_work, health, working

SOFT_S, HARD_S = 130, 140  # shorter than the sessions' lease
JOB_SOFT_S, JOB_HARD_S = 200, 210  # shorter than a cloud job's lease


@shared_task(name="labs.prepare_place", soft_time_limit=SOFT_S, time_limit=HARD_S)
def prepare_place(place_id: int) -> None:
    working.make_place_ready(place_id=place_id)


@shared_task(name="labs.prepare_session", soft_time_limit=SOFT_S, time_limit=HARD_S)
def prepare_session(session_id: int) -> None:
    working.prepare(session_id=session_id)


@shared_task(name="labs.finish_session", soft_time_limit=SOFT_S, time_limit=HARD_S)
def finish_session(session_id: int) -> None:
    working.finish(session_id=session_id)


@shared_task(name="labs.sweep", soft_time_limit=20, time_limit=25)
def sweep() -> None:
    working.sweep_sessions()
    cloud_work.sweep_jobs()


@shared_task(name="labs.probe_clouds", soft_time_limit=25, time_limit=30)
def probe_clouds() -> None:
    health.probe_clouds()


@shared_task(name="labs.work_at_cloud", soft_time_limit=JOB_SOFT_S, time_limit=JOB_HARD_S)
def work_at_cloud(job_id: int) -> None:
    cloud_work.work_at_cloud(job_id=job_id)


@shared_task(name="labs.forget", soft_time_limit=100, time_limit=110)
def forget() -> None:
    health.forget_samples(days=settings.HEALTH_DAYS)
    cloud_work.forget_jobs()
