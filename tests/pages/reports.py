"""What workers report of a cloud: the outcome of a survey, and of a search for leftovers."""

from typing import Any

OFFERS = {
    "images": ["rhel8", "rhel9"],
    "flavors": ["default"],
    "external_networks": ["provider-datacentre"],
    "physical_networks": ["datacentre"],
    "share_types": [],
    "roles": ["admin", "manager", "operator"],
}
REPORT: dict[str, Any] = {
    "signed_in_ms": 64,
    "is_admin": True,
    "services": [
        {
            "type": "compute",
            "name": "nova",
            "url": "http://127.0.0.1:1/v2.1",
            "latency_ms": 36,
            "version": "2.1",
            "microversion": "2.104",
            "cause": None,
        },
        {
            "type": "network",
            "name": "neutron",
            "url": "http://127.0.0.1:2",
            "latency_ms": None,
            "version": "",
            "microversion": "",
            "cause": {"trouble": "refused", "service": "network", "detail": "ConnectFailure"},
        },
    ],
    "offers": OFFERS,
    "capabilities": {"external-network": True, "object-store": False},
    "rooms": [{"what": "cores", "used": 3, "total": 96, "name": ""}],
    "troubles": {},
}
FOUND: list[dict[str, Any]] = [
    {"kind": "project", "id": "p1", "name": "kim-lab", "why": "finished", "handle": "kim", "is_ours": True},
    {"kind": "domain", "id": "d1", "name": "old-dom", "why": "looks_like", "handle": "", "is_ours": False},
    {"kind": "user", "id": "u1", "name": "kim-dev", "why": "made", "handle": "kim", "is_ours": True},
]
