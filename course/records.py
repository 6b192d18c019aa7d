"""Records of a cloud as people read them: fields by Horizon's names, ids by the names they stand for, no secrets."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from course.language import language_now
from course.wording import name_of_field, noun
from grading.engine.explaining import shown
from grading.engine.observation import Observation, Record, label_of, value_at
from labs.kinds import Kind

FIRST = ("name", "status", "state", "id")
LEFT_OUT = frozenset({"project_id", "owner_id", "domain_id", "user_id", "public_key_digest"})
SECRET = re.compile(r"pass|secret|token|credential|private|(?:^|[-_.])key$", re.IGNORECASE)
HIDDEN = "••••"
NAMED_BY_ID = ("_id", "_ids", ".id")
Field = tuple[str, str]


def names_in(observation: Observation) -> dict[str, str]:
    """Id → what people call the record."""
    return {
        str(record["id"]): label_of(record)
        for found in observation.collections.values()
        for record in found.records
        if record.get("id")
    }


def title_of(kind: str, record: Record) -> str:
    return f"{noun(kind)} {label_of(record)}"


def fields_of(record: Record, names: Mapping[str, str], fields: Iterable[str] | None = None) -> list[Field]:
    """What a record holds, as title and value; of all fields those that hold something."""
    wanted = list(fields) if fields is not None else _in_order(record)
    return [field_words(name, value_at(record, name), names) for name in wanted]


def _in_order(record: Record) -> list[str]:
    held = [name for name in record if record[name] not in (None, "", [], {}) and name not in LEFT_OUT]
    return sorted(held, key=lambda name: (FIRST.index(name) if name in FIRST else len(FIRST), name))


def field_words(field: str, value: Any, names: Mapping[str, str]) -> Field:
    """The id of a known record gives its name, under the field's name without “ID”."""
    title, language = name_of_field(field), language_now()
    if field.endswith(NAMED_BY_ID) and field != "id":
        known = [names.get(str(one)) for one in (value if isinstance(value, list) else [value])]
        if known and all(known):
            return title.removesuffix(" ID"), ", ".join(str(one) for one in known)
    return title, shown(without_secrets(field, value), field, language)


def without_secrets(field: str, value: Any) -> Any:
    """What people put into free fields may be a password: its name says so."""
    if isinstance(value, Mapping):
        return {key: without_secrets(str(key), inner) for key, inner in value.items()}
    return HIDDEN if value and SECRET.search(field) and field not in PLAIN else value


PLAIN = frozenset({"key_name", "is_port_security_enabled"})


def rules_of(group: Record, observation: Observation) -> list[Record]:
    found = observation.collections.get(Kind.SECURITY_GROUP_RULE)
    rules: Sequence[Record] = found.records if found else ()
    return [rule for rule in rules if rule.get("security_group_id") == group.get("id")]


def rule_words(rule: Record, names: Mapping[str, str]) -> str:
    """In one line, as `ingress IPv4 tcp 22 ← 0.0.0.0/0`."""
    first, last = rule.get("port_range_min"), rule.get("port_range_max")
    ports = "" if first is None else str(first) if first == last else f"{first}–{last}"
    inwards = rule.get("direction") == "ingress"
    remote = rule.get("remote_ip_prefix") or names.get(str(rule.get("remote_group_id")), rule.get("remote_group_id"))
    parts = (rule.get("direction"), rule.get("ether_type"), rule.get("protocol") or "*", ports)
    words = " ".join(str(part) for part in parts if part)
    return f"{words} {'←' if inwards else '→'} {remote or '*'}"
