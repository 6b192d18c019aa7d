"""Is a cloud there? Asked by a worker on a schedule; pages read the answer."""

import logging

from django.conf import settings
from django.utils import timezone

from config.queueing import queue
from labs import events
from labs.models import Cloud, Place
from labs.overcloud.connections import grader
from labs.overcloud.diagnosing import cause_of
from labs.practice_link import register_practice_cloud

log = logging.getLogger(__name__)


def probe_clouds() -> None:
    """Look at every cloud once; say so when its state changes."""
    register_practice_cloud(settings.CLASSROOM_HOME)
    for cloud in Cloud.objects.exclude(public_auth_url=""):
        probe(cloud)


def probe(cloud: Cloud) -> None:
    """Ask Keystone for the list of services: a token and a catalogue are what everything else needs."""
    try:
        connection = grader(cloud)
        connection.session.invalidate()
        connection.authorize()
    except Exception as error:  # noqa: BLE001  the edge to the cloud: three libraries raise here
        _note(cloud, Cloud.State.DOWN, cause_of(error, "identity").as_json())
    else:
        _note(cloud, Cloud.State.OK, None)


def _note(cloud: Cloud, state: Cloud.State, cause: dict[str, str] | None) -> None:
    before = cloud.state
    Cloud.objects.filter(pk=cloud.pk).update(state=state, cause=cause, checked_at=timezone.now())
    if state != before:
        log.info("cloud %s: %s → %s", cloud.slug, before, state)
        events.publish([events.cloud_topic(cloud.pk)], "cloud", cloud=cloud.pk, state=state)
    if state == Cloud.State.OK and before != state:
        for place_id in Place.objects.filter(cloud=cloud, ready_at=None).values_list("pk", flat=True):
            queue("labs.prepare_place", place_id)
