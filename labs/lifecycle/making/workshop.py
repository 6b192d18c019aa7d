"""What making resources for one session needs."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from openstack.connection import Connection

from labs.lifecycle.troubles import CannotPrepare
from labs.overcloud.causes import Cause, Trouble


@dataclass(frozen=True)
class Workshop:
    """`grader`: the cloud's administrator; `inside`: the same in the lab's project, to whom all belongs that is made.

    `site`: the values of variables ({IMG}, {EXT} …). `files`: binding → content. `known`: binding → id of what stands.
    `until`: by time.monotonic(). `password_of`: of a user in the student's domain.
    """

    grader: Connection
    inside: Connection
    project_id: str
    domain_id: str
    seed: str
    site: Mapping[str, str]
    files: Mapping[str, bytes]
    password_of: Callable[[str], str]
    until: float
    known: dict[str, str] = field(default_factory=dict)


class Maker(NamedTuple):
    """For one kind. `find`: ids of what stands under the wanted name, left by a crash before it was recorded.

    `make` gives the id. `settle` waits until a resource of this id can be used; it may be repeated.
    """

    find: Callable[[Workshop, Any], Iterable[str]]
    make: Callable[[Workshop, Any], str]
    settle: Callable[[Workshop, Any, str], object] | None = None


def only(found: Iterable[Any], what: str, service: str) -> Any:
    """The one that the site should have under this name. Raises CannotPrepare."""
    listed = list(found)
    if len(listed) != 1:
        raise CannotPrepare(Cause(Trouble.MISSING, service, f"{len(listed)} are named {what}"))
    return listed[0]
