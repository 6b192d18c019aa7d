"""What a lab may require of a cloud, as people call it. A site's own capabilities have their name alone."""

from labs.field_words import Language, Words

CAPABILITIES: dict[str, Words] = {
    "domain-admin": Words("도메인 관리자 권한 위임", "delegated administration of domains"),
    "flavor-admin": Words("Flavor 관리 권한 위임", "delegated management of flavors"),
    "network-admin": Words("공급자 네트워크 권한 위임", "delegated management of provider networks"),
    "overcloud-admin": Words("오버클라우드 관리자 권한", "administration of the overcloud"),
    "external-network": Words("외부 네트워크", "an external network"),
    "vlan-range": Words("공급자 네트워크의 VLAN 범위", "a range of VLANs for provider networks"),
    "cinder-backup": Words("볼륨 백업 서비스", "volume backups"),
    "multiattach-backend": Words("다중 연결 볼륨", "volumes for several instances"),
    "object-store": Words("오브젝트 저장소", "an object store"),
    "manila": Words("공유 파일 시스템 서비스", "shared file systems"),
    "undercloud": Words("언더클라우드", "an undercloud"),
    "console-cloud-init": Words("cloud-init 콘솔 출력", "console output of cloud-init"),
    "probe": Words("인스턴스로 통하는 네트워크", "a way from the classroom to instances"),
    "ssh-controller": Words("컨트롤러의 ssh 접속", "ssh to the controllers"),
}


def capability_word(name: str, language: Language) -> str:
    return CAPABILITIES[name].in_language(language) if name in CAPABILITIES else name
