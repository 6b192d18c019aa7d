"""Workers say in Redis that they live and what they are at; messages carry when they were sent.

Pages read it there: nobody has to ask a worker and wait for its answer.
"""

import json
import logging
import os
import time
from typing import Any

from celery.signals import before_task_publish, worker_ready, worker_shutting_down
from celery.worker.state import active_requests
from redis.exceptions import RedisError

from labs.events import redis

log = logging.getLogger(__name__)
EVERY_S = 5.0
WORKERS = "classroom:workers"  # a hash: name → JSON
CLOCK = "classroom:clock"  # when the schedule last sent something, in seconds since 1970
SENT_AT = "sent_at"
SCHEDULED = "grading.sweep"  # only the schedule sends it, every few seconds


def connect() -> None:
    before_task_publish.connect(_stamp, dispatch_uid="classroom")
    worker_ready.connect(_begin, dispatch_uid="classroom")
    worker_shutting_down.connect(_leave, dispatch_uid="classroom")


def _stamp(sender: str = "", headers: dict[str, Any] | None = None, **_kwargs: Any) -> None:
    if headers is not None:
        headers[SENT_AT] = time.time()
    if sender == SCHEDULED:
        _try(lambda: redis().set(CLOCK, time.time()))


def _begin(sender: Any, **_kwargs: Any) -> None:
    """`sender` is Celery's consumer, whose timer runs in the worker's first process."""
    since = time.time()
    name = str(sender.hostname)

    def tell() -> None:
        about = {
            "at": time.time(),
            "since": since,
            "pid": os.getpid(),
            "processes": int(sender.pool.num_processes),
            "queues": sorted(sender.app.amqp.queues.consume_from),
            "tasks": [{"name": one.name, "since": one.time_start} for one in list(active_requests)],
        }
        _try(lambda: redis().hset(WORKERS, name, json.dumps(about)))

    tell()
    sender.timer.call_repeatedly(EVERY_S, tell)


def _leave(sender: Any, **_kwargs: Any) -> None:
    """`sender` is the worker's name here. Who is killed says nothing, and is seen to be silent."""
    _try(lambda: redis().hdel(WORKERS, str(sender)))


def _try(tell: Any) -> None:
    try:
        tell()
    except RedisError as error:
        log.warning("nobody hears this worker: %s", error)
