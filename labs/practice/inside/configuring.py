"""Writing every configuration file, and the addresses that Keystone's catalogue tells."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing

from labs.practice import catalogue, files
from labs.practice.installation import Installation
from labs.practice.services import recipe
from labs.practice.services.base import Sections, config_file, policy_file


def write_all(site: Installation) -> None:
    """Every file of every service, also of those left out: their tables are made all the same."""
    for folder in ("etc", "db"):
        (site.data / folder).mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in catalogue.ALL:
        write(site, name)


def write(site: Installation, name: str) -> None:
    found = recipe(name)
    for folder in ("lock", *found.folders):
        (site.data / name / folder).mkdir(parents=True, exist_ok=True)
    files.write_atomically(config_file(site, name), as_ini(found.configure(site)))
    files.write_atomically(policy_file(site, name), as_yaml(found.policies()))
    for path, text in found.other_files(site).items():
        files.write_atomically(site.data / path, text)


def as_ini(sections: Sections) -> str:
    return "\n".join(
        f"[{section}]\n" + "".join(f"{key} = {value}\n" for key, value in options.items())
        for section, options in sections.items()
    )


def as_yaml(rules: Mapping[str, str]) -> str:
    return "".join(f'"{name}": "{rule}"\n' for name, rule in rules.items()) or "{}\n"


def write_addresses(site: Installation) -> None:
    """Bring Keystone's catalogue in line with this machine's address, ports and services."""
    with closing(sqlite3.connect(site.data / "db/keystone.sqlite")) as base, base:
        for name, service in catalogue.SERVICES.items():
            offered = name in site.services
            base.execute("update service set enabled = ? where type = ?", (offered, service.type))
            base.execute(
                "update endpoint set url = ?, enabled = ? where service_id in (select id from service where type = ?)",
                (site.url(name, service.path), offered, service.type),
            )
