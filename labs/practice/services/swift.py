"""Swift: its four servers on green threads in one process, one replica, one folder as the disk."""

from __future__ import annotations

import logging
import logging.handlers
from collections.abc import Mapping
from typing import Any, Never

from labs.practice import catalogue
from labs.practice.installation import Installation
from labs.practice.services.base import LOG_MEGABYTES, Recipe, Sections, credentials

PARTS = tuple(catalogue.SWIFT_PORTS)
FILTERS = [
    "catch_errors",
    "gatekeeper",
    "healthcheck",
    "listing_formats",
    "bulk",
    "tempurl",
    "authtoken",
    "keystoneauth",
    "copy",
    "container-quotas",
    "account-quotas",
    "slo",
    "dlo",
    "versioned_writes",
    "symlink",
]
OPERATOR_ROLES = "admin, swiftoperator, member"


class Swift(Recipe):
    name = "swift"
    folders = ("disks/d1",)
    own_interpreter = True

    def configure(self, site: Installation) -> Sections:
        return {
            "swift-hash": {"swift_hash_path_suffix": site.passwords["swift_hash"]},
            "storage-policy:0": {"name": "default", "default": "yes"},
        }

    def other_files(self, site: Installation) -> Mapping[str, str]:
        sections = {"proxy": proxy(site)} | {part: storage(site, part) for part in PARTS}
        files = {f"swift/{name}.conf": render(found) for name, found in sections.items()}
        return files | {"swift/swift.conf": render(self.configure(site))}

    def sync(self, site: Installation) -> None:
        """Swift has no tables: it makes its databases with the accounts and containers."""

    def start(self, site: Installation) -> Never:
        import eventlet

        eventlet.monkey_patch()
        from swift.common import utils

        utils.set_swift_dir(str(site.data / "swift"))
        utils.disable_fallocate()
        make_rings(site)
        servers = [serve(site, part) for part in (*PARTS, "proxy")]
        for server in servers:
            server.wait()
        raise SystemExit("Swift's servers have ended.")


def render(sections: Sections) -> str:
    return "".join(
        f"[{section}]\n" + "".join(f"{key} = {value}\n" for key, value in options.items()) + "\n"
        for section, options in sections.items()
    )


def logged(site: Installation) -> dict[str, str]:
    return {
        "swift_dir": str(site.data / "swift"),
        "log_level": "WARNING",
        "log_custom_handlers": "labs.practice.services.swift.log_to_file",
        "practice_log": str(site.folders.log / "swift.log"),
    }


def log_to_file(conf: Mapping[str, str], *args: Any) -> None:
    """Swift's own logging knows syslog only; it calls this with its logger last but one."""
    handler = logging.handlers.RotatingFileHandler(conf["practice_log"], maxBytes=LOG_MEGABYTES << 20, backupCount=1)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    args[-2].addHandler(handler)


def proxy(site: Installation) -> Sections:
    special = {
        "versioned_writes": {
            "use": "egg:swift#versioned_writes",
            "allow_versioned_writes": "true",
            "allow_object_versioning": "true",
        },
        "authtoken": {
            "paste.filter_factory": "keystonemiddleware.auth_token:filter_factory",
            "delay_auth_decision": "true",
            "www_authenticate_uri": site.auth_url,
            **credentials(site, "swift"),
        },
        "keystoneauth": {
            "use": "egg:swift#keystoneauth",
            "operator_roles": OPERATOR_ROLES,
        },
    }
    plain = {name: {"use": f"egg:swift#{name.replace('-', '_')}"} for name in FILTERS}
    return {
        "DEFAULT": logged(site),
        "pipeline:main": {"pipeline": " ".join((*FILTERS, "proxy-server"))},
        "app:proxy-server": {
            "use": "egg:swift#proxy",
            "account_autocreate": "true",
            "allow_account_management": "true",
        },
        **{f"filter:{name}": options for name, options in (plain | special).items()},
    }


def storage(site: Installation, part: str) -> Sections:
    return {
        "DEFAULT": {
            **logged(site),
            "devices": str(site.data / "swift/disks"),
            "mount_check": "false",
            "fallocate_reserve": "0",
            "disable_fallocate": "true",
        },
        "pipeline:main": {"pipeline": f"{part}-server"},
        f"app:{part}-server": {"use": f"egg:swift#{part}"},
    }


def make_rings(site: Installation) -> None:
    """Rings hold the servers' ports, so they are made anew when these have changed."""
    from swift.common import ring

    made_for = site.data / "swift" / "rings-made-for"
    if made_for.exists() and made_for.read_text() == str(site.base_port):
        return
    for part, offset in catalogue.SWIFT_PORTS.items():
        builder = ring.RingBuilder(4, 1, 1)
        builder.add_dev(
            {
                "region": 1,
                "zone": 1,
                "ip": "127.0.0.1",
                "port": site.base_port + offset,
                "device": "d1",
                "weight": 1,
            }
        )
        builder.rebalance()
        builder.get_ring().save(str(site.data / "swift" / f"{part}.ring.gz"))
    made_for.write_text(str(site.base_port))


def serve(site: Installation, part: str) -> Any:
    import eventlet
    from eventlet import wsgi
    from swift.common.http_protocol import SwiftHttpProtocol
    from swift.common.wsgi import loadapp

    address = (site.host, site.port("swift"))
    if part != "proxy":
        address = ("127.0.0.1", site.base_port + catalogue.SWIFT_PORTS[part])
    application = loadapp(str(site.data / "swift" / f"{part}.conf"))
    return eventlet.spawn(
        wsgi.server,
        eventlet.listen(address),
        application,
        protocol=SwiftHttpProtocol,
        log=logging.getLogger("swift"),
        log_output=False,
        capitalize_response_headers=False,
    )


RECIPE = Swift()
