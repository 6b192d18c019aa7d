"""Is a cloud there? Asked by a worker on a schedule; pages read the answer."""

import logging
import time
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from config.queueing import queue
from labs import events
from labs.models import Cloud, HealthSample, Place
from labs.overcloud.connections import grader
from labs.overcloud.diagnosing import cause_of
from labs.practice_link import register_practice_cloud

log = logging.getLogger(__name__)
SAMPLED_EVERY = timedelta(seconds=55)


def probe_clouds() -> None:
    """Look at every cloud once; say so when its state changes."""
    register_practice_cloud(settings.CLASSROOM_HOME)
    for cloud in Cloud.objects.exclude(public_auth_url=""):
        probe(cloud)


def probe(cloud: Cloud) -> None:
    """Ask Keystone for the list of services: a token and a catalogue are what everything else needs."""
    began = time.monotonic()
    try:
        connection = grader(cloud)
        connection.session.invalidate()
        connection.authorize()
    except Exception as error:  # noqa: BLE001  the edge to the cloud: three libraries raise here
        _note(cloud, Cloud.State.DOWN, cause_of(error, "identity").as_json(), None)
    else:
        _note(cloud, Cloud.State.OK, None, round((time.monotonic() - began) * 1000))


def _note(cloud: Cloud, state: Cloud.State, cause: dict[str, str] | None, latency_ms: int | None) -> None:
    before, moment = cloud.state, timezone.now()
    Cloud.objects.filter(pk=cloud.pk).update(state=state, cause=cause, checked_at=moment)
    _keep_sample(
        HealthSample(
            cloud=cloud,
            at=moment,
            is_up=state == Cloud.State.OK,
            latency_ms=latency_ms,
            trouble=cause["trouble"] if cause else "",
        )
    )
    if state != before:
        log.info("cloud %s: %s → %s", cloud.slug, before, state)
        events.publish([events.cloud_topic(cloud.pk)], "cloud", cloud=cloud.pk, state=state)
    if state == Cloud.State.OK and before != state:
        for place_id in Place.objects.filter(cloud=cloud, ready_at=None).values_list("pk", flat=True):
            queue("labs.prepare_place", place_id)


def _keep_sample(sample: HealthSample) -> None:
    """One a minute, and each change at once."""
    last = HealthSample.objects.filter(cloud=sample.cloud_id).order_by("-at").first()
    if last is None or last.is_up != sample.is_up or sample.at - last.at >= SAMPLED_EVERY:
        sample.save()


def forget_samples(*, days: int) -> None:
    HealthSample.objects.filter(at__lt=timezone.now() - timedelta(days=days)).delete()
