"""What a student's own projects hold, from the last look that saw something: tables, gauges and the picture."""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from course.failures import failures_of_place
from course.records import field_words, names_in, rule_words, rules_of
from course.topology.view import Topology
from course.wording import name_of_field, noun, what_happened
from grading.engine.observation import Collection, Observation, Record, Tenancy, label_of, value_at
from grading.place_looks import PAUSE_S, last_seen, latest_look
from grading.place_models import PlaceLook
from labs.kinds import KINDS, Kind, Owner
from labs.models import Place, Session

MOST_ROWS = 200
FIND_LENGTH = 60
ALL = "all"
COLUMNS: dict[Kind, tuple[str, ...]] = {
    Kind.SERVER: ("status", "addresses", "flavor.original_name", "image.id", "key_name", "attached_volume_ids"),
    Kind.VOLUME: ("status", "size", "volume_type", "is_bootable", "server_ids"),
    Kind.VOLUME_SNAPSHOT: ("status", "size", "volume_id"),
    Kind.BACKUP: ("status", "size", "volume_id"),
    Kind.IMAGE: ("status", "size", "disk_format", "visibility"),
    Kind.NETWORK: ("status", "subnet_ids", "is_shared", "is_router_external"),
    Kind.SUBNET: ("cidr", "gateway_ip", "is_dhcp_enabled", "dns_nameservers", "network_id"),
    Kind.PORT: ("status", "ip_addresses", "device_id", "network_id", "security_group_ids"),
    Kind.ROUTER: ("status", "external_network_id", "external_addresses"),
    Kind.FLOATING_IP: ("status", "fixed_ip_address", "port_id", "floating_network_id"),
    Kind.SECURITY_GROUP: ("description", "rule"),
    Kind.KEYPAIR: ("type", "fingerprint"),
    Kind.CONTAINER: ("count", "bytes", "read_acl", "write_acl"),
    Kind.SHARE: ("status", "size", "share_protocol", "share_type_name"),
}


@dataclass(frozen=True)
class Gauge:
    """How much of a quota is used. `limit` is None where it is not known, -1 where there is none."""

    title: StrPromise | str
    used: int
    limit: int | None
    unit: str = ""

    @property
    def is_limited(self) -> bool:
        return self.limit is not None and self.limit >= 0

    @property
    def percent(self) -> int:
        return min(100, 100 * self.used // self.limit) if self.limit and self.limit > 0 else 0

    @property
    def is_full(self) -> bool:
        return self.is_limited and self.used >= (self.limit or 0)


@dataclass(frozen=True)
class Line:
    """A row of a table: what people call the record, its project, its cells."""

    name: str
    project: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """`cause`: why the kind was out of sight at the last look; then the rows are those of `read_at`."""

    kind: str
    title: str
    columns: tuple[str, ...]
    lines: list[Line]
    count: int
    cause: str
    read_at: datetime | None

    @property
    def more(self) -> int:
        return max(0, len(self.lines) - MOST_ROWS)

    @property
    def rows(self) -> list[Line]:
        return self.lines[:MOST_ROWS]


class Holdings:
    """A place as its looks know it. `project`: the id of one, `ALL`, or empty; `find`: words that rows shall hold."""

    def __init__(self, place: Place, *, project: str = "", find: str = "") -> None:
        self.place = place
        self.asked = project
        self.find = find.replace("\0", "")[:FIND_LENGTH]

    @cached_property
    def latest(self) -> PlaceLook | None:
        return latest_look(self.place)

    @cached_property
    def seen(self) -> PlaceLook | None:
        latest = self.latest
        return latest if latest and latest.state == PlaceLook.State.SEEN else last_seen(self.place)

    @property
    def is_looking(self) -> bool:
        return self.latest is not None and self.latest.is_active

    @property
    def may_look_at(self) -> datetime | None:
        """When the next look may be asked for; None: now."""
        again = self.latest.asked_at + timedelta(seconds=PAUSE_S) if self.latest else timezone.now()
        return again if again > timezone.now() else None

    @property
    def trouble(self) -> str:
        """Why the last look saw nothing."""
        failed = self.latest is not None and self.latest.state == PlaceLook.State.FAILED
        return what_happened(self.latest.cause) if failed and self.latest else ""

    @property
    def projects(self) -> list[dict[str, str]]:
        return list(self.seen.projects) if self.seen else []

    @cached_property
    def project(self) -> str:
        """The id of the one that was chosen, if it is one of their own; by itself that of the lab opened last."""
        asked = self.asked or self._project_at_work
        return asked if any(one["id"] == asked for one in self.projects) else ""

    @property
    def _project_at_work(self) -> str:
        opened = Session.objects.filter(place=self.place, state=Session.State.OPEN).exclude(project_id="")
        return opened.order_by("-opened_at").values_list("project_id", flat=True).first() or ""

    @cached_property
    def whole(self) -> Observation | None:
        """None when nothing has been seen yet, or an older classroom wrote it."""
        if self.seen is None or self.seen.content is None:
            return None
        try:
            return Observation.unpack(bytes(self.seen.content))
        except (KeyError, TypeError, ValueError, zlib.error):
            return None

    @cached_property
    def observation(self) -> Observation | None:
        """Of the chosen project alone, if one was chosen."""
        if self.whole is None or not self.project:
            return self.whole
        return only_of(self.whole, self.project)

    @cached_property
    def topology(self) -> Topology | None:
        """With the failed checks of the open labs marked."""
        return Topology(self.observation, failures_of_place(self.place, self.project)) if self.observation else None

    @cached_property
    def tables(self) -> list[Table]:
        return [self._table(kind) for kind in COLUMNS if self.observation and kind in self.observation.collections]

    @property
    def filled(self) -> list[Table]:
        """Those with something to say; and `empty` the others."""
        return [table for table in self.tables if table.count or table.cause]

    @property
    def empty(self) -> list[Table]:
        return [table for table in self.tables if not (table.count or table.cause)]

    def _table(self, kind: Kind) -> Table:
        assert self.observation  # noqa: S101  only asked for with one
        found = self.observation.collections[kind]
        lines = [self._line(kind, record) for record in found.records if not is_plain_port(kind, record)]
        read_at = (self.seen.read_at if self.seen else {}).get(kind)
        return Table(
            kind=kind,
            title=noun(kind),
            columns=tuple(name_of_field(name).removesuffix(" ID") for name in COLUMNS[kind]),
            lines=[line for line in lines if self._fits(line)],
            count=len(lines),
            cause=what_happened(found.cause),
            read_at=datetime.fromisoformat(read_at) if read_at else None,
        )

    def _line(self, kind: Kind, record: Record) -> Line:
        project = str(record.get(KINDS[kind].owner_field) or "")
        return Line(label_of(record), self._project_names.get(project, ""), self._cells(kind, record))

    def _cells(self, kind: Kind, record: Record) -> tuple[str, ...]:
        assert self.whole  # noqa: S101  as above
        return tuple(
            "\n".join(rule_words(rule, self._names) for rule in rules_of(record, self.whole)) or "–"
            if name == "rule"
            else field_words(name, value_at(record, name), self._names)[1]
            for name in COLUMNS[kind]
        )

    @cached_property
    def _names(self) -> dict[str, str]:
        return names_in(self.whole) if self.whole else {}

    @cached_property
    def _project_names(self) -> dict[str, str]:
        return {one["id"]: one["name"] for one in self.projects}

    def _fits(self, line: Line) -> bool:
        text = " ".join((line.name, line.project, *line.cells)).lower()
        return all(word in text for word in self.find.lower().split())

    @cached_property
    def gauges(self) -> list[Gauge]:
        """Of one project against its quota; of all together without one, since each project has its own."""
        if self.observation is None or self.seen is None:
            return []
        only = self.project or (self.projects[0]["id"] if len(self.projects) == 1 else "")
        limits = self.seen.limits.get(only, {})
        return [Gauge(title, used, limits.get(name), unit) for name, title, used, unit in count(self.observation)]


def only_of(observation: Observation, project_id: str) -> Observation:
    """What is of one project, of no project, or everybody's."""

    def is_of(kind: Kind, record: Record) -> bool:
        about = KINDS[kind]
        owner = record.get(about.owner_field) if about.owner is Owner.PROJECT else None
        return owner in (None, "", project_id) or any(record.get(name) for name in about.public)

    kept = {
        kind: Collection(tuple(record for record in found.records if is_of(kind, record)), found.read_at, found.cause)
        for kind, found in observation.collections.items()
    }
    return Observation(Tenancy(project_id), kept)


def is_plain_port(kind: Kind, record: Record) -> bool:
    """Neutron's own for DHCP say nothing to a student."""
    return kind is Kind.PORT and str(record.get("device_owner") or "").startswith("network:dhcp")


def count(observation: Observation) -> Iterable[tuple[str, StrPromise, int, str]]:
    """Each quota with its title, how much of it is used, and the unit."""
    own: dict[Kind, list[Record]] = {
        kind: [record for record in found.records if not any(record.get(name) for name in KINDS[kind].public)]
        for kind, found in observation.collections.items()
    }

    def many(kind: Kind) -> int:
        return len(own.get(kind, []))

    def sum_of(kind: Kind, field: str) -> int:
        return sum(_number(value_at(record, field)) for record in own.get(kind, []))

    yield "instances", _("Instances"), many(Kind.SERVER), ""
    yield "cores", _("VCPUs"), sum_of(Kind.SERVER, "flavor.vcpus"), ""
    yield "ram", _("RAM"), sum_of(Kind.SERVER, "flavor.ram"), "MB"
    yield "volumes", _("Volumes"), many(Kind.VOLUME), ""
    yield "gigabytes", _("Volume storage"), sum_of(Kind.VOLUME, "size") + sum_of(Kind.VOLUME_SNAPSHOT, "size"), "GB"
    yield "networks", _("Networks"), many(Kind.NETWORK), ""
    yield "routers", _("Routers"), many(Kind.ROUTER), ""
    yield "floating_ips", _("Floating IPs"), many(Kind.FLOATING_IP), ""
    yield "security_groups", _("Security groups"), many(Kind.SECURITY_GROUP), ""


def _number(value: Any) -> int:
    return value if isinstance(value, int) else 0
