"""The role assignments of a user or a group against those that are asked for."""

from grading.engine.binding import records_of
from grading.engine.observation import Record, label_of
from grading.engine.scene import Looked, Scene
from grading.engine.verdicts import Finding
from labs.kinds import Kind
from labs.schema import Amount, Roles


def look_at_roles(roles: Roles, scene: Scene) -> Looked:
    """One finding for each role that must be there, one for what must not, one for what is forbidden everywhere."""
    kind = Kind.EFFECTIVE_ROLE if roles.effective else Kind.ROLE_ASSIGNMENT
    everywhere = [record for record in records_of(scene.observation, kind) if _is_of(roles, record, scene)]
    here = [record for record in everywhere if _is_on(roles, record, scene)]
    name, findings = label_of(scene.record(roles.actor)), []
    if roles.amount is not Amount.ONLY:
        findings += [_has(name, role, here) for role in roles.roles]
    if roles.amount is not Amount.HAS:
        beyond = [record for record in (everywhere if roles.nowhere_else else here) if _is_beyond(roles, record, here)]
        findings.append(_none(name, "nothing_else", beyond))
    if roles.never:
        forbidden = [record for record in everywhere if record.get("role_name") in roles.never]
        findings.append(_none(name, "never", forbidden))
    return Looked(tuple(findings), tuple((kind, record) for record in everywhere))


def _is_of(roles: Roles, record: Record, scene: Scene) -> bool:
    actor = scene.bindings[roles.actor]
    field = "group_id" if actor.kind is Kind.GROUP else "user_id"
    return bool(actor.record) and record.get(field) == scene.record(roles.actor).get("id")


def _is_on(roles: Roles, record: Record, scene: Scene) -> bool:
    return roles.project is None or record.get("scope_project_id") == scene.record(roles.project).get("id")


def _is_beyond(roles: Roles, record: Record, here: list[Record]) -> bool:
    return record not in here or record.get("role_name") not in roles.roles


def _has(name: str, role: str, here: list[Record]) -> Finding:
    observed = [describe(record) for record in here]
    return Finding(name, "role", "contains", role, observed, any(record.get("role_name") == role for record in here))


def _none(name: str, operator: str, found: list[Record]) -> Finding:
    return Finding(name, "role", operator, [], [describe(record) for record in found], not found)


def describe(record: Record) -> str:
    """A role as people say it: `member on kim-finance`."""
    return f"{record.get('role_name')} @ {record.get('scope_project_name') or record.get('scope_domain_id') or '–'}"
