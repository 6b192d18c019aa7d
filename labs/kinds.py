"""The kinds of resource a check may look at, and the fields of their stored records.

A record is a reduced resource: exactly these fields, as plain JSON, under openstacksdk's names. What is not
listed here is not stored.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """The words of openstacksdk."""

    SERVER = "server"
    CONSOLE = "console"
    IMAGE = "image"
    FLAVOR = "flavor"
    NETWORK = "network"
    SUBNET = "subnet"
    PORT = "port"


@dataclass(frozen=True)
class KindOfRecord:
    """`fields`: what a record holds. `settling`: states in which the cloud is still at work on it."""

    en: str  # Horizon's word for it, in both languages
    ko: str
    service: str  # of the openstacksdk Connection
    fields: frozenset[str]
    owner: str = "project_id"  # the field that says whose it is
    public: str = ""  # the field that says everybody may use it
    settling: frozenset[str] = field(default_factory=frozenset)
    needs: tuple[Kind, ...] = ()  # kinds that must be listed first


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


KINDS: dict[Kind, KindOfRecord] = {
    Kind.SERVER: KindOfRecord(
        en="instance",
        ko="인스턴스",
        service="compute",
        fields=_words(
            "id name project_id user_id status task_state fault created_at flavor.original_name flavor.vcpus "
            "flavor.ram flavor.disk flavor.ephemeral flavor.swap image.id metadata key_name addresses "
            "attached_volume_ids availability_zone"
        ),
        settling=_words("BUILD REBOOT HARD_REBOOT REBUILD RESIZE MIGRATING PASSWORD REVERT_RESIZE"),
    ),
    Kind.CONSOLE: KindOfRecord(
        en="console",
        ko="콘솔",
        service="compute",
        fields=_words("server_id project_id length digest tail"),
        needs=(Kind.SERVER,),
    ),
    Kind.IMAGE: KindOfRecord(
        en="image",
        ko="이미지",
        service="image",
        fields=_words(
            "id name owner_id status visibility is_public size disk_format container_format checksum min_disk "
            "min_ram is_protected tags created_at"
        ),
        owner="owner_id",
        public="is_public",
        settling=_words("queued saving importing"),
    ),
    Kind.FLAVOR: KindOfRecord(
        en="flavor",
        ko="Flavor",
        service="compute",
        fields=_words("id name vcpus ram disk ephemeral swap is_public"),
        owner="",
        public="is_public",
    ),
    Kind.NETWORK: KindOfRecord(
        en="network",
        ko="네트워크",
        service="network",
        fields=_words(
            "id name project_id status is_admin_state_up is_shared is_router_external subnet_ids tags created_at"
        ),
    ),
    Kind.SUBNET: KindOfRecord(
        en="subnet",
        ko="서브넷",
        service="network",
        fields=_words(
            "id name project_id network_id ip_version cidr gateway_ip is_dhcp_enabled allocation_pools "
            "dns_nameservers tags created_at"
        ),
    ),
    Kind.PORT: KindOfRecord(
        en="port",
        ko="포트",
        service="network",
        fields=_words(
            "id name project_id network_id device_id device_owner status ip_addresses subnet_ids "
            "security_group_ids created_at"
        ),
    ),
}


def has_field(kind: Kind, path: str) -> bool:
    """Whether records of a kind have this field; below a mapping (`metadata.owner`) any key may stand."""
    fields = KINDS[kind].fields
    return path in fields or path.partition(".")[0] in fields & {"metadata"}
