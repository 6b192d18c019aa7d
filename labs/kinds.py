"""The kinds of resource a check may look at, the fields of their stored records, and how records refer to each other.

A record is a reduced resource: exactly these fields, as plain JSON, under openstacksdk's names. What is not
listed here is not stored.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """The words of openstacksdk; the last five are of the classroom: what its workers try, its session and files."""

    PROJECT = "project"
    USER = "user"
    GROUP = "group"
    GROUP_MEMBER = "group_member"
    ROLE_ASSIGNMENT = "role_assignment"
    EFFECTIVE_ROLE = "effective_role"
    SERVER = "server"
    CONSOLE = "console"
    KEYPAIR = "keypair"
    FLAVOR = "flavor"
    FLAVOR_ACCESS = "flavor_access"
    RUNNING_SERVER = "running_server"
    COMPUTE_SERVICE = "compute_service"
    IMAGE = "image"
    IMAGE_MEMBER = "image_member"
    NETWORK = "network"
    SUBNET = "subnet"
    PORT = "port"
    ROUTER = "router"
    FLOATING_IP = "floating_ip"
    SECURITY_GROUP = "security_group"
    SECURITY_GROUP_RULE = "security_group_rule"
    VOLUME = "volume"
    VOLUME_SNAPSHOT = "volume_snapshot"
    BACKUP = "backup"
    VOLUME_TRANSFER = "volume_transfer"
    VOLUME_TYPE = "volume_type"
    CONTAINER = "container"
    OBJECT = "object"
    SHARE = "share"
    SHARE_ACCESS = "share_access"
    SHARE_EXPORT = "share_export"
    BAREMETAL_NODE = "baremetal_node"
    HTTP_PROBE = "http_probe"
    TCP_PROBE = "tcp_probe"
    COMMAND = "command"
    SESSION = "session"
    FILE = "file"


class Owner(StrEnum):
    """To whom a kind's resources belong: the scope in which a name means one thing."""

    PROJECT = "project"
    DOMAIN = "domain"
    CLOUD = "cloud"  # one name space for everybody: names begin with the student's handle
    SESSION = "session"  # looked at for this session alone


@dataclass(frozen=True)
class KindOfRecord:
    """`fields`: what a record holds, mappings with a `.*`. `settling`: states in which the cloud is still at work."""

    en: str  # Horizon's word for it, in both languages
    ko: str
    service: str  # of the openstacksdk Connection
    fields: frozenset[str]
    owner: Owner = Owner.PROJECT
    owner_field: str = "project_id"
    public: tuple[str, ...] = ()  # fields that say everybody may use it
    settling: frozenset[str] = frozenset()
    settling_with: str = ""  # the state means work in progress only while this field holds something
    busy: str = ""  # while this field holds something the cloud is at work, whatever the state
    needs: tuple["Kind", ...] = ()  # kinds that must be listed first: this one is asked for each of their records
    capability: str = ""  # what a cloud must have for it
    mappings: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "mappings", frozenset(name[:-2] for name in self.fields if name.endswith(".*")))
        object.__setattr__(self, "fields", frozenset(name.removesuffix(".*") for name in self.fields))


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


KINDS: dict[Kind, KindOfRecord] = {
    Kind.PROJECT: KindOfRecord(
        en="project",
        ko="프로젝트",
        service="identity",
        fields=_words("id name domain_id description is_enabled tags"),
        owner=Owner.DOMAIN,
        owner_field="domain_id",
    ),
    Kind.USER: KindOfRecord(
        en="user",
        ko="사용자",
        service="identity",
        fields=_words("id name domain_id description email default_project_id is_enabled"),
        owner=Owner.DOMAIN,
        owner_field="domain_id",
    ),
    Kind.GROUP: KindOfRecord(
        en="group",
        ko="그룹",
        service="identity",
        fields=_words("id name domain_id description"),
        owner=Owner.DOMAIN,
        owner_field="domain_id",
    ),
    Kind.GROUP_MEMBER: KindOfRecord(
        en="group member",
        ko="그룹 구성원",
        service="identity",
        fields=_words("group_id user_id user_name domain_id"),
        owner=Owner.DOMAIN,
        owner_field="domain_id",
        needs=(Kind.GROUP,),
    ),
    Kind.ROLE_ASSIGNMENT: KindOfRecord(
        en="role assignment",
        ko="역할 할당",
        service="identity",
        fields=_words(
            "role_name user_id user_name group_id group_name scope_project_id scope_project_name scope_domain_id "
            "actor_domain_id"
        ),
        owner=Owner.DOMAIN,
        owner_field="actor_domain_id",
    ),
    Kind.EFFECTIVE_ROLE: KindOfRecord(
        en="effective role",
        ko="유효 역할",
        service="identity",
        fields=_words(
            "role_name user_id user_name scope_project_id scope_project_name scope_domain_id actor_domain_id"
        ),
        owner=Owner.DOMAIN,
        owner_field="actor_domain_id",
    ),
    Kind.SERVER: KindOfRecord(
        en="instance",
        ko="인스턴스",
        service="compute",
        fields=_words(
            "id name project_id user_id status task_state fault created_at flavor.original_name flavor.vcpus "
            "flavor.ram flavor.disk flavor.ephemeral flavor.swap image.id metadata.* key_name addresses "
            "attached_volume_ids kept_volume_ids root_device_name availability_zone"
        ),
        settling=_words("BUILD REBOOT HARD_REBOOT REBUILD RESIZE MIGRATING PASSWORD REVERT_RESIZE"),
        busy="task_state",  # "powering-off" after `server stop`, for one
    ),
    Kind.CONSOLE: KindOfRecord(
        en="console",
        ko="콘솔",
        service="compute",
        fields=_words("server_id project_id length digest tail"),
        needs=(Kind.SERVER,),
    ),
    Kind.KEYPAIR: KindOfRecord(
        en="key pair",
        ko="키 페어",
        service="compute",
        fields=_words("name user_id user_name domain_id type fingerprint public_key_digest created_at"),
        owner=Owner.DOMAIN,
        owner_field="domain_id",
        needs=(Kind.USER,),
    ),
    Kind.FLAVOR: KindOfRecord(
        en="flavor",
        ko="Flavor",
        service="compute",
        fields=_words("id name vcpus ram disk ephemeral swap is_public extra_specs.*"),
        owner=Owner.CLOUD,
        owner_field="",
        public=("is_public",),
    ),
    Kind.FLAVOR_ACCESS: KindOfRecord(
        en="flavor access",
        ko="Flavor 접근",
        service="compute",
        fields=_words("flavor_id flavor_name project_id"),
        owner=Owner.CLOUD,
        owner_field="",
        needs=(Kind.FLAVOR,),
    ),
    Kind.RUNNING_SERVER: KindOfRecord(
        en="running instance of the cloud",
        ko="클라우드에서 실행 중인 인스턴스",
        service="compute",
        fields=_words("id name project_id status task_state"),
        owner=Owner.CLOUD,
        owner_field="",
        busy="task_state",
    ),
    Kind.COMPUTE_SERVICE: KindOfRecord(
        en="compute service",
        ko="Compute 서비스",
        service="compute",
        fields=_words("id name host binary state status"),
        owner=Owner.CLOUD,
        owner_field="",
    ),
    Kind.IMAGE: KindOfRecord(
        en="image",
        ko="이미지",
        service="image",
        fields=_words(
            "id name owner_id status visibility is_public size disk_format container_format checksum hash_algo "
            "hash_value min_disk min_ram is_protected os_distro os_version properties.* tags created_at"
        ),
        owner_field="owner_id",
        public=("is_public",),
        settling=_words("queued saving importing"),
    ),
    Kind.IMAGE_MEMBER: KindOfRecord(
        en="image member",
        ko="이미지 멤버",
        service="image",
        fields=_words("image_id project_id member_id status"),
        needs=(Kind.IMAGE,),
    ),
    Kind.NETWORK: KindOfRecord(
        en="network",
        ko="네트워크",
        service="network",
        fields=_words(
            "id name project_id status is_admin_state_up is_shared is_router_external subnet_ids mtu "
            "provider_network_type provider_physical_network provider_segmentation_id tags created_at"
        ),
        public=("is_router_external", "is_shared"),
    ),
    Kind.SUBNET: KindOfRecord(
        en="subnet",
        ko="서브넷",
        service="network",
        fields=_words(
            "id name project_id network_id ip_version cidr gateway_ip is_dhcp_enabled allocation_pools "
            "dns_nameservers host_routes tags created_at"
        ),
    ),
    Kind.PORT: KindOfRecord(
        en="port",
        ko="포트",
        service="network",
        fields=_words(
            "id name project_id network_id device_id device_owner status ip_addresses subnet_ids "
            "security_group_ids is_port_security_enabled created_at"
        ),
    ),
    Kind.ROUTER: KindOfRecord(
        en="router",
        ko="라우터",
        service="network",
        fields=_words(
            "id name project_id status is_admin_state_up external_network_id external_addresses routes created_at"
        ),
    ),
    Kind.FLOATING_IP: KindOfRecord(
        en="floating IP",
        ko="유동 IP",
        service="network",
        fields=_words(
            "id name description project_id status floating_network_id port_id fixed_ip_address router_id created_at"
        ),
        settling=_words("DOWN"),
        settling_with="port_id",
    ),
    Kind.SECURITY_GROUP: KindOfRecord(
        en="security group",
        ko="보안 그룹",
        service="network",
        fields=_words("id name description project_id created_at"),
    ),
    Kind.SECURITY_GROUP_RULE: KindOfRecord(
        en="security group rule",
        ko="보안 그룹 규칙",
        service="network",
        fields=_words(
            "id project_id security_group_id direction ether_type protocol port_range_min port_range_max "
            "remote_ip_prefix remote_group_id"
        ),
    ),
    Kind.VOLUME: KindOfRecord(
        en="volume",
        ko="볼륨",
        service="block_storage",
        fields=_words(
            "id name project_id size status is_bootable is_multiattach volume_type metadata.* server_ids devices "
            "image_id snapshot_id source_volume_id created_at"
        ),
        settling=_words(
            "creating downloading attaching detaching deleting extending uploading retyping backing-up "
            "restoring-backup reserved"
        ),
    ),
    Kind.VOLUME_SNAPSHOT: KindOfRecord(
        en="volume snapshot",
        ko="볼륨 스냅샷",
        service="block_storage",
        fields=_words("id name project_id volume_id size status created_at"),
        settling=_words("creating deleting backing-up restoring"),
    ),
    Kind.BACKUP: KindOfRecord(
        en="volume backup",
        ko="볼륨 백업",
        service="block_storage",
        fields=_words("id name project_id volume_id size status created_at"),
        settling=_words("creating deleting restoring"),
        capability="cinder-backup",
    ),
    Kind.VOLUME_TRANSFER: KindOfRecord(
        en="volume transfer",
        ko="볼륨 이전",
        service="block_storage",
        fields=_words("id name project_id volume_id created_at"),
        needs=(Kind.VOLUME,),  # a transfer names only its volume, not its project
    ),
    Kind.VOLUME_TYPE: KindOfRecord(
        en="volume type",
        ko="볼륨 유형",
        service="block_storage",
        fields=_words("id name description is_public extra_specs.*"),
        owner=Owner.CLOUD,
        owner_field="",
        public=("is_public",),
    ),
    Kind.CONTAINER: KindOfRecord(
        en="container",
        ko="컨테이너",
        service="object_store",
        fields=_words("name project_id count bytes metadata.* read_acl write_acl"),
        capability="object-store",
    ),
    Kind.OBJECT: KindOfRecord(
        en="object",
        ko="오브젝트",
        service="object_store",
        fields=_words("name container project_id content_type content_length etag metadata.* last_modified_at"),
        needs=(Kind.CONTAINER,),
        capability="object-store",
    ),
    Kind.SHARE: KindOfRecord(
        en="share",
        ko="공유",
        service="shared_file_system",
        fields=_words("id name project_id status size share_protocol share_type_name is_public created_at"),
        settling=_words("creating deleting manage_starting extending shrinking"),
        capability="manila",
    ),
    Kind.SHARE_ACCESS: KindOfRecord(
        en="share access rule",
        ko="공유 접근 규칙",
        service="shared_file_system",
        fields=_words("id share_id project_id access_type access_to access_level state"),
        settling=_words("queued_to_apply queued_to_deny applying denying"),
        needs=(Kind.SHARE,),
        capability="manila",
    ),
    Kind.SHARE_EXPORT: KindOfRecord(
        en="export location",
        ko="내보내기 위치",
        service="shared_file_system",
        fields=_words("share_id project_id path"),
        needs=(Kind.SHARE,),
        capability="manila",
    ),
    Kind.BAREMETAL_NODE: KindOfRecord(
        en="node",
        ko="노드",
        service="baremetal",
        fields=_words("id name power_state target_power_state provision_state is_maintenance instance_id"),
        busy="target_power_state",
        owner=Owner.CLOUD,
        owner_field="",
        capability="undercloud",
    ),
    Kind.HTTP_PROBE: KindOfRecord(
        en="HTTP request",
        ko="HTTP 요청",
        service="probe",
        fields=_words("check_id url status content_length digest md5 body error"),
        owner=Owner.SESSION,
        owner_field="",
        capability="probe",
    ),
    Kind.TCP_PROBE: KindOfRecord(
        en="TCP connection",
        ko="TCP 연결",
        service="probe",
        fields=_words("check_id host port is_open error"),
        owner=Owner.SESSION,
        owner_field="",
        capability="probe",
    ),
    Kind.COMMAND: KindOfRecord(
        en="command",
        ko="명령",
        service="ssh",
        fields=_words("check_id host command exit_status values.* error"),
        owner=Owner.SESSION,
        owner_field="",
        capability="ssh-controller",
    ),
    Kind.SESSION: KindOfRecord(
        en="session",
        ko="실습 세션",
        service="",
        fields=_words("project_id second_project_id domain_id user_id second_user_id handle started_at"),
        owner=Owner.SESSION,
        owner_field="",
    ),
    Kind.FILE: KindOfRecord(
        en="file",
        ko="파일",
        service="",
        fields=_words("name size md5 sha512 fingerprint"),
        owner=Owner.SESSION,
        owner_field="",
    ),
}


def has_field(kind: Kind, path: str) -> bool:
    """Whether records of a kind have this field; inside a mapping (`metadata.owner`) any key may stand."""
    found = KINDS[kind]
    return path in found.fields or path.partition(".")[0] in found.mappings


LISTED = frozenset(kind for kind, about in KINDS.items() if about.owner is not Owner.SESSION)  # asked of the cloud
