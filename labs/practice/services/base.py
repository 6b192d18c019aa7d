"""What a recipe is: configure, sync, start; proving ready and stopping are the same for all.

OpenStack's modules act when they are imported (they register options, choose a threading model,
read `sys.argv`), so recipes import them inside their methods, in the process made for that.
"""

from __future__ import annotations

import importlib
import os
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar

import sqlalchemy

from labs.practice import catalogue
from labs.practice.installation import Installation

Sections = dict[str, dict[str, str]]
Application = Callable[..., Any]

LOG_MEGABYTES = 5
LOG_LEVELS = "amqp=WARN,sqlalchemy=WARN,stevedore=WARN,urllib3=WARN,keystonemiddleware=WARN,"
LOG_LEVELS += "keystoneauth=WARN,routes.middleware=WARN,oslo.cache=WARN,oslo_policy=ERROR"


class Recipe(ABC):
    """How one service comes to life in the practice cloud."""

    name: ClassVar[str]
    folders: ClassVar[tuple[str, ...]] = ()
    own_interpreter: ClassVar[bool] = False
    """True for a service on green threads: it cannot live in a fork of the keeper."""
    config_in_argv: ClassVar[bool] = True
    """False where the WSGI module reads `sys.argv` in a way of its own."""

    @abstractmethod
    def configure(self, site: Installation) -> Sections:
        """The service's configuration file, by section."""

    def policies(self) -> Mapping[str, str]:
        """The access rules that differ from upstream's."""
        return {}

    def other_files(self, site: Installation) -> Mapping[str, str]:
        """Further files, by their path below the data folder."""
        return {}

    @abstractmethod
    def sync(self, site: Installation) -> None:
        """Make the service's tables in an empty database."""

    @abstractmethod
    def start(self, site: Installation) -> Application | None:
        """Start the workers and return the API to serve; None when it serves itself already."""


def etc() -> Path:
    """Where the packages of this environment put their paste files."""
    return Path(sys.prefix) / "etc"


def config_file(site: Installation, name: str) -> Path:
    return site.data / "etc" / f"{name}.conf"


def policy_file(site: Installation, name: str) -> Path:
    return site.data / "etc" / f"{name}-policy.yaml"


def database(site: Installation, name: str) -> str:
    return f"sqlite:///{site.data}/db/{name}.sqlite"


def database_section(site: Installation, name: str) -> dict[str, str]:
    # A lost machine may lose the last seconds: it is a place to practise.
    return {"connection": database(site, name), "sqlite_synchronous": "false"}


def credentials(site: Installation, user: str) -> dict[str, str]:
    """How one service signs in to the others."""
    return {
        "auth_type": "password",
        "auth_url": site.auth_url,
        "username": user,
        "password": site.passwords[user],
        "project_name": "service",
        "user_domain_name": "Default",
        "project_domain_name": "Default",
        "region_name": catalogue.REGION,
    }


def common(site: Installation, name: str) -> Sections:
    """The sections that all services read alike."""
    state = site.data / name
    return {
        "DEFAULT": {
            # oslo.messaging's bus inside one process: the API and its workers share that process.
            "transport_url": "fake://",
            "host": "controller",
            "state_path": str(state),
            "log_file": str(site.folders.log / f"{name}.log"),
            "log_rotation_type": "size",
            "max_logfile_size_mb": str(LOG_MEGABYTES),
            "max_logfile_count": "1",
            "default_log_levels": LOG_LEVELS,
            "use_stderr": "false",
        },
        "keystone_authtoken": {
            **credentials(site, name),
            "www_authenticate_uri": site.auth_url,
            "service_token_roles_required": "true",
            "service_type": catalogue.SERVICES[name].type,
        },
        "oslo_concurrency": {"lock_path": str(state / "lock")},
        "oslo_messaging_notifications": {"driver": "noop"},
        "oslo_policy": {"policy_file": str(policy_file(site, name))},
    }


def merge(base: Sections, more: Sections) -> Sections:
    for section, options in more.items():
        base.setdefault(section, {}).update(options)
    return base


def run_command(module: str, config: Path, *words: str) -> None:
    """Run a project's own management command in this process."""
    sys.argv = [module.split(".", maxsplit=1)[0], "--config-file", str(config), *words]
    try:
        importlib.import_module(module).main()
    except SystemExit as leaving:
        if leaving.code:
            raise


def create_tables(site: Installation, name: str, metadata: Any) -> Any:
    """Make the tables from the models, where upstream's migrations cannot run on SQLite."""
    engine = sqlalchemy.create_engine(database(site, name))
    metadata.create_all(engine)
    return engine


def wsgi_application(module: str) -> Application:
    application: Application = importlib.import_module(module).application
    return application


def point_to_config(site: Installation, name: str) -> None:
    """Tell the WSGI modules that look into the environment where their file is."""
    config = str(config_file(site, name))
    os.environ.update(
        OS_KEYSTONE_CONFIG_FILES=config,
        OS_NEUTRON_CONFIG_FILES=config,
        OS_PLACEMENT_CONFIG_DIR=str(config_file(site, name).parent),
        OS_NOVA_CONFIG_DIR=str(config_file(site, name).parent),
        OS_NOVA_CONFIG_FILES=f"{etc()}/nova/api-paste.ini;{config}",
    )
