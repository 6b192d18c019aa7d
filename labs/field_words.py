"""What people call the fields of records (labs/kinds.py) and the values true, false and none: Horizon's words."""

from typing import Any, Literal, NamedTuple

Language = Literal["ko", "en"]


class Words(NamedTuple):
    ko: str
    en: str

    def in_language(self, language: str) -> str:
        return self.en if language == "en" else self.ko


FIELD_WORDS: dict[str, Words] = {
    name: Words(ko, en)
    for name, ko, en in (
        ("access_level", "접근 수준", "access level"),
        ("access_to", "접근 대상", "access to"),
        ("access_type", "접근 유형", "access type"),
        ("actor_domain_id", "사용자의 도메인 ID", "the user's domain ID"),
        ("addresses", "IP 주소", "IP addresses"),
        ("allocation_pools", "할당 풀", "allocation pools"),
        ("attached_volume_ids", "연결된 볼륨", "attached volumes"),
        ("availability_zone", "가용 구역", "availability zone"),
        ("binary", "프로그램", "program"),
        ("body", "내용", "content"),
        ("bytes", "전체 크기(바이트)", "total size (bytes)"),
        ("check_id", "검사 항목", "check"),
        ("checksum", "체크섬", "checksum"),
        ("cidr", "CIDR", "CIDR"),
        ("command", "명령", "command"),
        ("container", "컨테이너", "container"),
        ("container_format", "컨테이너 형식", "container format"),
        ("content_length", "크기(바이트)", "size (bytes)"),
        ("content_type", "콘텐츠 유형", "content type"),
        ("count", "개수", "how many there are"),
        ("created_at", "만든 시각", "when it was made"),
        ("default_project_id", "주 프로젝트 ID", "primary project ID"),
        ("description", "설명", "description"),
        ("device_id", "장치 ID", "device ID"),
        ("device_owner", "장치 소유자", "device owner"),
        ("devices", "장치 이름", "device names"),
        ("digest", "SHA-256", "SHA-256"),
        ("direction", "방향", "direction"),
        ("disk", "루트 디스크(GB)", "root disk (GB)"),
        ("disk_format", "디스크 형식", "disk format"),
        ("dns_nameservers", "DNS 서버", "DNS servers"),
        ("domain_id", "도메인 ID", "domain ID"),
        ("egress", "송신 규칙", "egress rules"),
        ("email", "이메일", "email"),
        ("ephemeral", "임시 디스크(GB)", "ephemeral disk (GB)"),
        ("error", "오류", "error"),
        ("etag", "ETag", "ETag"),
        ("ether_type", "Ether 유형", "ether type"),
        ("exit_status", "종료 코드", "exit status"),
        ("external_addresses", "외부 주소", "external addresses"),
        ("external_network_id", "외부 네트워크 ID", "external network ID"),
        ("extra_specs", "추가 사양", "extra specs"),
        ("fault", "오류", "fault"),
        ("fingerprint", "지문", "fingerprint"),
        ("fixed_ip_address", "고정 IP 주소", "fixed IP address"),
        ("flavor.disk", "Flavor의 루트 디스크(GB)", "the flavor's root disk (GB)"),
        ("flavor.ephemeral", "Flavor의 임시 디스크(GB)", "the flavor's ephemeral disk (GB)"),
        ("flavor.original_name", "Flavor", "flavor"),
        ("flavor.ram", "Flavor의 RAM(MB)", "the flavor's RAM (MB)"),
        ("flavor.swap", "Flavor의 스왑 디스크(MB)", "the flavor's swap disk (MB)"),
        ("flavor.vcpus", "Flavor의 VCPU 수", "the flavor's VCPUs"),
        ("flavor_id", "Flavor ID", "flavor ID"),
        ("flavor_name", "Flavor 이름", "flavor name"),
        ("floating_network_id", "외부 네트워크 ID", "external network ID"),
        ("gateway_ip", "게이트웨이 IP", "gateway IP"),
        ("group_id", "그룹 ID", "group ID"),
        ("group_name", "그룹 이름", "group name"),
        ("handle", "사용자 이름", "user name"),
        ("hash_algo", "해시 알고리즘", "hash algorithm"),
        ("hash_value", "해시 값", "hash value"),
        ("host", "호스트", "host"),
        ("host_routes", "호스트 경로", "host routes"),
        ("id", "ID", "ID"),
        ("image.id", "이미지 ID", "image ID"),
        ("image_id", "이미지 ID", "image ID"),
        ("ingress", "수신 규칙", "ingress rules"),
        ("instance_id", "인스턴스 ID", "instance ID"),
        ("ip_addresses", "IP 주소", "IP addresses"),
        ("ip_version", "IP 버전", "IP version"),
        ("is_admin_state_up", "관리 상태", "admin state"),
        ("is_bootable", "부팅 가능", "bootable"),
        ("is_dhcp_enabled", "DHCP", "DHCP"),
        ("is_enabled", "활성화", "enabled"),
        ("is_maintenance", "유지 보수", "maintenance"),
        ("is_multiattach", "다중 연결", "multi-attach"),
        ("is_open", "연결됨", "connected"),
        ("is_port_security_enabled", "포트 보안", "port security"),
        ("is_protected", "보호됨", "protected"),
        ("is_public", "공용", "public"),
        ("is_router_external", "외부 네트워크", "external network"),
        ("is_shared", "공유", "shared"),
        ("kept_volume_ids", "인스턴스를 삭제해도 남는 볼륨", "volumes kept on delete"),
        ("key_name", "키 페어 이름", "key pair name"),
        ("last_modified_at", "마지막 수정 시각", "last modified"),
        ("length", "길이", "length"),
        ("md5", "MD5", "MD5"),
        ("member_id", "멤버 프로젝트 ID", "member project ID"),
        ("metadata", "속성", "property"),
        ("min_disk", "최소 디스크(GB)", "minimum disk (GB)"),
        ("min_ram", "최소 RAM(MB)", "minimum RAM (MB)"),
        ("mtu", "MTU", "MTU"),
        ("name", "이름", "name"),
        ("network_id", "네트워크 ID", "network ID"),
        ("os_distro", "운영 체제 배포판", "OS distribution"),
        ("os_version", "운영 체제 버전", "OS version"),
        ("outcome", "결과", "outcome"),
        ("owner_id", "소유 프로젝트 ID", "owner project ID"),
        ("path", "경로", "path"),
        ("port", "포트 번호", "port number"),
        ("port_id", "포트 ID", "port ID"),
        ("port_range_max", "마지막 포트", "last port"),
        ("port_range_min", "첫 포트", "first port"),
        ("power_state", "전원 상태", "power state"),
        ("project_id", "프로젝트 ID", "project ID"),
        ("properties", "속성", "property"),
        ("protocol", "프로토콜", "protocol"),
        ("provider_network_type", "공급자 네트워크 유형", "provider network type"),
        ("provider_physical_network", "물리 네트워크", "physical network"),
        ("provider_segmentation_id", "세그먼트 ID", "segmentation ID"),
        ("provision_state", "프로비저닝 상태", "provision state"),
        ("public_key_digest", "공개 키의 SHA-256", "SHA-256 of the public key"),
        ("ram", "RAM(MB)", "RAM (MB)"),
        ("read_acl", "읽기 권한", "read access"),
        ("remote_group_id", "원격 보안 그룹 ID", "remote security group ID"),
        ("remote_ip_prefix", "원격 IP 접두사", "remote IP prefix"),
        ("role", "역할", "role"),
        ("role_name", "역할", "role"),
        ("root_device_name", "루트 장치", "root device"),
        ("router_id", "라우터 ID", "router ID"),
        ("routes", "고정 경로", "static routes"),
        ("rule", "규칙", "rule"),
        ("scope_domain_id", "대상 도메인 ID", "scope: domain ID"),
        ("scope_project_id", "대상 프로젝트 ID", "scope: project ID"),
        ("scope_project_name", "대상 프로젝트", "scope: project"),
        ("second_project_id", "두 번째 프로젝트 ID", "second project ID"),
        ("security_group_id", "보안 그룹 ID", "security group ID"),
        ("security_group_ids", "보안 그룹", "security groups"),
        ("second_user_id", "두 번째 사용자 ID", "second user ID"),
        ("server_id", "인스턴스 ID", "instance ID"),
        ("server_ids", "연결된 인스턴스", "attached to"),
        ("sha512", "SHA-512", "SHA-512"),
        ("share_id", "공유 ID", "share ID"),
        ("share_protocol", "공유 프로토콜", "share protocol"),
        ("share_type_name", "공유 유형", "share type"),
        ("size", "크기", "size"),
        ("snapshot_id", "스냅샷 ID", "snapshot ID"),
        ("source_volume_id", "원본 볼륨 ID", "source volume ID"),
        ("started_at", "실습을 시작한 시각", "when the lab was started"),
        ("state", "상태", "state"),
        ("status", "상태", "status"),
        ("subnet_ids", "서브넷", "subnets"),
        ("swap", "스왑 디스크(MB)", "swap disk (MB)"),
        ("tags", "태그", "tags"),
        ("tail", "마지막 줄", "last lines"),
        ("target_power_state", "목표 전원 상태", "target power state"),
        ("task_state", "작업", "task"),
        ("type", "유형", "type"),
        ("url", "주소", "address"),
        ("user_id", "사용자 ID", "user ID"),
        ("user_name", "사용자", "user"),
        ("value", "답", "answer"),
        ("values", "출력 값", "printed value"),
        ("vcpus", "VCPU 수", "VCPUs"),
        ("visibility", "가시성", "visibility"),
        ("volume_id", "볼륨 ID", "volume ID"),
        ("volume_type", "볼륨 유형", "volume type"),
        ("write_acl", "쓰기 권한", "write access"),
    )
}

ON_OR_OFF = {True: Words("켜짐", "on"), False: Words("꺼짐", "off")}
YES_OR_NO = {True: Words("예", "yes"), False: Words("아니요", "no")}
SWITCHES = frozenset({"is_dhcp_enabled", "is_admin_state_up", "is_port_security_enabled", "is_enabled"})
NOTHING = Words("없음", "none")


def field_word(path: str, language: str) -> str:
    """What a field is called; inside a mapping the key stands behind it; an unknown field is its own word."""
    if path in FIELD_WORDS:
        return FIELD_WORDS[path].in_language(language)
    mapping, _, key = path.partition(".")
    return f"{FIELD_WORDS[mapping].in_language(language)} {key}" if key and mapping in FIELD_WORDS else path


def plain_value(value: Any, path: str, language: str) -> str | None:
    """The word for true, false or nothing in a field; None for any other value."""
    if value in (None, "", [], {}):
        return NOTHING.in_language(language)
    if not isinstance(value, bool):
        return None
    return (ON_OR_OFF if path in SWITCHES else YES_OR_NO)[value].in_language(language)
