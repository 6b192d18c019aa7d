"""The work on classes that Celery's workers do: an id in, one service call."""

from celery import shared_task

from course import assigning


@shared_task(name="course.settle", soft_time_limit=120, time_limit=140)
def settle(settling_id: int) -> None:
    assigning.settle_class(settling_id=settling_id)


@shared_task(name="course.sweep_settlings", soft_time_limit=20, time_limit=25)
def sweep_settlings() -> None:
    assigning.sweep_settlings()
