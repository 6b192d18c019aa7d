"""What one installation of the practice cloud decided once: its ports and its passwords."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from labs.practice import catalogue, files, ports
from labs.practice.settings import Folders, PracticeSettings

ACCOUNTS = (*catalogue.ALL, "admin", "heat_domain_admin", "swift_hash", "heat_key")
"""Everything that has a secret of its own."""


@dataclass(frozen=True)
class Installation:
    """The facts every recipe needs; stored readable by its owner only."""

    root: Path
    host: str
    base_port: int
    services: tuple[str, ...]
    passwords: dict[str, str]
    asked_for: tuple[str, int]
    """The host and the port that the settings named when the ports were chosen."""

    @property
    def folders(self) -> Folders:
        return Folders(self.root)

    @property
    def data(self) -> Path:
        return self.folders.data

    @property
    def auth_url(self) -> str:
        return self.url("keystone", "/v3")

    def port(self, service: str) -> int:
        return self.base_port + catalogue.SERVICES[service].offset

    def url(self, service: str, path: str = "") -> str:
        return f"http://{self.host}:{self.port(service)}{path}"

    def probe_url(self, service: str) -> str:
        return self.url(service, catalogue.SERVICES[service].probe)

    def write(self) -> None:
        files.write_json(self.folders.installation, {**asdict(self), "root": str(self.root)})

    @classmethod
    def read(cls, path: Path) -> Installation | None:
        """The stored installation, or None when there is none yet."""
        raw = files.read_json(path)
        if raw is None:
            return None
        return cls(
            root=Path(raw["root"]),
            host=raw["host"],
            base_port=raw["base_port"],
            services=tuple(raw["services"]),
            passwords=raw["passwords"],
            asked_for=(raw["asked_for"][0], raw["asked_for"][1]),
        )


def settle(settings: PracticeSettings) -> Installation:
    """The stored installation brought in line with the settings, made anew when there is none."""
    stored = Installation.read(settings.folders.installation)
    services = catalogue.complete(settings.services)
    asked_for = (settings.host, settings.base_port)
    if stored is None or stored.asked_for != asked_for:
        chosen = Installation(
            root=settings.folders.root,
            host=settings.host,
            base_port=ports.free_block(settings.host, settings.base_port),
            services=services,
            passwords=stored.passwords if stored else new_passwords(),
            asked_for=asked_for,
        )
    else:
        ports.expect_free(settings.host, stored.base_port, services)
        chosen = replace(stored, root=settings.folders.root, services=services)
    chosen.write()
    return chosen


def new_passwords() -> dict[str, str]:
    # Heat's key must have exactly 32 characters; the others may as well.
    return {name: secrets.token_hex(16) for name in ACCOUNTS}
