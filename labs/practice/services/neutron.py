"""Neutron: networks without agents; our drivers say that every port, router and address works."""

from __future__ import annotations

from collections.abc import Mapping

from labs.practice import catalogue
from labs.practice.installation import Installation
from labs.practice.services.base import (
    Application,
    Recipe,
    Sections,
    common,
    create_tables,
    credentials,
    database_section,
    etc,
    merge,
    wsgi_application,
)

PHYSICAL_NETWORK = "datacentre"
VLAN_RANGES = f"{PHYSICAL_NETWORK}:1:1000,storage:30:50"
SERVICE_PLUGINS = "router,qos,trunk,segments,port_forwarding,network_ip_availability,metering,auto_allocate"

_PROVIDER = ("network_type", "physical_network", "segmentation_id")
OPERATOR_MAY = (
    "create_network:shared",
    "create_network:router:external",
    *(f"create_network:provider:{field}" for field in _PROVIDER),
    *(f"get_network:provider:{field}" for field in _PROVIDER),
)
OPERATOR_MAY_ON_OWN = (
    "update_network:shared",
    "update_network:router:external",
    *(f"update_network:provider:{field}" for field in _PROVIDER),
)


class Neutron(Recipe):
    name = "neutron"
    config_in_argv = False

    def configure(self, site: Installation) -> Sections:
        return merge(
            common(site, self.name),
            {
                "DEFAULT": {
                    "core_plugin": "ml2",
                    "auth_strategy": "keystone",
                    "service_plugins": SERVICE_PLUGINS,
                    "dns_domain": "practice.example.",
                    "api_paste_config": f"{etc()}/neutron/api-paste.ini",
                    "notify_nova_on_port_status_changes": "true",
                    "notify_nova_on_port_data_changes": "true",
                    "send_events_interval": "1",
                    "global_physnet_mtu": "1500",
                    "rpc_workers": "0",
                    "api_workers": "0",
                },
                "database": database_section(site, self.name),
                "ml2": {
                    "type_drivers": "flat,vlan,vxlan,geneve,local",
                    "project_network_types": "geneve",
                    "mechanism_drivers": "practice",
                    "extension_drivers": "port_security,qos,dns",
                },
                "ml2_type_flat": {"flat_networks": "*"},
                "ml2_type_vlan": {"network_vlan_ranges": VLAN_RANGES},
                "ml2_type_geneve": {"vni_ranges": "1:65535", "max_header_size": "38"},
                "ml2_type_vxlan": {"vni_ranges": "1:65535"},
                "nova": credentials(site, "nova"),
                "placement": credentials(site, "placement"),
            },
        )

    def policies(self) -> Mapping[str, str]:
        """The delegated role `operator` makes external, shared and provider networks."""
        admin = "rule:admin_only"
        own = f"(role:{catalogue.OPERATOR} and project_id:%(project_id)s)"
        return dict.fromkeys(OPERATOR_MAY, f"{admin} or role:{catalogue.OPERATOR}") | dict.fromkeys(
            OPERATOR_MAY_ON_OWN, f"{admin} or {own}"
        )

    def sync(self, site: Installation) -> None:
        from neutron.db.migration.models import head

        create_tables(site, self.name, head.get_metadata())

    def start(self, site: Installation) -> Application:
        application = wsgi_application("neutron.wsgi.api")
        from neutron import policy

        # Neutron would load its rules in the first request: a second one beside it meets none and is shown nothing.
        policy.init()
        return application


RECIPE = Neutron()
