"""First passwords: made here, told once, stored nowhere in the clear."""

import secrets
from dataclasses import dataclass
from typing import Self

from django.contrib.auth.hashers import make_password

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is mistaken for something else


def new_password() -> str:
    """59 bits in three groups that can be read aloud."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))


@dataclass(frozen=True)
class FirstPassword:
    """A password and what is stored of it. Slow to make on purpose, so never while the database is locked."""

    plain: str
    hashed: str

    @classmethod
    def make(cls) -> Self:
        plain = new_password()
        return cls(plain, make_password(plain))
