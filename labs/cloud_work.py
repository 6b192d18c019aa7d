"""What workers do to clouds for admins: each job is taken by one of them, tells how far it is, and is never lost."""

import logging
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from config.queueing import queue
from labs import events
from labs.lifecycle.describing import list_projects_with_needs
from labs.lifecycle.leftovers import Leftover, find_leftovers, read_known, remove_leftover
from labs.lifecycle.quotas import forget_quotas, raise_quotas, set_quotas
from labs.lifecycle.troubles import StillThere
from labs.models import Cloud, CloudJob
from labs.overcloud.causes import Cause, Trouble
from labs.overcloud.connections import grader
from labs.overcloud.diagnosing import cause_of
from labs.practice.control import PracticeCloud
from labs.practice_link import practice_settings
from labs.queries import QUEUED_PATIENCE
from labs.services import forget_places
from labs.surveying.surveys import survey

log = logging.getLogger(__name__)
TURN_S = 60.0  # after this a long job lets others have the worker
LEASE = timedelta(seconds=240)  # longer than the task's own limit
START_S = 120.0  # how long a reset follows the start that comes after it
KEPT = timedelta(days=90)

Progress = Callable[[str, int], None]  # step, percent


def claim_job(*, job_id: int) -> bool:
    """Take a queued job; False means that another worker has it."""
    queued = CloudJob.objects.filter(pk=job_id, state=CloudJob.State.QUEUED)
    return queued.update(state=CloudJob.State.RUNNING, lease_until=timezone.now() + LEASE) == 1


def work_at_cloud(*, job_id: int) -> None:
    """Do a job, or one turn of a long one; what stands in the way is kept with it."""
    if not claim_job(job_id=job_id):
        return
    job = CloudJob.objects.select_related("cloud").get(pk=job_id)
    try:
        is_done = WORK[CloudJob.Kind(job.kind)](job, lambda step, percent: _progress(job, step, percent))
    except Exception as error:  # noqa: BLE001  three libraries raise here; the admin must see why
        log.warning("%s of %s: %s", job.kind, job.cloud.slug, error)
        _end(job, CloudJob.State.ERROR, cause=cause_of(error, "cloud").as_json())
        return
    if is_done:
        _end(job, CloudJob.State.DONE, percent=100)
    else:
        _put_back(job)


def _survey(job: CloudJob, progress: Progress) -> bool:
    job.report = survey(grader(job.cloud), job.cloud.site, progress)
    return True


def _find_leftovers(job: CloudJob, progress: Progress) -> bool:
    found = find_leftovers(grader(job.cloud), read_known(job.cloud), progress)
    job.report = {"found": [asdict(one) | {"is_ours": one.is_ours} for one in found]}
    return True


def _remove(job: CloudJob, progress: Progress) -> bool:
    """Look once more, and remove what was ticked and is still nobody's; the results are kept one by one."""
    connection = grader(job.cloud)
    results: dict[str, dict[str, Any]] = job.report.setdefault("results", {})
    waiting = [key for key in job.wanted["keys"] if key not in results]
    fresh = {one.key: one for one in find_leftovers(connection, read_known(job.cloud), lambda _step, _percent: None)}
    until = time.monotonic() + TURN_S
    for key in waiting:
        if time.monotonic() > until:
            return False
        found = fresh.get(key)
        progress(found.name if found else key, 100 * len(results) // len(job.wanted["keys"]))
        results[key] = _remove_one(job, found)
        CloudJob.objects.filter(pk=job.pk).update(report=job.report)
    return True


def _remove_one(job: CloudJob, found: Leftover | None) -> dict[str, Any]:
    if found is None or not found.is_ours or read_known(job.cloud).is_in_use(found):
        return {"state": "left", "name": found.name if found else ""}  # gone by itself, or somebody's again
    try:
        remove_leftover(grader(job.cloud), found, limit_s=TURN_S)
    except StillThere as error:
        cause = Cause(Trouble.TIMEOUT, "cloud", str(error))
    except Exception as error:  # noqa: BLE001  the next one may go all the same
        cause = cause_of(error, "cloud")
    else:
        return {"state": "removed", "name": found.name}
    return {"state": "failed", "name": found.name, "cause": cause.as_json()}


def _set_quotas(job: CloudJob, progress: Progress) -> bool:
    """On each student's home project and on the projects of open labs, which keep what the lab needs beyond.

    `wanted`: the quotas, and the services of which some are the cloud's own matter again (`back`).
    """
    connection, done = grader(job.cloud), job.report.setdefault("done", [])
    projects = list_projects_with_needs(job.cloud)
    until = time.monotonic() + TURN_S
    for number, (project_id, needs) in enumerate(projects):
        if time.monotonic() > until:
            return False
        if project_id not in done:
            progress("quotas", 100 * number // len(projects))
            forget_quotas(connection, project_id, job.wanted["back"])
            set_quotas(connection, project_id, job.wanted["quotas"])
            raise_quotas(connection, project_id, needs)
            done.append(project_id)
    return True


def _reset(job: CloudJob, progress: Progress) -> bool:
    """Throw away everything in the practice cloud, then start it; students' places are made anew when it answers."""
    practice = PracticeCloud(practice_settings())
    progress("stop", 5)
    practice.reset()
    forget_places(cloud=job.cloud)
    Cloud.objects.filter(pk=job.cloud_id).update(state=Cloud.State.UNKNOWN)
    progress("start", 20)
    status = practice.follow(
        practice.start(), tell=lambda status: progress("start", 20 + 80 * status.percent // 100), timeout_s=START_S
    )
    job.report = {"state": status.state.value, "error": status.error}
    return True


WORK: dict[CloudJob.Kind, Callable[[CloudJob, Progress], bool]] = {
    CloudJob.Kind.SURVEY: _survey,
    CloudJob.Kind.LEFTOVERS: _find_leftovers,
    CloudJob.Kind.REMOVAL: _remove,
    CloudJob.Kind.QUOTAS: _set_quotas,
    CloudJob.Kind.RESET: _reset,
}


def _progress(job: CloudJob, step: str, percent: int) -> None:
    if (job.step, job.percent) == (step, percent):
        return
    job.step, job.percent = step[:200], percent
    values = {"step": job.step, "percent": percent, "lease_until": timezone.now() + LEASE}
    CloudJob.objects.filter(pk=job.pk, state=CloudJob.State.RUNNING).update(**values)
    _tell(job)


def _end(job: CloudJob, state: CloudJob.State, **values: Any) -> None:
    ours = CloudJob.objects.filter(pk=job.pk, state=CloudJob.State.RUNNING)
    ours.update(state=state, report=job.report, step="", ended_at=timezone.now(), lease_until=None, **values)
    _tell(job)


def _put_back(job: CloudJob) -> None:
    with transaction.atomic():
        lease = timezone.now() + QUEUED_PATIENCE
        ours = CloudJob.objects.filter(pk=job.pk, state=CloudJob.State.RUNNING)
        ours.update(state=CloudJob.State.QUEUED, report=job.report, lease_until=lease)
        queue("labs.work_at_cloud", job.pk)


def _tell(job: CloudJob) -> None:
    events.publish([events.cloud_topic(job.cloud_id)], "cloud", cloud=job.cloud_id, job=job.pk)


def sweep_jobs() -> int:
    """Send again what no worker has taken; end what a worker has left behind. Returns how many."""
    overdue = list(CloudJob.objects.filter(state__in=CloudJob.AT_WORK, lease_until__lt=timezone.now()))
    for job in overdue:
        if job.state == CloudJob.State.RUNNING:
            _end(job, CloudJob.State.ERROR, cause=Cause(Trouble.UNEXPECTED, "classroom", "worker lost").as_json())
            continue
        again = CloudJob.objects.filter(pk=job.pk, state=CloudJob.State.QUEUED)
        if again.update(lease_until=timezone.now() + QUEUED_PATIENCE):
            queue("labs.work_at_cloud", job.pk)
    return len(overdue)


def forget_jobs() -> None:
    """Reports older than three months, but for each cloud's last survey."""
    done = CloudJob.objects.filter(kind=CloudJob.Kind.SURVEY, state=CloudJob.State.DONE)
    last = {job.cloud_id: job.pk for job in done.order_by("pk").only("cloud_id")}
    old = CloudJob.objects.filter(~Q(pk__in=last.values()), requested_at__lt=timezone.now() - KEPT)
    old.exclude(state__in=CloudJob.AT_WORK).delete()
