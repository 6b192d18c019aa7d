"""Nova: the API, conductor, scheduler and three compute hosts, all in one process."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Mapping
from typing import Any

from labs.practice import catalogue, waiting
from labs.practice.installation import Installation
from labs.practice.services.base import (
    Application,
    Recipe,
    Sections,
    common,
    config_file,
    credentials,
    database,
    database_section,
    etc,
    merge,
    wsgi_application,
)

COMPUTE_HOSTS = ("compute0", "compute1", "compute2")
CELL1 = "11111111-1111-1111-1111-111111111111"

_FLAVOR = "os_compute_api:os-flavor"
OPERATOR_MAY = (
    *(f"{_FLAVOR}-manage:{verb}" for verb in ("create", "update", "delete")),
    f"{_FLAVOR}-access",
    *(f"{_FLAVOR}-access:{verb}_tenant_access" for verb in ("add", "remove")),
    *(f"{_FLAVOR}-extra-specs:{verb}" for verb in ("create", "update", "delete")),
)


class Nova(Recipe):
    name = "nova"
    config_in_argv = False

    def configure(self, site: Installation) -> Sections:
        console = site.base_port + catalogue.CONSOLE_PORT
        return merge(
            common(site, self.name),
            {
                "DEFAULT": {
                    "compute_driver": "practice.PracticeDriver",
                    "my_ip": site.host,
                    "vif_plugging_timeout": "0",
                    "vif_plugging_is_fatal": "false",
                    "allow_resize_to_same_host": "true",
                    "resume_guests_state_on_host_boot": "true",
                    "cpu_allocation_ratio": "16",
                    "ram_allocation_ratio": "1.5",
                    "reserved_host_memory_mb": "0",
                    "log_options": "false",
                    "metadata_workers": "1",
                },
                "database": database_section(site, self.name),
                "api_database": database_section(site, "nova_api"),
                "api": {"auth_strategy": "keystone"},
                "wsgi": {"api_paste_config": f"{etc()}/nova/api-paste.ini"},
                "service_user": {
                    **credentials(site, "nova"),
                    "send_service_user_token": "true",
                },
                "placement": credentials(site, "placement"),
                "neutron": credentials(site, "neutron"),
                "glance": credentials(site, "glance"),
                "cinder": {
                    **credentials(site, "cinder"),
                    "catalog_info": "volumev3::publicURL",
                },
                "vnc": {
                    "enabled": "true",
                    "novncproxy_base_url": f"http://{site.host}:{console}/vnc_lite.html",
                },
                # The hosts are mapped once, as this process starts.
                "scheduler": {"discover_hosts_in_cells_interval": "-1"},
                "os_vif_ovs": {"ovsdb_connection": "tcp:127.0.0.1:1"},
            },
        )

    def policies(self) -> Mapping[str, str]:
        """The delegated role `operator` manages flavors."""
        return dict.fromkeys(OPERATOR_MAY, f"rule:context_is_admin or role:{catalogue.OPERATOR}")

    def other_files(self, site: Installation) -> Mapping[str, str]:
        # A compute host that ran before wants to see that it kept its identity.
        return {"nova/compute_id": CELL1}

    def sync(self, site: Installation) -> None:
        from nova import config, objects
        from nova.db import migration

        config.parse_args(sys.argv[:1], default_config_files=[str(config_file(site, self.name))])
        migration.db_sync(database="api")
        migration.db_sync(database="main")
        objects.register_all()
        databases = site.data / "db"
        shutil.copy(databases / "nova.sqlite", databases / "nova_cell0.sqlite")
        make_cells(site, objects)

    def start(self, site: Installation) -> Application:
        application = wsgi_application("nova.wsgi.osapi_compute")
        from nova import context
        from nova.objects import host_mapping

        from labs.practice.drivers import compute

        let_operators_see_flavors()
        # Nova looks for its drivers only inside its own package.
        sys.modules["nova.virt.practice"] = compute
        # A compute host reports to these two while it starts.
        for name in ("keystone", "placement"):
            waiting.until_answers(site.probe_url(name))
        start_workers()
        host_mapping.discover_hosts(context.get_admin_context())
        return application


def let_operators_see_flavors() -> None:
    """Whoever manages flavors must find private ones; Nova asks for its admin here, not for a policy."""
    from nova.api.openstack.compute.flavors import FlavorsController
    from nova.objects.flavor import Flavor

    def as_manager(act: Callable[..., Any], context: Any, *words: Any) -> Any:
        before = context.is_admin
        context.is_admin = before or catalogue.OPERATOR in context.roles
        try:
            return act(*words)
        finally:
            context.is_admin = before

    query, listing = Flavor._flavor_get_query_from_db, FlavorsController._get_flavors
    Flavor._flavor_get_query_from_db = staticmethod(lambda context: as_manager(query, context, context))
    FlavorsController._get_flavors = lambda controller, request: as_manager(
        listing, request.environ["nova.context"], controller, request
    )


def make_cells(site: Installation, objects: Any) -> None:
    from nova import context

    cells = (
        (objects.CellMapping.CELL0_UUID, "cell0", "none:///", "nova_cell0"),
        (CELL1, "cell1", "fake://", "nova"),
    )
    for uuid, name, bus, base in cells:
        objects.CellMapping(
            context.get_admin_context(),
            uuid=uuid,
            name=name,
            transport_url=bus,
            database_connection=database(site, base),
            disabled=False,
        ).create()


def start_workers() -> None:
    import os_vif
    from nova import service
    from nova.compute import rpcapi

    os_vif.initialize()
    for role in ("conductor", "scheduler"):
        service.Service.create(binary=f"nova-{role}", topic=role, host="controller").start()
    for host in COMPUTE_HOSTS:
        service.Service.create(
            binary="nova-compute",
            topic=rpcapi.RPC_TOPIC,
            topic_alt=rpcapi.RPC_TOPIC_ALT,
            host=host,
        ).start()


RECIPE = Nova()
