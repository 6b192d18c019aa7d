"""Labs that begin with much, as definitions."""

from typing import Any

import yaml

from labs.schema import AS_WRITTEN, LabDefinition

SENTENCE = {"en": "A sentence.", "ko": "문장입니다."}
CHECK = {
    "id": "EVR-1",
    "points": 100,
    "title": SENTENCE,
    "message": SENTENCE,
    "hints": [SENTENCE],
    "find": {"kind": "network", "name": "made-by-the-student", "bind": "mine"},
}
EVERYTHING = """
persons: [second, operator]
roles: [operator]
description: TBD
quota: {networks: 120, routers: 20, floating_ips: 60, instances: 12, volumes: 11, snapshots: 11, gigabytes: 1001}
unused:
  - {kind: keypair, name: given-key}
  - {kind: project, name: "{S}-finance"}
  - {kind: user, name: "{S}-dev"}
  - {kind: group, name: "{S}-team"}
  - {kind: flavor, name: "{S}-app"}
  - {kind: volume_type, name: "{S}-fast"}
  - {kind: network, name: "{S}-ext"}
  - {kind: vlan, name: "{VLAN}"}
removes:
  - {kind: keypair, name: given-key}
  - {kind: project, name: "{S}-finance"}
  - {kind: user, name: "{S}-dev"}
  - {kind: group, name: "{S}-team"}
  - {kind: flavor, name: "{S}-app"}
  - {kind: volume_type, name: "{S}-fast"}
  - {kind: network, name: "{S}-ext"}
files:
  - {bind: noise, name: "{S}.img", random: 70000}
  - {bind: key, name: given.pub, public_key: ed25519}
make:
  - {bind: net, network: {name: front-net}}
  - {bind: subnet, subnet: {name: front-subnet, network: net, cidr: "192.168.{N}.0/24"}}
  - {bind: port, port: {name: junk-port, network: net}}
  - {bind: rtr, router: {name: sec-rtr, external: true, subnets: [subnet]}}
  - {bind: vm, server: {name: web-vm, networks: [net]}}
  - {bind: vol, volume: {name: db1, size: 1, attach_to: vm}}
  - {bind: log, volume: {name: log1, size: 1}}
  - {bind: snap, volume_snapshot: {name: old-snap, volume: log}}
  - {bind: img, image: {name: temp-os, bytes: 65536, protected: true}}
  - {bind: flv, flavor: {name: "{S}-eph", vcpus: 1, ram: 2048, disk: 10, ephemeral: 1, swap: 256}}
  - {bind: vtype, volume_type: {name: "{S}-multi", multiattach: true}}
  - {bind: src, container: {name: "{S}-src"}}
  - {bind: bin, object: {container: src, name: archive/data.bin, file: noise}}
  - {bind: tmp, object: {container: src, name: "old/tmp é.log", text: "of {S}"}}
  - {bind: old, share: {name: old-docs, size: 1}}
  - {bind: rv_user, user: {name: "{S}-rv-user", enabled: false, role: reader}}
"""


def lab_with(start: dict[str, Any], slug: str) -> LabDefinition:
    content = {
        "slug": slug,
        "chapter": 9,
        "position": 90,
        "kind": "guided",
        "minutes": 10,
        "title": SENTENCE,
        "goal": SENTENCE,
        "mode": "shared",
        "start": start,
        "checks": [CHECK],
    }
    return LabDefinition.model_validate(content, context=AS_WRITTEN)


def everything() -> dict[str, Any]:
    start: dict[str, Any] = yaml.safe_load(EVERYTHING)
    return start
