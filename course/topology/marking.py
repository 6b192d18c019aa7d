"""What failed checks say about a picture: which node is not as it should be, and which edge of a path is broken."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from course.topology.gathering import COLUMNS, Net, Role
from course.topology.placing import Card, Drawing, curve
from grading.engine.paths import LEADS_TO

STUB = 46  # pixels of a line that leads nowhere
ROLE_OF = {"network": Role.NETWORK, "subnet": Role.NETWORK, "router": Role.ROUTER, "floating_ip": Role.FLOATING_IP}
EDGES = {"external_network_id": "network", "floating_network_id": "network", "network_id": "network", "port_id": "port"}
INNERMOST = max(COLUMNS.values())


@dataclass(frozen=True)
class Failure:
    """A failed check that may be shown, with what was compared (grading.engine.verdicts.Finding as JSON)."""

    check_id: str
    title: str
    message: str
    findings: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Break:
    """A path that ends at a node: `wanted` is the kind that it should lead to; `key_to` the node, if there is one."""

    failure: Failure
    key: str
    wanted: str
    key_to: str = ""


@dataclass(frozen=True)
class Marks:
    """`nodes`: key → the failures about it. `unplaced`: what has no place in the picture."""

    nodes: Mapping[str, tuple[Failure, ...]]
    breaks: tuple[Break, ...]
    unplaced: tuple[Failure, ...]


@dataclass(frozen=True)
class BrokenLine:
    """As SVG: the line, where its cross is, and the word beside it with the side on which it ends."""

    of: Break
    path: str
    x: int
    y: int
    anchor: str


def mark(net: Net, failures: Iterable[Failure]) -> Marks:
    nodes: dict[str, tuple[Failure, ...]] = {}
    breaks: list[Break] = []
    unplaced: list[Failure] = []
    for failure in failures:
        broken = _break_of(net, failure)
        keys = {broken.key} if broken else set(_keys_of(net, failure))
        breaks += [broken] if broken else []
        unplaced += [] if keys else [failure]
        for key in keys:
            nodes[key] = (*nodes.get(key, ()), failure)
    return Marks(nodes, tuple(breaks), tuple(unplaced))


def _keys_of(net: Net, failure: Failure) -> Iterator[str]:
    """The nodes that show what the failing comparisons are about."""
    for finding in failure.findings:
        if not finding.get("holds"):
            key = _standing(net, None, str(finding.get("subject") or ""))
            if key:
                yield key


def _break_of(net: Net, failure: Failure) -> Break | None:
    """The edge that is missing: of a path, or one that a field of a record should be; None when neither is drawn."""
    return _break_of_path(net, failure) or _break_of_field(net, failure)


def _break_of_field(net: Net, failure: Failure) -> Break | None:
    for finding in failure.findings:
        wanted = EDGES.get(str(finding.get("field") or ""))
        if wanted and not finding.get("holds"):
            key = _standing(net, None, str(finding.get("subject") or ""))
            to = _standing(net, wanted, str(finding.get("expected") or ""))
            if key:
                return Break(failure, key, wanted, to if to != key else "")
    return None


def _break_of_path(net: Net, failure: Failure) -> Break | None:
    edges = [finding for finding in failure.findings if finding.get("operator") == LEADS_TO]
    broken = next((number for number, edge in enumerate(edges) if not edge.get("holds")), None)
    if broken is None:
        return None
    edge, kind = edges[broken], str(edges[broken - 1]["field"]) if broken else None
    labels = edges[broken - 1].get("observed") if broken else [edge.get("subject")]
    key = next(filter(None, (_standing(net, kind, str(label)) for label in labels or [])), "")
    wanted = str(edge.get("field") or "")
    to = _standing(net, wanted, str(edge.get("expected") or ""))
    return Break(failure, key, wanted, to if to != key else "") if key else None


def _standing(net: Net, kind: str | None, label: str) -> str:
    if kind:
        return net.standing.get((kind, label), "")
    return next((key for (_kind, name), key in net.standing.items() if name == label), "")


def draw_breaks(drawing: Drawing, marks: Marks) -> tuple[BrokenLine, ...]:
    """Several that end at one node stand below each other."""
    found: list[BrokenLine] = []
    for number, broken in enumerate(marks.breaks):
        card, other = drawing.card(broken.key), drawing.card(broken.key_to)
        if card and other:
            found.append(_between(broken, card, other))
        elif card:
            earlier = sum(one.key == broken.key for one in marks.breaks[:number])
            found.append(_stub(broken, card, 18 * earlier))
    return tuple(found)


def _between(broken: Break, card: Card, other: Card) -> BrokenLine:
    x = (card.x + other.right) // 2 if card.x > other.x else (other.x + card.right) // 2
    return BrokenLine(broken, curve(card, other), x, (card.middle + other.middle) // 2, "middle")


def _stub(broken: Break, card: Card, down: int) -> BrokenLine:
    """Towards the side where such a thing would stand."""
    wanted = COLUMNS.get(ROLE_OF.get(broken.wanted, Role.SERVER), INNERMOST)
    y = card.y + 40 + down
    if wanted > COLUMNS[card.node.role]:
        return BrokenLine(broken, f"M{card.right} {y} H{card.right + STUB}", card.right + STUB, y, "start")
    return BrokenLine(broken, f"M{card.x} {y} H{card.x - STUB}", card.x - STUB, y, "end")
