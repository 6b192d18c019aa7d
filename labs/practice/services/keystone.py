"""Keystone: identity, with cheap password hashing and a guard on what a domain's admin may do."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from cryptography.fernet import Fernet

from labs.practice import catalogue
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

HASH_ROUNDS = 4
"""bcrypt's smallest: throw-away passwords, and a class that signs in within the same minute."""

GRANTABLE = ("manager", "member", "reader", "swiftoperator", "heat_stack_user")
"""What a domain's admin may give; Heat's stack domain is run by such an admin too."""

_IN_OWN_DOMAIN = " or ".join(
    f"(role:manager and domain_id:%(target.{actor}.domain_id)s and domain_id:%({place})s)"
    for actor in ("user", "group")
    for place in ("target.project.domain_id", "target.domain.id")
)
_GRANT = f"rule:admin_required or (({_IN_OWN_DOMAIN}) and rule:domain_managed_target_role)"


class Keystone(Recipe):
    name = "keystone"
    config_in_argv = False

    def configure(self, site: Installation) -> Sections:
        keys = site.data / "keystone"
        return merge(
            common(site, self.name),
            {
                "database": database_section(site, self.name),
                "token": {"provider": "fernet", "expiration": "86400"},
                "fernet_tokens": {"key_repository": str(keys / "fernet")},
                "fernet_receipts": {"key_repository": str(keys / "fernet")},
                "credential": {"key_repository": str(keys / "credential")},
                "identity": {"password_hash_rounds": str(HASH_ROUNDS)},
                "cache": {
                    "enabled": "true",
                    "backend": "dogpile.cache.memory",
                    "expiration_time": "30",
                },
            },
        )

    def policies(self) -> Mapping[str, str]:
        """Upstream takes `admin` on a domain for admin of everything; here it ends at the domain.

        `admin` implies `manager`, so with a domain-scoped token it is upstream's domain manager:
        users, groups, projects and lesser roles of its own domain.
        """
        return {
            "admin_required": "(role:admin and domain_id:None) or is_admin:1",
            "domain_managed_target_role": " or ".join(f"'{role}':%(target.role.name)s" for role in GRANTABLE),
            "identity:create_grant": _GRANT,
            "identity:revoke_grant": _GRANT,
        }

    def sync(self, site: Installation) -> None:
        make_keys(site)
        config = config_file(site, self.name)
        run_command("keystone.cmd.manage", config, "db_sync")
        bootstrap(site, config)

    def start(self, site: Installation) -> Application:
        return wsgi_application("keystone.wsgi.api")


def make_keys(site: Installation) -> None:
    """Fernet keys for tokens and credentials; the ones there are kept."""
    for folder in ("fernet", "credential"):
        path = site.data / "keystone" / folder
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in ("0", "1"):
            write_key(path / name)


def write_key(path: Path) -> None:
    if not path.exists():
        path.touch(mode=0o600)
        path.write_bytes(Fernet.generate_key())


def bootstrap(site: Installation, config: Path) -> None:
    """Upstream's bootstrap: the admin, the standard roles, the first endpoint."""
    from keystone import conf

    # By the environment: words on a command line may show up in logs.
    os.environ["OS_BOOTSTRAP_PASSWORD"] = site.passwords["admin"]
    words = ["--config-file", str(config), "bootstrap", "--bootstrap-service-name", "keystone"]
    words += ["--bootstrap-region-id", catalogue.REGION]
    for interface in ("admin", "public", "internal"):
        words += [f"--bootstrap-{interface}-url", site.auth_url]
    sys.argv = ["keystone-manage", *words]
    conf.CONF(args=words, project="keystone")
    conf.CONF.command.cmd_class.main()
    del os.environ["OS_BOOTSTRAP_PASSWORD"]


RECIPE = Keystone()
