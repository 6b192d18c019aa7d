"""Heat: stacks, with the engine beside the API."""

from __future__ import annotations

from labs.practice import catalogue
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

NOT_FOR_TRUSTS = ("project_name", "project_domain_name", "region_name")


class Heat(Recipe):
    name = "heat"

    def configure(self, site: Installation) -> Sections:
        signing_in = credentials(site, self.name)
        return merge(
            common(site, self.name),
            {
                "DEFAULT": {
                    "stack_domain_admin": "heat_domain_admin",
                    "stack_domain_admin_password": site.passwords["heat_domain_admin"],
                    "stack_user_domain_name": "heat",
                    "region_name_for_services": catalogue.REGION,
                    "auth_encryption_key": site.passwords["heat_key"],
                    "heat_metadata_server_url": site.url("heat"),
                    "environment_dir": f"{etc()}/heat/environment.d",
                    "template_dir": f"{etc()}/heat/templates",
                    "plugin_dirs": "",
                    "num_engine_workers": "1",
                    "deferred_auth_method": "trusts",
                    "convergence_engine": "true",
                },
                "database": database_section(site, self.name),
                "paste_deploy": {"api_paste_config": f"{etc()}/heat/api-paste.ini"},
                "trustee": {k: v for k, v in signing_in.items() if k not in NOT_FOR_TRUSTS},
                "clients_keystone": {"auth_uri": site.auth_url},
                "clients": {"endpoint_type": "publicURL"},
            },
        )

    def sync(self, site: Installation) -> None:
        run_command("heat.cmd.manage", config_file(site, self.name), "db_sync")

    def start(self, site: Installation) -> Application:
        application = wsgi_application("heat.wsgi.api")
        from heat.common import config
        from heat.engine import service as engine
        from heat.engine import template
        from heat.rpc import api as rpc_api
        from oslo_config import cfg

        config.startup_sanity_check()
        template._get_template_extension_manager()
        engine.EngineService(cfg.CONF.host, rpc_api.ENGINE_TOPIC).start()
        return application


RECIPE = Heat()
