"""What a check can say."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self


class Outcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    BLOCKED = "blocked"  # what it builds on is missing
    PENDING = "pending"  # the cloud is still at work on it
    UNKNOWN = "unknown"  # we could not see
    NOT_APPLICABLE = "not_applicable"

    @property
    def is_open(self) -> bool:
        """Whether its points may still be earned by looking again."""
        return self in {Outcome.PENDING, Outcome.UNKNOWN}


@dataclass(frozen=True)
class Finding:
    """One comparison as evidence: what was expected of which field, and what was seen."""

    subject: str
    field: str
    operator: str
    expected: Any
    observed: Any
    holds: bool


@dataclass(frozen=True)
class Verdict:
    """`needs` names the check or the prepared resource that is missing; `cause` is why we could not see."""

    check_id: str
    outcome: Outcome
    points: int
    earned: int = 0
    findings: tuple[Finding, ...] = ()
    message: Mapping[str, str] | None = None  # language → sentence, for what has failed
    needs: str | None = None
    cause: Mapping[str, str] | None = None

    def evidence(self) -> dict[str, Any]:
        """As JSON, without what has columns of its own."""
        content = asdict(self)
        for column in ("check_id", "outcome", "points", "earned"):
            del content[column]
        return content

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"outcome": str(self.outcome)}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Self:
        findings = tuple(Finding(**finding) for finding in content.get("findings", ()))
        return cls(**{**content, "outcome": Outcome(content["outcome"]), "findings": findings})
