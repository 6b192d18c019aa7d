"""What a practice cloud is told from outside, and where it keeps things."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from labs.practice import catalogue

PACKAGE = Path(__file__).resolve().parent
CHECKOUT = PACKAGE.parent.parent


@dataclass(frozen=True)
class PracticeSettings:
    """Everything the caller decides. `base_port` is where the search for free ports begins."""

    home: Path
    envs: Path
    host: str = "127.0.0.1"
    base_port: int = 15000
    services: tuple[str, ...] = catalogue.ALL
    python: Path = field(default_factory=lambda: Path(sys.executable))

    @property
    def folders(self) -> Folders:
        return Folders(self.home / "practice")

    def dump(self) -> str:
        return json.dumps(asdict(self), default=str)

    @classmethod
    def load(cls, text: str) -> PracticeSettings:
        raw: dict[str, Any] = json.loads(text)
        return cls(
            home=Path(raw["home"]),
            envs=Path(raw["envs"]),
            host=raw["host"],
            base_port=raw["base_port"],
            services=tuple(raw["services"]),
            python=Path(raw["python"]),
        )


@dataclass(frozen=True)
class Folders:
    """The layout of one practice cloud's folder."""

    root: Path

    @property
    def data(self) -> Path:
        """What `reset` throws away: tables, images, volumes, keys and configuration."""
        return self.root / "data"

    @property
    def log(self) -> Path:
        return self.root / "log"

    @property
    def run(self) -> Path:
        return self.root / "run"

    @property
    def status(self) -> Path:
        return self.root / "status.json"

    @property
    def installation(self) -> Path:
        return self.root / "installation.json"

    @property
    def clouds(self) -> Path:
        return self.root / "clouds.yaml"

    @property
    def site(self) -> Path:
        return self.root / "site.json"

    @property
    def ready(self) -> Path:
        """Written when tables, users and catalogue are complete."""
        return self.data / "ready"

    @property
    def seeded(self) -> Path:
        """Holds the digest of the seed that was last applied."""
        return self.data / "seeded"

    def make(self) -> None:
        for folder in (self.root, self.data, self.log, self.run):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
