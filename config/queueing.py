"""Queue work once the database has the row it speaks of."""

import logging

from django.db import transaction
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from config.celery import app

log = logging.getLogger(__name__)


def queue(task: str, *args: int) -> None:
    """Send a task by name when the transaction commits.

    A broker out of reach loses nothing: the row stands, and the sweep sends its work again.
    """
    transaction.on_commit(lambda: _send(task, args))


def _send(task: str, args: tuple[int, ...]) -> None:
    try:
        app.send_task(task, args=args)
    except (OperationalError, RedisError, OSError) as error:
        log.warning("%s%s waits for the sweep: %s", task, args, error)
