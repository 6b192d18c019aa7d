"""Manila: shares of upstream's dummy driver, without delays."""

from __future__ import annotations

import contextlib
import importlib
from typing import Any

from labs.practice.installation import Installation
from labs.practice.services.base import (
    Application,
    Recipe,
    Sections,
    common,
    create_tables,
    database_section,
    etc,
    merge,
    wsgi_application,
)

BACKEND = "cephfs"
SHARE_TYPE = "default"


class Manila(Recipe):
    name = "manila"
    folders = ("coordination",)

    def configure(self, site: Installation) -> Sections:
        return merge(
            common(site, self.name),
            {
                "DEFAULT": {
                    "auth_strategy": "keystone",
                    "my_ip": site.host,
                    "api_paste_config": f"{etc()}/manila/api-paste.ini",
                    "enabled_share_backends": BACKEND,
                    "enabled_share_protocols": "NFS,CIFS,CEPHFS",
                    "default_share_type": SHARE_TYPE,
                    "log_options": "false",
                },
                "database": database_section(site, self.name),
                BACKEND: {
                    "share_driver": "labs.practice.drivers.share.PracticeShareDriver",
                    "share_backend_name": BACKEND,
                    "driver_handles_share_servers": "false",
                    "snapshot_support": "true",
                    "create_share_from_snapshot_support": "true",
                    "dummy_driver_default_driver_method_delay": "0",
                },
                "coordination": {"backend_url": f"file://{site.data}/manila/coordination"},
            },
        )

    def sync(self, site: Installation) -> None:
        # `manila-manage db sync` fails on SQLite, and says so with exit status 0.
        from manila.db.sqlalchemy import models

        create_tables(site, self.name, models.BASE.metadata)

    def start(self, site: Installation) -> Application:
        application = wsgi_application("manila.wsgi.api")
        import_share_manager()
        from manila import service

        service.Service.create(binary="manila-scheduler", coordination=True).start()
        service.Service.create(
            host=f"hostgroup@{BACKEND}",
            service_name=BACKEND,
            binary="manila-share",
            coordination=True,
        ).start()
        service.Service.create(binary="manila-data", coordination=True).start()
        return application


def import_share_manager() -> None:
    """The share manager registers `auth_url` once more, which the API's modules have done."""
    from oslo_config import cfg

    register = cfg.CONF.register_opts

    def register_once(*args: Any, **kwargs: Any) -> None:
        with contextlib.suppress(cfg.DuplicateOptError):
            register(*args, **kwargs)

    cfg.CONF.register_opts = register_once
    importlib.import_module("manila.share.manager")
    del cfg.CONF.register_opts


RECIPE = Manila()
