"""A draft on all that its lab's last proof saw, as rows: earned points, and whether that is what a proof asks for."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from course.language import language_now
from course.wording import OUTCOMES, REHEARSED, Word
from grading.engine.scoring import NothingJudged, score
from grading.engine.verdicts import Outcome
from grading.proving.rehearsing import SOLUTION, UNTOUCHED, Scene, find_evidence, rehearse
from labs.loader import LabFolder

SCENES: dict[str, StrPromise] = {
    UNTOUCHED: _("Right after start, before any work"),
    SOLUTION: _("After the reference solution"),
}


@dataclass(frozen=True)
class Otherwise:
    """A check that does not say what a proof asks for; `check` is empty when it is about the points."""

    check: str
    expected: str
    came: str


@dataclass(frozen=True)
class RehearsalRow:
    """`is_mistake`: whether the title is what somebody did wrong. `earned` is None when nothing was seen or judged."""

    title: str
    is_mistake: bool
    earned: int | None
    total: int
    word: Word
    otherwise: tuple[Otherwise, ...]


@dataclass(frozen=True)
class Rehearsal:
    seen_at: str  # ISO 8601
    rows: tuple[RehearsalRow, ...]

    @property
    def holds(self) -> int:
        return sum(row.word is REHEARSED["holds"] for row in self.rows)


def rehearsal_of(lab: LabFolder) -> Rehearsal | None:
    """None for a lab that was never proven."""
    evidence = find_evidence(lab.definition.slug)
    if evidence is None:
        return None
    return Rehearsal(evidence.solution.seen_at, tuple(_row(scene) for scene in rehearse(lab, evidence)))


def _row(scene: Scene) -> RehearsalRow:
    earned, total = _points(scene)
    code = "unseen" if not scene.verdicts else "otherwise" if scene.faults else "holds"
    faults = tuple(Otherwise(fault.check, _said(fault.expected), _said(fault.came)) for fault in scene.faults)
    return RehearsalRow(_title(scene), scene.mistake is not None, earned, total, REHEARSED[code], faults)


def _title(scene: Scene) -> str:
    if scene.mistake is None:
        return str(SCENES[scene.what])
    return scene.mistake.mistake if language_now() == "en" else scene.mistake.ko


def _points(scene: Scene) -> tuple[int | None, int]:
    try:
        found = score(scene.verdicts)
    except NothingJudged:
        return None, 0
    return found.earned, found.total


def _said(word: str) -> str:
    """An outcome by its word; anything else is the prover's own sentence."""
    return str(OUTCOMES[Outcome(word)].text) if word in set(Outcome) else word
