"""What proving one lab has shown."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from grading.engine.verdicts import Outcome
from grading.proving.attempt import Seen, Times
from grading.proving.comparing import Fault
from grading.proving.subject import Subject
from grading.proving.wrong import Wrong
from labs.schema.proving import Mistake


@dataclass(frozen=True)
class Noticed:
    """What was seen after a mistake. `is_caught`: by exactly the checks that should, at least one of them here."""

    mistake: Mistake
    seen: Seen
    is_caught: bool


@dataclass
class Report:
    """One lab's. Several students add to it side by side."""

    subject: Subject
    faults: list[Fault] = field(default_factory=list)
    tried: int = 0  # mistakes
    times: Times = field(default_factory=Times)
    solved: Seen | None = None
    untouched: Seen | None = None
    noticed: list[Noticed] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not self.faults

    @property
    def caught(self) -> int:
        return sum(one.is_caught for one in self.noticed)

    def note(self, wrong: Wrong) -> None:
        self.untouched = self.untouched or wrong.untouched
        if wrong.mistake and wrong.seen:
            self.noticed.append(Noticed(wrong.mistake, wrong.seen, wrong.is_caught))

    def seen_after(self, mistake: Mistake) -> Seen | None:
        return next((one.seen for one in self.noticed if one.mistake == mistake), None)

    @property
    def not_applicable(self) -> list[str]:
        """Checks that this cloud cannot show."""
        verdicts = self.solved.verdicts if self.solved else ()
        return [verdict.check_id for verdict in verdicts if verdict.outcome is Outcome.NOT_APPLICABLE]

    @property
    def seconds(self) -> dict[str, float | None]:
        """The median over all sessions and gradings of this lab; None where there was none."""
        return {name: _middle(getattr(self.times, name)) for name in ("start", "grade", "finish")}

    def as_json(self) -> dict[str, object]:
        subject = self.subject
        return {
            "lab": subject.slug,
            "holds": self.holds,
            "definition": subject.folder.digest,
            "checks": len(subject.lab.checks),
            "not_applicable": self.not_applicable,
            "mistakes": self.tried,
            "caught": self.caught,
            "seconds": self.seconds,
            "faults": [fault.as_json() for fault in self.faults],
        }


def _middle(values: Sequence[float]) -> float | None:
    return round(median(values), 2) if values else None
