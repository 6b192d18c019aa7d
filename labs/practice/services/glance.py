"""Glance: images as files in the data folder."""

from __future__ import annotations

from labs.practice.installation import Installation
from labs.practice.services.base import (
    Application,
    Recipe,
    Sections,
    common,
    config_file,
    database_section,
    etc,
    merge,
    run_command,
    wsgi_application,
)

LARGEST_IMAGE_BYTES = 2 << 30


class Glance(Recipe):
    name = "glance"
    folders = ("images", "staging", "tasks")
    config_in_argv = False

    def configure(self, site: Installation) -> Sections:
        home = site.data / "glance"
        return merge(
            common(site, self.name),
            {
                "DEFAULT": {
                    "enabled_backends": "store:file",
                    "image_size_cap": str(LARGEST_IMAGE_BYTES),
                    "enabled_import_methods": "[glance-direct]",
                    "worker_self_reference_url": site.url("glance"),
                    "show_multiple_locations": "false",
                },
                "database": database_section(site, self.name),
                # Small stand-ins for real images may call themselves qcow2 (refused with 415).
                "image_format": {
                    "require_image_format_match": "false",
                    "gpt_safety_checks_nonfatal": "true",
                },
                "glance_store": {"default_backend": "store"},
                "store": {"filesystem_store_datadir": str(home / "images")},
                "os_glance_staging_store": {"filesystem_store_datadir": str(home / "staging")},
                "os_glance_tasks_store": {"filesystem_store_datadir": str(home / "tasks")},
                "paste_deploy": {
                    "flavor": "keystone",
                    "config_file": f"{etc()}/glance/glance-api-paste.ini",
                },
            },
        )

    def sync(self, site: Installation) -> None:
        run_command("glance.cmd.manage", config_file(site, self.name), "db_sync")

    def start(self, site: Installation) -> Application:
        from glance.common import wsgi_app

        # Glance's WSGI module knows only /etc.
        wsgi_app._get_config_files = lambda: [str(config_file(site, self.name))]
        return wsgi_application("glance.wsgi.api")


RECIPE = Glance()
