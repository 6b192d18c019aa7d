"""Where the nodes of a picture stand: columns from the outside inwards, each node near what it is joined with."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from course.drawing import cut
from course.topology.gathering import COLUMNS, Line, Net, Node, Role, Wire

WIDTH, GAP_X, GAP_Y, EDGE_PX = 192, 104, 16, 12
HEAD, LINE_PX = 50, 17  # height in pixels of a card's head, and of each line below
LETTERS, LINE_LETTERS, LABEL_LETTERS = 20, 23, 16  # that fit; wide ones count double
MOST_LINES = 4
WORST = {"error", "down", "error_deleting", "error_restoring"}
BEST = {"active", "up", "available", "in-use"}


@dataclass(frozen=True)
class Card:
    """A node in the picture; distances in pixels from the picture's top left corner. Texts are cut to fit."""

    node: Node
    number: int
    x: int
    y: int

    @property
    def name(self) -> str:
        return cut(self.node.name, LETTERS)

    @property
    def lines(self) -> list[tuple[int, Line]]:
        """Each with its distance from the card's top."""
        shown = [Line(cut(line.text, LINE_LETTERS), line.icon) for line in self.node.lines[:MOST_LINES]]
        if len(self.node.lines) > MOST_LINES:
            shown[-1] = Line(f"+ {len(self.node.lines) - MOST_LINES + 1}")
        return [(HEAD + 8 + LINE_PX * number, line) for number, line in enumerate(shown)]

    @property
    def height(self) -> int:
        return height_of(self.node)

    @property
    def middle(self) -> int:
        return self.y + HEAD // 2

    @property
    def right(self) -> int:
        return self.x + WIDTH

    @property
    def tone(self) -> str:
        state = self.node.status.lower()
        if state in BEST:
            return "passed"
        return "failed" if state in WORST else "unknown" if state else "none"


@dataclass(frozen=True)
class Drawn:
    """A wire as an SVG path, and where its label ends."""

    path: str
    label: str
    full: str
    x: int
    y: int


@dataclass(frozen=True)
class Drawing:
    cards: tuple[Card, ...]
    lines: tuple[Drawn, ...]
    width: int
    height: int

    def card(self, key: str) -> Card | None:
        return next((card for card in self.cards if card.node.key == key), None)


def draw(net: Net) -> Drawing:
    columns = _columns(net.nodes)
    near = _neighbours(net.wires)
    tops: dict[str, float] = {}
    for column in columns:  # outside to inside: near what is on the left
        _stack(column, near, tops)
    for column in reversed(columns[:-1]):  # and back: parents beside the middle of what hangs on them
        _stack(column, near, tops, again=True)
    cards = [
        Card(node, 0, EDGE_PX + number * (WIDTH + GAP_X), EDGE_PX + round(tops[node.key]))
        for number, column in enumerate(columns)
        for node in sorted(column, key=lambda one: tops[one.key])
    ]
    numbered = tuple(Card(card.node, number, card.x, card.y) for number, card in enumerate(cards, start=1))
    return Drawing(numbered, _lines(net.wires, numbered), *_size(numbered))


def height_of(node: Node) -> int:
    lines = min(len(node.lines), MOST_LINES)
    return HEAD + (LINE_PX * lines + 6 if lines else 0)


def _columns(nodes: Iterable[Node]) -> list[list[Node]]:
    """Those that hold something."""
    found: dict[int, list[Node]] = {}
    for node in nodes:
        found.setdefault(COLUMNS[node.role], []).append(node)
    return [sorted(found[number], key=_by_name) for number in sorted(found)]


def _by_name(node: Node) -> tuple[bool, str]:
    """Routers before loose addresses, machines before loose ports."""
    return node.role in {Role.FLOATING_IP, Role.PORT}, node.name


def _neighbours(wires: Iterable[Wire]) -> Mapping[str, list[str]]:
    near: dict[str, list[str]] = {}
    for wire in wires:
        near.setdefault(wire.left, []).append(wire.right)
        near.setdefault(wire.right, []).append(wire.left)
    return near


def _stack(column: list[Node], near: Mapping[str, list[str]], tops: dict[str, float], *, again: bool = False) -> None:
    """One below the other, each as near as possible to the mean of its neighbours that stand already."""
    wanted = {node.key: _mean([tops[key] for key in near.get(node.key, []) if key in tops]) for node in column}
    if again:
        column.sort(key=lambda node: tops[node.key])
    else:
        column.sort(key=lambda node: (wanted[node.key] is None, wanted[node.key] or 0.0))
    floor = 0.0
    for node in column:
        place = wanted[node.key]
        tops[node.key] = max(floor, place if place is not None else (tops.get(node.key, floor) if again else floor))
        floor = tops[node.key] + height_of(node) + GAP_Y


def _mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _lines(wires: Iterable[Wire], cards: tuple[Card, ...]) -> tuple[Drawn, ...]:
    by_key = {card.node.key: card for card in cards}
    joined: dict[tuple[str, str], list[str]] = {}
    for wire in wires:
        joined.setdefault((wire.left, wire.right), []).append(wire.label)
    return tuple(
        line_between(by_key[left], by_key[right], ", ".join(filter(None, labels)))
        for (left, right), labels in joined.items()
    )


def line_between(left: Card, right: Card, label: str = "") -> Drawn:
    return Drawn(curve(left, right), cut(label, LABEL_LETTERS), label, right.x - 8, right.middle - 5)


def curve(left: Card, right: Card) -> str:
    """Between facing sides; in one column around the right side."""
    if left.x == right.x:
        bend = left.right + 40
        return f"M{left.right} {left.middle} C{bend} {left.middle} {bend} {right.middle} {right.right} {right.middle}"
    first, second = sorted((left, right), key=lambda card: card.x)
    half = (first.right + second.x) // 2
    return f"M{first.right} {first.middle} C{half} {first.middle} {half} {second.middle} {second.x} {second.middle}"


def _size(cards: tuple[Card, ...]) -> tuple[int, int]:
    width = max((card.right for card in cards), default=0) + EDGE_PX
    height = max((card.y + card.height for card in cards), default=0) + EDGE_PX
    return width, height
