"""Octavia: load balancers of a provider that has no machines."""

from __future__ import annotations

from labs.practice.installation import Installation
from labs.practice.services.base import (
    Application,
    Recipe,
    Sections,
    common,
    create_tables,
    credentials,
    database_section,
    merge,
    wsgi_application,
)


class Octavia(Recipe):
    name = "octavia"

    def configure(self, site: Installation) -> Sections:
        home = site.data / "octavia"
        return merge(
            common(site, self.name),
            {
                "database": database_section(site, self.name),
                "api_settings": {
                    "bind_host": site.host,
                    "auth_strategy": "keystone",
                    "enabled_provider_drivers": "amphora:The Octavia Amphora driver.,ovn:Octavia OVN driver.",
                    "default_provider_driver": "amphora",
                },
                "service_auth": credentials(site, self.name),
                "neutron": credentials(site, self.name),
                "controller_worker": {
                    "network_driver": "allowed_address_pairs_driver",
                    "compute_driver": "compute_noop_driver",
                },
                "oslo_messaging": {"topic": "octavia_prov"},
                "driver_agent": {
                    f"{kind}_socket_path": str(home / f"{kind}.sock") for kind in ("status", "stats", "get")
                },
            },
        )

    def sync(self, site: Installation) -> None:
        from octavia.db import base_models
        from sqlalchemy import orm

        names_by_model = lookups()  # first: importing the models fills the metadata
        engine = create_tables(site, self.name, base_models.BASE.metadata)
        # Upstream's migrations fill these; tables made from the models are empty.
        with orm.Session(engine) as session:
            for model, names in names_by_model.items():
                session.add_all([model(name=name) for name in dict.fromkeys(names)])
            session.commit()

    def start(self, site: Installation) -> Application:
        from labs.practice.drivers import balancer

        balancer.install()
        application = wsgi_application("octavia.wsgi.api")
        # Only now is the configuration read: the first look opens the database.
        balancer.start_settling()
        return application


def lookups() -> dict[type, tuple[str, ...]]:
    """What may be written in each column of names."""
    from octavia.common import constants as c
    from octavia.db import models as m

    return {
        m.ProvisioningStatus: c.SUPPORTED_PROVISIONING_STATUSES,
        m.HealthMonitorType: c.SUPPORTED_HEALTH_MONITOR_TYPES,
        m.Algorithm: c.SUPPORTED_LB_ALGORITHMS,
        m.Protocol: c.SUPPORTED_PROTOCOLS,
        m.OperatingStatus: c.SUPPORTED_OPERATING_STATUSES,
        m.SessionPersistenceType: c.SUPPORTED_SP_TYPES,
        m.AmphoraRoles: c.SUPPORTED_AMPHORA_ROLES,
        m.LBTopology: c.SUPPORTED_LB_TOPOLOGIES,
        m.VRRPAuthMethod: c.SUPPORTED_VRRP_AUTH,
        m.L7RuleType: c.SUPPORTED_L7RULE_TYPES,
        m.L7RuleCompareType: c.SUPPORTED_L7RULE_COMPARE_TYPES,
        m.L7PolicyAction: c.SUPPORTED_L7POLICY_ACTIONS,
        m.ClientAuthenticationMode: c.SUPPORTED_CLIENT_AUTH_MODES,
    }


RECIPE = Octavia()
