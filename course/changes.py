"""What had changed in a cloud between two observations: records that are new, gone, or hold something else."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from course.records import Field, field_words, names_in, rule_words, title_of
from course.wording import CHANGES, Word
from grading.engine.observation import Collection, Observation, Record
from labs.kinds import Kind

NOISE = frozenset({"length", "updated_at", "fingerprint"})  # differ without anybody's doing
NO_THINGS = frozenset(
    {Kind.SESSION, Kind.FILE, Kind.EFFECTIVE_ROLE, Kind.CONSOLE, Kind.RUNNING_SERVER, Kind.COMPUTE_SERVICE}
)
MOST_CHANGES = 100


@dataclass(frozen=True)
class Difference:
    """A field, as people read it, on both sides."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """A record that is not as it was. `differences` is empty for one that is new or gone."""

    title: str
    word: Word
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True)
class Changes:
    """`unseen`: the kinds that were out of sight on one of the sides, so that nothing can be said of them."""

    listed: tuple[Change, ...]
    unseen: tuple[Kind, ...]

    @property
    def shown(self) -> Sequence[Change]:
        return self.listed[:MOST_CHANGES]

    @property
    def more(self) -> int:
        return max(0, len(self.listed) - MOST_CHANGES)


def changes_between(before: Observation, after: Observation) -> Changes:
    """Of the kinds that both looked at."""
    names = (names_in(before), names_in(after))
    both = [kind for kind in before.collections if kind in after.collections and kind not in NO_THINGS]
    unseen = [kind for kind in both if before.collections[kind].cause or after.collections[kind].cause]
    found: list[Change] = []
    for kind in both:
        if kind not in unseen:
            found += _of_kind(kind, before.collections[kind], after.collections[kind], names)
    return Changes(tuple(found), tuple(unseen))


Names = tuple[dict[str, str], dict[str, str]]


def _of_kind(kind: Kind, before: Collection, after: Collection, names: Names) -> Iterator[Change]:
    old, new = list(before.records), list(after.records)
    for one, other in _pairs(old, new):
        differences = tuple(_differences(one, other, names))
        if differences:
            yield Change(_title(kind, other, names[1]), CHANGES["changed"], differences)
        old.remove(one)
        new.remove(other)
    yield from (Change(_title(kind, record, names[1]), CHANGES["new"]) for record in new)
    yield from (Change(_title(kind, record, names[0]), CHANGES["gone"]) for record in old)


def _pairs(old: list[Record], new: list[Record]) -> list[tuple[Record, Record]]:
    """The same thing on both sides: of one id; else, in another session, the only one of its name."""
    by_id = {record["id"]: record for record in new if record.get("id")}
    pairs = [(record, by_id[record["id"]]) for record in old if record.get("id") in by_id]
    pairs += [(record, record) for record in old if not record.get("id") and record in new]
    left, right = [record for record, _other in pairs], [record for _one, record in pairs]
    names, others = _only_names(old, left), _only_names(new, right)
    return pairs + [(names[name], others[name]) for name in names if name in others]


def _only_names(records: list[Record], taken: list[Record]) -> dict[str, Record]:
    free = [record for record in records if record not in taken and record.get("name")]
    names = [record["name"] for record in free]
    return {record["name"]: record for record in free if names.count(record["name"]) == 1}


def _differences(before: Record, after: Record, names: Names) -> Iterator[Difference]:
    for field in sorted({*before, *after} - NOISE):
        one, other = _words(field, before, names[0]), _words(field, after, names[1])
        if before.get(field) != after.get(field) and one[1] != other[1]:
            yield Difference(other[0], one[1], other[1])


def _words(field: str, record: Record, names: dict[str, str]) -> Field:
    return field_words(field, record.get(field), names)


def _title(kind: Kind, record: Record, names: dict[str, str]) -> str:
    if kind is Kind.SECURITY_GROUP_RULE:
        return f"{title_of(kind, {})} {rule_words(record, names)}".replace("  ", " ")
    return title_of(kind, record)
