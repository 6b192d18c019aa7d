"""Work that admins ask of workers for a cloud: asked for here, done by labs.cloud_work, followed on the pages."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from config.queueing import queue
from labs.models import Cloud, CloudJob
from labs.queries import QUEUED_PATIENCE
from labs.services import Refused


def request_job(
    *, cloud: Cloud, kind: CloudJob.Kind, by_id: int | None, wanted: dict[str, Any] | None = None
) -> CloudJob:
    """Ask for it; while one of its kind is at work, that one. Raises Refused when that one does something else."""
    lease = timezone.now() + QUEUED_PATIENCE
    try:
        with transaction.atomic():
            job = CloudJob.objects.create(
                cloud=cloud, kind=kind, requested_by_id=by_id, wanted=wanted or {}, lease_until=lease
            )
            queue("labs.work_at_cloud", job.pk)
    except IntegrityError:  # another click came first
        job = CloudJob.objects.filter(cloud=cloud, kind=kind).latest("pk")
        if job.wanted != (wanted or {}):
            raise Refused("at_work") from None
    return job


def last_job(cloud: Cloud, *kinds: CloudJob.Kind) -> CloudJob | None:
    """The latest of these kinds, whatever became of it."""
    return cloud.jobs.filter(kind__in=kinds).select_related("requested_by").first()


def last_survey(cloud: Cloud) -> CloudJob | None:
    """The latest that got to its end: what the cloud was when somebody last looked."""
    return cloud.jobs.filter(kind=CloudJob.Kind.SURVEY, state=CloudJob.State.DONE).first()
