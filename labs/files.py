"""The files that a lab gives its students: always the same bytes for one session, nothing is stored."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from labs.schema import FileToGive, LabDefinition

RSA_BYTES = 256


@dataclass(frozen=True)
class LabFile:
    """A file to download. `record`: what checks compare with, as labs/kinds.py lists it."""

    bind: str
    name: str
    content: bytes
    fingerprint: str | None = None

    @property
    def record(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "size": len(self.content),
            "md5": hashlib.md5(self.content, usedforsecurity=False).hexdigest(),
            "sha512": hashlib.sha512(self.content).hexdigest(),
            "fingerprint": self.fingerprint,
        }


def make_files(definition: LabDefinition, *, handle: str, nonce: str) -> list[LabFile]:
    """All files of a definition whose variables are filled in, for the session of this handle and nonce."""
    return [make_file(item, seed=_seed(item, handle, nonce)) for item in definition.start.files]


def _seed(item: FileToGive, handle: str, nonce: str) -> str:
    return f"{handle}:{nonce}:{item.bind}"


@lru_cache(maxsize=4096)
def file_record(item: FileToGive, *, handle: str, nonce: str) -> Mapping[str, Any]:
    """What checks compare with; kept in memory, because a class is graded again and again."""
    return MappingProxyType(make_file(item, seed=_seed(item, handle, nonce)).record)


def make_file(item: FileToGive, *, seed: str) -> LabFile:
    if item.random:
        return LabFile(item.bind, item.name, noise(seed, item.random))
    if item.text:
        return LabFile(item.bind, item.name, item.text.encode())
    key = _rsa_key(seed) if item.public_key == "rsa" else _ed25519_key(seed)
    comment = seed.partition(":")[0]
    return LabFile(item.bind, item.name, f"{key} {comment}\n".encode(), fingerprint_of(key))


def noise(seed: str, size: int) -> bytes:
    """So many bytes that nobody guesses who does not know the seed (SHAKE-256)."""
    return hashlib.shake_256(seed.encode()).digest(size)


def fingerprint_of(key: str) -> str:
    """The MD5 of an OpenSSH public key as Nova tells it."""
    found = hashlib.md5(base64.b64decode(key.split()[1]), usedforsecurity=False).hexdigest()
    return ":".join(found[at : at + 2] for at in range(0, len(found), 2))


def _ed25519_key(seed: str) -> str:
    key = Ed25519PrivateKey.from_private_bytes(noise(seed, 32)).public_key()
    return key.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()


def _rsa_key(seed: str) -> str:
    """Nobody gets a private half, so the modulus is any odd number of 2048 bits: it lets nobody in anywhere."""
    digits = noise(seed, RSA_BYTES)
    modulus = int.from_bytes(bytes([digits[0] | 0x80, *digits[1:-1], digits[-1] | 1]), "big")
    key = RSAPublicNumbers(65537, modulus).public_key()
    return key.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
