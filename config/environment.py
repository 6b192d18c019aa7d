"""Where the classroom keeps its data, and the secrets it makes for itself once."""

import hashlib
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.fernet import Fernet

CHECKOUT = Path(__file__).resolve().parent.parent
SOCKET_PATH_MAX = 100  # bytes; the kernel's limit for a Unix socket's path is 107


def path_from(name: str, default: Path) -> Path:
    return Path(os.environ.get(name) or default).expanduser().absolute()


def flag(name: str, *, default: bool) -> bool:
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def words(name: str, default: str = "") -> list[str]:
    return os.environ.get(name, default).replace(",", " ").split()


@dataclass(frozen=True)
class Secrets:
    """`signing` signs cookies and links; `sealing` encrypts what the database keeps."""

    signing: str
    sealing: str


def read_secrets(home: Path) -> Secrets:
    """Read the installation's secrets; the first process to ask makes them, readable by its owner only."""
    path = home / "secrets.json"
    if not path.exists():
        _write_once(path, {"signing": secrets.token_urlsafe(48), "sealing": Fernet.generate_key().decode()})
    return Secrets(**json.loads(path.read_text(encoding="utf-8")))


def _write_once(path: Path, values: dict[str, str]) -> None:
    """Put the whole file in place at once; whoever came first wins."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(values, file)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def socket_folder(home: Path) -> Path:
    """Where sockets live: below the data folder, or in a short private place when that path is too long."""
    folder = home / "run"
    if len(str(folder / "supervisor.sock")) > SOCKET_PATH_MAX:
        owner_only = Path(os.environ.get("XDG_RUNTIME_DIR") or f"/tmp/classroom-{os.getuid()}")  # noqa: S108
        folder = owner_only / hashlib.sha256(bytes(home)).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder
