"""What one look is about."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from openstack.connection import Connection

from grading.engine.observation import Collection
from labs.kinds import Kind


@dataclass(frozen=True)
class Scope:
    """The project looked at, and the collections that are there already (for kinds that need others)."""

    project_id: str
    before: dict[Kind, Collection]


Collector = Callable[[Connection, Scope], Iterator[dict[str, Any]]]
