"""Placement: what the compute hosts have left."""

from __future__ import annotations

from labs.practice.installation import Installation
from labs.practice.services.base import (
    Application,
    Recipe,
    Sections,
    common,
    config_file,
    database_section,
    merge,
    run_command,
    wsgi_application,
)


class Placement(Recipe):
    name = "placement"
    config_in_argv = False

    def configure(self, site: Installation) -> Sections:
        return merge(
            common(site, self.name),
            {
                "placement_database": {
                    **database_section(site, self.name),
                    "sync_on_startup": "true",
                },
                "api": {"auth_strategy": "keystone"},
            },
        )

    def sync(self, site: Installation) -> None:
        run_command("placement.cmd.manage", config_file(site, self.name), "db", "sync")

    def start(self, site: Installation) -> Application:
        return wsgi_application("placement.wsgi.api")


RECIPE = Placement()
