"""What can go wrong between us and a cloud, when it does, and which cause a look may then name."""

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from labs.overcloud.causes import Trouble


class Fault(StrEnum):
    REFUSED = "refused"  # nobody listens
    RESET = "reset"  # the connection breaks in the middle of the answer
    UNAVAILABLE = "503"
    FORBIDDEN = "403"
    HTML = "html"  # a 200 with a page instead of JSON
    TRUNCATED = "truncated"  # JSON that ends in the middle
    SLOW = "slow"  # slower than a call may be


CAUSES: dict[Fault, frozenset[Trouble]] = {
    Fault.REFUSED: frozenset({Trouble.REFUSED}),
    Fault.RESET: frozenset({Trouble.REFUSED}),
    Fault.UNAVAILABLE: frozenset({Trouble.SERVER_ERROR}),
    Fault.FORBIDDEN: frozenset({Trouble.FORBIDDEN}),
    Fault.HTML: frozenset({Trouble.NOT_JSON}),
    Fault.TRUNCATED: frozenset({Trouble.NOT_JSON}),
    Fault.SLOW: frozenset({Trouble.TIMEOUT}),
}
VERSIONS = re.compile(r"GET /?(\w+/)*(v\d+(\.\d+)?)?/?")
SINGLE = tuple(fault for fault in Fault if fault is not Fault.REFUSED)  # what one request alone may meet


class Plan(Protocol):
    """Which requests fail, and how."""

    def fault_of(self, service: str, request: str, turn: int) -> Fault | None:
        """`request`: method and path; `turn`: how often it came before."""
        ...

    def refuses(self, service: str) -> bool:
        """Whether nobody listens for the service at all."""
        ...


@dataclass(frozen=True)
class Calm:
    """Nothing fails."""

    def fault_of(self, service: str, request: str, turn: int) -> Fault | None:
        return None

    def refuses(self, service: str) -> bool:
        return False


@dataclass(frozen=True)
class Whole:
    """Every request to one service fails in one way."""

    service: str
    fault: Fault

    def fault_of(self, service: str, request: str, turn: int) -> Fault | None:
        return self.fault if service == self.service else None

    def refuses(self, service: str) -> bool:
        return service == self.service and self.fault is Fault.REFUSED


@dataclass(frozen=True)
class Versions:
    """A service answers everything but the question for its versions, which it is asked once by each client."""

    service: str
    fault: Fault

    def fault_of(self, service: str, request: str, turn: int) -> Fault | None:
        return self.fault if service == self.service and VERSIONS.fullmatch(request) else None

    def refuses(self, service: str) -> bool:
        return False


@dataclass(frozen=True)
class Scattered:
    """Each request fails with a probability of `percent`, in a way that the seed alone decides."""

    seed: str
    percent: int

    def fault_of(self, service: str, request: str, turn: int) -> Fault | None:
        drawn = hashlib.sha256(f"{self.seed} {service} {request} {turn}".encode()).digest()
        return SINGLE[drawn[1] % len(SINGLE)] if int.from_bytes(drawn[2:4]) % 100 < self.percent else None

    def refuses(self, service: str) -> bool:
        return False
