"""Judge: a definition, its parameters and an observation give one verdict for each check."""

from collections.abc import Iterable
from dataclasses import replace

from grading.engine.binding import Binding, bind_what_is_given, own_records
from grading.engine.explaining import explain
from grading.engine.needs import capabilities_needed, kinds_needed, names_needed
from grading.engine.observation import Observation, Record
from grading.engine.paths import follow
from grading.engine.scene import Parameters, Scene, meets
from grading.engine.subjects import collected, look_at
from grading.engine.verdicts import Outcome, Verdict
from labs.kinds import LISTED, Kind
from labs.schema import Check, LabDefinition

__all__ = ["Parameters", "judge", "make_scene"]


def judge(definition: LabDefinition, parameters: Parameters, observation: Observation) -> list[Verdict]:
    """One verdict for each check, in order. The definition's values are filled in (labs.site.fill_definition)."""
    scene = make_scene(definition, parameters, observation)
    return pay([judge_check(check, scene) for check in definition.checks], definition)


def make_scene(definition: LabDefinition, parameters: Parameters, observation: Observation) -> Scene:
    """Bind every name: what is given first, then what checks find, in their order."""
    bound = bind_what_is_given(definition, observation, parameters)
    scene = Scene(definition, parameters, observation, bound)
    for part in definition.parts:
        if part.binds:
            name, kind = part.binds
            bound[name] = Binding(kind, part.id, tuple(_matches(part, scene)))
    return scene


def _matches(check: Check, scene: Scene) -> Iterable[Record]:
    """Everything that the name of this check could mean."""
    if check.find:
        named = own_records(scene.observation, check.find.kind, check.find.within)
        return (
            record
            for record in named
            if record.get("name") == check.find.name and meets(record, check.find.where, scene.bindings)
        )
    if check.collect:
        return collected(check.collect, scene)
    return follow(check.path, scene.observation, scene.bindings)[1] if check.path else ()


def pay(verdicts: list[Verdict], definition: LabDefinition) -> list[Verdict]:
    """Give points to what has passed; guards earn only when a real check has passed."""
    guards = {check.id for check in definition.checks if check.guard}
    real = any(verdict.outcome is Outcome.PASSED and verdict.check_id not in guards for verdict in verdicts)
    return [
        replace(verdict, earned=verdict.points)
        if verdict.outcome is Outcome.PASSED and (real or verdict.check_id not in guards)
        else verdict
        for verdict in verdicts
    ]


def judge_check(check: Check, scene: Scene) -> Verdict:
    """What does not apply, cannot be seen or is missing comes first; only then does what was seen count."""
    verdict = Verdict(check.id, Outcome.PASSED, check.points)
    return (
        _not_applicable(check, scene, verdict)
        or _of_another_phase(check, scene, verdict)
        or _unseen(check, scene, verdict, LISTED)
        or _missing(check, scene, verdict)
        or _unseen(check, scene, verdict, frozenset(Kind))
        or _open_phase(check, scene, verdict)
        or _seen(check, scene, verdict)
    )


def _not_applicable(check: Check, scene: Scene, verdict: Verdict) -> Verdict | None:
    if capabilities_needed(check, scene.definition) <= scene.parameters.capabilities:
        return None
    return replace(verdict, outcome=Outcome.NOT_APPLICABLE)


def _of_another_phase(check: Check, scene: Scene, verdict: Verdict) -> Verdict | None:
    """A check of a phase keeps the verdict of when that phase was graded; before that it waits for its phase."""
    phase = check.phase or ""
    if phase == scene.parameters.phase:
        return None
    earlier = scene.parameters.earlier.get(check.id)
    if earlier is not None and phase:
        return replace(earlier, earned=0)
    return replace(verdict, outcome=Outcome.BLOCKED, needs=phase or "final")


def _unseen(check: Check, scene: Scene, verdict: Verdict, kinds: Iterable[Kind]) -> Verdict | None:
    for kind in kinds_needed(check, scene.definition):
        seen = scene.observation.collections.get(kind)
        if kind in kinds and (seen is None or seen.cause):
            cause = seen.cause if seen else {"trouble": "unexpected", "service": kind, "detail": "not observed"}
            return replace(verdict, outcome=Outcome.UNKNOWN, cause=cause)
    return None


def _missing(check: Check, scene: Scene, verdict: Verdict) -> Verdict | None:
    """What the check builds on but cannot have: another check's find, something prepared, something of the site."""
    for name in names_needed(check):
        binding = scene.bindings[name]
        if binding.record is None:
            return _lacking(name, binding, scene, verdict)
    return None


def _lacking(name: str, binding: Binding, scene: Scene, verdict: Verdict) -> Verdict:
    """Blocked, unless the check that should find it could not see: then neither could this one."""
    finder = next((check for check in scene.definition.checks if check.id == binding.source), None)
    blind = finder and (_unseen(finder, scene, verdict, frozenset(Kind)) or _missing(finder, scene, verdict))
    if blind and blind.outcome is Outcome.UNKNOWN:
        return blind
    if binding.source == "site":
        detail = f"{name}: {len(binding.matches)}"
        cause = {"trouble": "missing", "service": str(binding.kind), "detail": detail}
        return replace(verdict, outcome=Outcome.UNKNOWN, cause=cause)
    return replace(verdict, outcome=Outcome.BLOCKED, needs=name if binding.source == "start" else binding.source)


def _open_phase(check: Check, scene: Scene, verdict: Verdict) -> Verdict | None:
    """While nothing of the phase was lost, what was still open when it was graded leaves this open as well."""
    of_phase = [item.id for item in scene.definition.checks if item.phase and item.phase == check.phase_passed]
    judged = [scene.parameters.earlier[name] for name in of_phase if name in scene.parameters.earlier]
    lost = any(found.outcome in {Outcome.FAILED, Outcome.BLOCKED} for found in judged)
    still_open = next((found for found in judged if found.outcome.is_open and not lost), None)
    return replace(verdict, outcome=still_open.outcome, cause=still_open.cause) if still_open else None


def _seen(check: Check, scene: Scene, verdict: Verdict) -> Verdict:
    looked = look_at(check, scene)
    if looked.findings and all(finding.holds for finding in looked.findings):
        return replace(verdict, findings=looked.findings)
    return replace(
        verdict,
        outcome=Outcome.PENDING if looked.is_settling else Outcome.FAILED,
        findings=looked.findings,
        message=explain(check, looked, scene.parameters.variables),
    )
