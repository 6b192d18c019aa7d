"""Whom one look is for, and what of it is whose."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from openstack.connection import Connection

from grading.engine.observation import Collection, Observation, Record, Tenancy
from labs.kinds import KINDS, Kind, Owner


@dataclass(frozen=True)
class Scope:
    """The sessions looked for, and the collections that are there already (for kinds that need others)."""

    tenancies: tuple[Tenancy, ...]
    before: dict[Kind, Collection]
    page_size: int | None = None  # None: as large as the service gives; the next pages are asked for in any case

    @property
    def project_ids(self) -> frozenset[str]:
        return frozenset[str]().union(*(tenancy.project_ids for tenancy in self.tenancies))

    @property
    def domain_ids(self) -> frozenset[str]:
        return frozenset(tenancy.domain_id for tenancy in self.tenancies if tenancy.domain_id)

    @property
    def one_project(self) -> str | None:
        """The only project asked for: the one case in which a filter of the service saves more than it costs."""
        return next(iter(self.project_ids)) if len(self.project_ids) == 1 else None

    @property
    def project_filter(self) -> dict[str, Any]:
        """For services that filter exactly by project; what they answer is dealt out on our side all the same."""
        return {"project_id": self.one_project} if self.one_project else {}

    @property
    def domain_filter(self) -> dict[str, Any]:
        return {"domain_id": next(iter(self.domain_ids))} if len(self.domain_ids) == 1 else {}

    @property
    def page(self) -> dict[str, Any]:
        return {"limit": self.page_size} if self.page_size else {}

    def concerns(self, kind: Kind, record: Record) -> bool:
        return any(belongs(kind, record, tenancy) for tenancy in self.tenancies)


def belongs(kind: Kind, record: Record, tenancy: Tenancy) -> bool:
    """Whether a record is of this session's project, domain or name space, or everybody's."""
    about = KINDS[kind]
    if any(record.get(name) for name in about.public):
        return True
    if about.owner is Owner.PROJECT:
        return record.get(about.owner_field) in tenancy.project_ids
    if about.owner is Owner.DOMAIN:
        return bool(tenancy.domain_id) and record.get(about.owner_field) == tenancy.domain_id
    return about.owner is Owner.SESSION or _is_named_for(kind, record, tenancy)


def _is_named_for(kind: Kind, record: Record, tenancy: Tenancy) -> bool:
    """Cloud-wide things: flavors and volume types are told apart by the handle before their name.

    Nodes and services are everybody's.
    """
    if kind not in {Kind.FLAVOR, Kind.FLAVOR_ACCESS, Kind.VOLUME_TYPE}:
        return True
    name = str(record.get("name") or record.get("flavor_name") or "")
    return bool(tenancy.handle) and name.startswith(f"{tenancy.handle}-")


def deal(collections: dict[Kind, Collection], tenancy: Tenancy) -> Observation:
    """What one session sees of a look that was for several."""
    own = {
        kind: Collection(
            tuple(record for record in found.records if belongs(kind, record, tenancy)), found.read_at, found.cause
        )
        for kind, found in collections.items()
    }
    return Observation(tenancy, own)


Collector = Callable[[Connection, Scope], Iterable[dict[str, Any]] | Iterator[dict[str, Any]]]
