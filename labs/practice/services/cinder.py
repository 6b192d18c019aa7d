"""Cinder: volumes as sparse files; two back ends, backups and the scheduler in one process."""

from __future__ import annotations

import importlib
import threading
import time
from typing import Any

from labs.practice.installation import Installation
from labs.practice.services.base import (
    Application,
    Recipe,
    Sections,
    common,
    config_file,
    credentials,
    database_section,
    etc,
    merge,
    run_command,
    wsgi_application,
)

BACKENDS = ("tripleo_ceph", "ssd")
DEFAULT_TYPE = "tripleo"
BACKUP_START_S = 60
NEWEST_API = "3.65"
"""From 3.66 on the client leaves out `--force`, but openstacksdk asks for 3.65 at most: together they
cannot snapshot an attached volume. (The course's release ends at 3.59.)"""


class Cinder(Recipe):
    name = "cinder"
    folders = ("volumes", "backups", "coordination")

    def configure(self, site: Installation) -> Sections:
        home = site.data / "cinder"
        sections = merge(
            common(site, self.name),
            {
                "DEFAULT": {
                    "auth_strategy": "keystone",
                    "my_ip": site.host,
                    "api_paste_config": f"{etc()}/cinder/api-paste.ini",
                    # Without it whoever is not admin gets 400 on lists by name.
                    "resource_query_filters_file": f"{etc()}/cinder/resource_filters.json",
                    "enabled_backends": ",".join(BACKENDS),
                    "default_volume_type": DEFAULT_TYPE,
                    "backup_driver": "labs.practice.drivers.backup.PracticeBackupDriver",
                    "backup_posix_path": str(home / "backups"),
                    "backup_workers": "1",
                    "glance_api_servers": site.url("glance"),
                    "volume_clear": "none",
                    "log_options": "false",
                },
                "database": database_section(site, self.name),
                "nova": {**credentials(site, "nova"), "interface": "public"},
                "service_user": {
                    **credentials(site, "cinder"),
                    "send_service_user_token": "true",
                },
                "coordination": {"backend_url": f"file://{home}/coordination"},
            },
        )
        driver = "labs.practice.drivers.volume.PracticeVolumeDriver"
        return merge(
            sections,
            {name: {"volume_driver": driver, "volume_backend_name": name} for name in BACKENDS},
        )

    def sync(self, site: Installation) -> None:
        run_command("cinder.cmd.manage", config_file(site, self.name), "db", "sync")

    def start(self, site: Installation) -> Application:
        # First: it registers options that the API's modules expect to be theirs to extend.
        volume_command = importlib.import_module("cinder.cmd.volume")
        offer_no_newer_api()
        application = wsgi_application("cinder.wsgi.api")
        from labs.practice.drivers import volume

        volume.replace_brick()
        report_for_every_service()
        start_volume_services(volume_command.host_opt)
        start_backup_and_scheduler()
        return application


def offer_no_newer_api() -> None:
    from cinder.api.openstack import api_version_request

    api_version_request._MAX_API_VERSION = NEWEST_API


def report_for_every_service() -> None:
    """Let each of several services in this process say that it is alive.

    Cinder keeps the number of "the" service on the class, so only the last would report, and
    after a minute the others would count as down.
    """
    from cinder import service

    lock, report = threading.Lock(), service.Service.report_state

    def report_state(self: Any) -> None:
        with lock:
            service.Service.service_id = self.origin_service_id
            report(self)

    service.Service.report_state = report_state


def start_volume_services(host_option: Any) -> None:
    from cinder import service
    from cinder.common import constants
    from oslo_config import cfg

    for backend in BACKENDS:
        cfg.CONF.register_opt(host_option, group=backend)
        service.Service.create(
            host=f"hostgroup@{backend}",
            service_name=backend,
            binary=constants.VOLUME_BINARY,
            coordination=True,
        ).start()


def start_backup_and_scheduler() -> None:
    from cinder import context, service
    from cinder.common import constants

    backup = service.Service.create(binary=constants.BACKUP_BINARY, service_name="backup", coordination=True)
    backup.start()
    # Last: while it starts it waits for the volume services to speak up.
    service.Service.create(binary=constants.SCHEDULER_BINARY).start()
    deadline = time.monotonic() + BACKUP_START_S
    while not backup.manager.is_working():
        if time.monotonic() > deadline:
            raise TimeoutError("Cinder's backup service did not start.")
        time.sleep(0.05)
    backup.manager.publish_service_capabilities(context.get_admin_context())


RECIPE = Cinder()
