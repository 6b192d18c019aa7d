"""Ironic: bare-metal nodes of upstream's fake hardware; the conductor serves the API itself."""

from __future__ import annotations

import sys
from typing import Any

from labs.practice.installation import Installation
from labs.practice.services.base import (
    Recipe,
    Sections,
    common,
    config_file,
    database_section,
    merge,
    run_command,
)

FAKE_ONLY = ("boot", "deploy", "management", "power")
FAKE_OR_NONE = ("bios", "console", "firmware", "inspect", "raid", "rescue", "vendor")
NOOP = ("network", "storage")


class Ironic(Recipe):
    name = "ironic"

    def configure(self, site: Installation) -> Sections:
        return merge(
            common(site, self.name),
            {
                "DEFAULT": {
                    "auth_strategy": "keystone",
                    "my_ip": site.host,
                    "rpc_transport": "none",
                    "enabled_hardware_types": "fake-hardware",
                    "default_inspect_interface": "fake",
                    "log_options": "false",
                    **interfaces(),
                },
                "database": database_section(site, self.name),
                # Left alone it would listen on 0.0.0.0:6385.
                "api": {"host_ip": site.host, "port": str(site.port(self.name))},
                "conductor": {
                    "automated_clean": "false",
                    "workers_pool_size": "40",
                    "sync_power_state_interval": "60",
                },
            },
        )

    def sync(self, site: Installation) -> None:
        run_command("ironic.command.dbsync", config_file(site, self.name), "create_schema")

    def start(self, site: Installation) -> None:
        from ironic.common import service as ironic_service

        ironic_service.prepare_service("ironic", sys.argv)
        let_any_admin_in()
        from ironic.conductor import rpc_service
        from oslo_config import cfg

        rpc_service.RPCService(cfg.CONF.host, "ironic.conductor.manager", "ConductorManager", embed_api=True).start()


def interfaces() -> dict[str, str]:
    enabled = dict.fromkeys(FAKE_ONLY, "fake")
    enabled |= {kind: f"fake,no-{kind}" for kind in FAKE_OR_NONE}
    enabled |= dict.fromkeys(NOOP, "noop")
    return {f"enabled_{kind}_interfaces": names for kind, names in enabled.items()}


def let_any_admin_in() -> None:
    """As in an undercloud of the course's release, any project's admin may manage nodes.

    Ironic of today answers them with an error: it wants a system-scoped token.
    """
    from ironic.common import context

    plain = context.RequestContext.from_environ.__func__

    def from_environ(cls: Any, /, environ: Any, **kwargs: Any) -> Any:
        found = plain(cls, environ, **kwargs)
        if "admin" in (found.roles or []) and not found.domain_id:
            found.system_scope = "all"
        return found

    context.RequestContext.from_environ = classmethod(from_environ)


RECIPE = Ironic()
