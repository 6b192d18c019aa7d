"""Beginning from the prepared tables, with this machine's folder, ports and secrets."""

from __future__ import annotations

import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path

import bcrypt

from labs.practice.inside import configuring, lifeline
from labs.practice.installation import Installation
from labs.practice.services.base import database
from labs.practice.services.keystone import HASH_ROUNDS, make_keys


def main(site: Installation, template: str, parent: str) -> None:
    lifeline.hold(int(parent))
    site.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    unpack(Path(template), site.data)
    make_keys(site)
    point_cells_here(site)
    give_passwords(site)
    configuring.write_addresses(site)


def unpack(template: Path, target: Path) -> None:
    with tarfile.open(template) as bundle:
        if hasattr(tarfile, "data_filter"):
            bundle.extractall(target, filter="data")
        else:  # Python before 3.11.4
            bundle.extractall(target)  # noqa: S202 — the archive is our own


def point_cells_here(site: Installation) -> None:
    """Nova keeps the places of its databases in a table."""
    with closing(sqlite3.connect(site.data / "db/nova_api.sqlite")) as base, base:
        for name in ("nova", "nova_cell0"):
            base.execute(
                "update cell_mappings set database_connection = ? where database_connection like ?",
                (database(site, name), f"%/{name}.sqlite"),
            )


def give_passwords(site: Installation) -> None:
    """Every account of the template gets this installation's own password."""
    with closing(sqlite3.connect(site.data / "db/keystone.sqlite")) as base, base:
        for account, name in base.execute("select id, name from local_user").fetchall():
            base.execute(
                "update password set password_hash = ? where local_user_id = ?",
                (hashed(site.passwords[name]), account),
            )


def hashed(password: str) -> str:
    digest: bytes = bcrypt.hashpw(password.encode(), bcrypt.gensalt(HASH_ROUNDS))
    return digest.decode()
