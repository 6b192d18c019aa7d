"""Plain values for judging: a lab's definition with its variables, and what a cloud would show after good work."""

from typing import Any

from grading.engine.judging import Parameters, judge
from grading.engine.observation import Collection, Observation, Tenancy
from grading.engine.verdicts import Outcome, Verdict
from labs.kinds import Kind
from labs.loader import DEFINITIONS, load_lab
from labs.schema import LabDefinition
from labs.site import fill_definition

PROJECT = "p-1"
TENANCY = Tenancy(PROJECT, "p-2", "d-1", "kim")
STARTED = "2026-11-02T09:00:00+00:00"
VARIABLES = {
    "S": "kim",
    "N": "7",
    "D": "kim-dom",
    "P": "kim-lab",
    "P2": "kim-lab-b",
    "U": "kim",
    "U2": "kim-user2",
    "O": "kim-oper",
    "NONCE": "ab12",
    "RC": "kim-lab-rc",
    "RC2": "kim-user2-lab-b-rc",
    "RCO": "kim-oper-dom-rc",
    "VLAN": "114",
    "VLAN2": "115",
    "IMG": "rhel8",
    "FLV": "default",
    "EXT": "provider",
    "DNS": "172.25.250.254",
    "PHYS": "datacentre",
    "ST": "default",
    "ADM": "172.25.250.0/24",
}

World = dict[Kind, list[dict[str, Any]]]

INTRO_LAUNCH: World = {
    Kind.IMAGE: [{"id": "img-1", "name": "rhel8", "is_public": True, "owner_id": "admin", "status": "active"}],
    Kind.NETWORK: [{"id": "net-1", "name": "intro-net", "project_id": PROJECT, "subnet_ids": ["sub-1"]}],
    Kind.SUBNET: [{"id": "sub-1", "name": "intro-subnet", "project_id": PROJECT, "cidr": "192.168.7.0/24"}],
    Kind.SERVER: [
        {
            "id": "srv-1",
            "name": "intro-vm1",
            "project_id": PROJECT,
            "status": "ACTIVE",
            "fault": None,
            "created_at": "2026-11-02T09:05:00Z",
            "flavor.original_name": "default",
            "image.id": "img-1",
            "metadata": {"owner": "kim"},
        }
    ],
    Kind.PORT: [
        {
            "id": "port-1",
            "project_id": PROJECT,
            "device_id": "srv-1",
            "network_id": "net-1",
            "ip_addresses": ["192.168.7.23"],
        }
    ],
    Kind.CONSOLE: [{"server_id": "srv-1", "project_id": PROJECT, "length": 400}],
}
INTRO_PARAMETERS = Parameters(
    variables=VARIABLES,
    recorded={"intro_net": "net-1", "intro_subnet": "sub-1"},
    answers={"subnet_cidr": "192.168.7.0/24", "image_id": "IMG-1"},
    started_at=STARTED,
)

NETWORK_TENANT: World = {
    Kind.NETWORK: [
        {
            "id": "app",
            "name": "app-net",
            "project_id": PROJECT,
            "is_admin_state_up": True,
            "is_shared": False,
            "is_router_external": False,
            "subnet_ids": ["s-app"],
            "tags": [],
        },
        {
            "id": "db",
            "name": "db-net",
            "project_id": PROJECT,
            "is_admin_state_up": True,
            "is_shared": False,
            "is_router_external": False,
            "subnet_ids": ["s-db"],
            "tags": ["tier-db"],
        },
    ],
    Kind.SUBNET: [
        {
            "id": "s-app",
            "name": "app-subnet",
            "project_id": PROJECT,
            "network_id": "app",
            "ip_version": 4,
            "cidr": "192.168.7.0/24",
            "gateway_ip": "192.168.7.254",
            "is_dhcp_enabled": True,
            "allocation_pools": [{"start": "192.168.7.100", "end": "192.168.7.150"}],
            "dns_nameservers": ["172.25.250.254"],
        },
        {
            "id": "s-db",
            "name": "db-subnet",
            "project_id": PROJECT,
            "network_id": "db",
            "ip_version": 4,
            "cidr": "10.7.20.0/26",
            "gateway_ip": None,
            "is_dhcp_enabled": False,
            "allocation_pools": [],
            "dns_nameservers": [],
        },
    ],
}
NETWORK_PARAMETERS = Parameters(variables=VARIABLES, started_at=STARTED)
# Slug → what is given and what a cloud shows after good work; every lab of the course must be here.
GOOD: dict[str, tuple[Parameters, World]] = {
    "intro-launch": (INTRO_PARAMETERS, INTRO_LAUNCH),
    "network-tenant": (NETWORK_PARAMETERS, NETWORK_TENANT),
}


def definition(slug: str, variables: dict[str, str] = VARIABLES) -> LabDefinition:
    content = load_lab(DEFINITIONS / slug).definition.model_dump(mode="json", exclude_unset=True)
    return fill_definition(content, variables)


def seen(world: World, **causes: dict[str, str]) -> Observation:
    """An observation of a world; `server={"trouble": …}` hides a kind behind a cause."""
    collections = {kind: Collection(tuple(records), STARTED) for kind, records in world.items()}
    collections |= {Kind(kind): Collection(cause=cause) for kind, cause in causes.items()}
    return Observation(TENANCY, collections)


def outcomes(verdicts: list[Verdict]) -> dict[str, Outcome]:
    return {verdict.check_id: verdict.outcome for verdict in verdicts}


def not_passed(slug: str, parameters: Parameters, world: World, **causes: dict[str, str]) -> dict[str, str]:
    """Check id → outcome of every check that has not passed."""
    found = outcomes(judge(definition(slug), parameters, seen(world, **causes)))
    return {check: str(outcome) for check, outcome in found.items() if outcome is not Outcome.PASSED}
