"""The classroom's settings as they are in force: what somebody has set, secrets masked, and the documented defaults."""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from config.environment import CHECKOUT

DOCUMENT = CHECKOUT / "docs" / "operations.md"  # names every variable with its default: a test holds it
ROW = re.compile(r"^\| (`(?:CLASSROOM|PRACTICE)_[^|]+) \| ([^|]+) \|", re.MULTILINE)
PLAIN = re.compile(r"[\w./:-]+")  # a value; anything longer is an explanation
SECRETS = ("SECRET", "KEY", "PASSWORD", "TOKEN")
MASK = "••••••"


@dataclass(frozen=True)
class Setting:
    """`value`: as it was given, secrets masked; None where the default is in force. `default`: empty if no value."""

    name: str
    value: str | None
    default: str


def list_settings(environment: Mapping[str, str] = os.environ) -> list[Setting]:
    """Every variable, in the document's order."""
    return [Setting(name, masked(name, environment.get(name)), default) for name, default in documented()]


def documented() -> Iterator[tuple[str, str]]:
    """Variables and their defaults; a row may tell of several."""
    for names, told in ROW.findall(DOCUMENT.read_text(encoding="utf-8")):
        variables, defaults = re.findall(r"`(\w+)`", names), told.replace("`", "").split(", ")
        for at, name in enumerate(variables):
            default = defaults[at] if len(defaults) == len(variables) else ""
            yield name, default if PLAIN.fullmatch(default) and not is_secret(name) else ""


def masked(name: str, value: str | None) -> str | None:
    """Keys are hidden whole; of an address the user, the password and the query."""
    if not value:
        return None
    if is_secret(name):
        return MASK
    parts = urlsplit(value)
    if parts.scheme and "@" in parts.netloc:
        return parts._replace(netloc=f"{MASK}@{parts.netloc.rpartition('@')[2]}", query="").geturl()
    return value


def is_secret(name: str) -> bool:
    return any(word in name for word in SECRETS)
