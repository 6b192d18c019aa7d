"""Where an observation's records stand in a picture: columns from the outside of the cloud to what is inside."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from course.language import language_now
from grading.engine.graph import Edge, Node, edges, nodes
from grading.engine.observation import Observation
from labs.kinds import KINDS

EXTERNAL = "external"
COLUMNS: tuple[str, ...] = (  # what a column holds, from left to right
    f"{EXTERNAL} project share container",
    "router floating_ip role_assignment object share_access share_export baremetal_node",
    "network user group",
    "subnet keypair",
    "port",
    "server security_group",
    "volume image flavor",
    "volume_snapshot backup volume_transfer image_member",
)
COLUMN = {kind: number for number, kinds in enumerate(COLUMNS) for kind in kinds.split()}
ICONS = {
    EXTERNAL: "globe",
    "network": "network-wired",
    "subnet": "circle-nodes",
    "router": "route",
    "floating_ip": "location-dot",
    "port": "ethernet",
    "server": "server",
    "security_group": "shield-halved",
    "volume": "hard-drive",
    "volume_snapshot": "camera",
    "backup": "box-archive",
    "image": "image",
    "container": "folder",
    "object": "file",
    "share": "share-nodes",
    "project": "diagram-project",
    "user": "user",
    "group": "users",
    "keypair": "key",
    "role_assignment": "user-tag",
}
OTHER_ICON = "file"
WIDTH, HEIGHT, GAP_X, GAP_Y, EDGE_PX = 176, 48, 56, 14, 12
MOST_NODES = 150
LETTERS = 19  # that fit beside the icon; wide ones count double
TONES = {
    "passed": {"active", "available", "in-use", "up"},
    "failed": {"error", "error_deleting", "error_restoring"},
}


@dataclass(frozen=True)
class Box:
    """A record in the picture; distances in pixels from its top left corner. `label` is cut, `name` is whole."""

    node: Node
    x: int
    y: int

    @property
    def kind(self) -> str:
        return word_of_kind(self.node.kind)

    @property
    def icon(self) -> str:
        return ICONS.get(_place_of(self.node), OTHER_ICON)

    @property
    def label(self) -> str:
        return cut(self.node.name)

    @property
    def tone(self) -> str:
        state = self.node.status.lower()
        return next((tone for tone, states in TONES.items() if state in states), "unknown" if state else "none")


@dataclass(frozen=True)
class Line:
    """An edge as an SVG path from box to box."""

    edge: Edge
    path: str


@dataclass(frozen=True)
class Picture:
    """`left_out`: how many records were too many to draw."""

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    width: int
    height: int
    left_out: int


def word_of_kind(kind: str) -> str:
    """Horizon's word."""
    return next((getattr(found, language_now()) for name, found in KINDS.items() if name == kind), kind)


def cut(text: str, letters: int = LETTERS) -> str:
    """As much of a name as fits; Hangul and other wide letters take two places."""
    room = letters
    for position, letter in enumerate(text):
        room -= 2 if ord(letter) >= 0x1100 else 1
        if room < 0:
            return f"{text[:position]}…"
    return text


def draw(observation: Observation) -> Picture:
    joined = edges(observation)
    shown = _worth_drawing(nodes(observation), joined)
    drawn, left_out = shown[:MOST_NODES], max(0, len(shown) - MOST_NODES)
    boxes = {box.node.key: box for box in _place(drawn, joined)}
    lines = tuple(Line(edge, _path(boxes[edge.source], boxes[edge.target])) for edge in joined if _both(edge, boxes))
    width = max((box.x + WIDTH for box in boxes.values()), default=0) + EDGE_PX
    height = max((box.y + HEIGHT for box in boxes.values()), default=0) + EDGE_PX
    return Picture(tuple(boxes.values()), lines, width, height, left_out)


def _both(edge: Edge, boxes: Mapping[str, Box]) -> bool:
    return edge.source in boxes and edge.target in boxes


def _worth_drawing(found: Iterable[Node], joined: Iterable[Edge]) -> list[Node]:
    """Kinds that have a column; of what everybody may use, only what somebody refers to."""
    candidates = [node for node in found if _place_of(node) in COLUMN]
    drawable = {node.key for node in candidates}
    used = {key for edge in joined if {edge.source, edge.target} <= drawable for key in edge[:2]}
    return [node for node in candidates if node.key in used or not node.is_public]


def _place_of(node: Node) -> str:
    return EXTERNAL if node.kind == "network" and node.is_external else node.kind


def _place(shown: list[Node], joined: Iterable[Edge]) -> list[Box]:
    """Column by column, each record as near as possible to the height of those it is joined with on its left."""
    neighbours: dict[str, list[str]] = {}
    for edge in joined:
        neighbours.setdefault(edge.source, []).append(edge.target)
        neighbours.setdefault(edge.target, []).append(edge.source)
    rows: dict[str, float] = {}
    boxes: list[Box] = []
    for x, number in enumerate(sorted({COLUMN[_place_of(node)] for node in shown})):
        column = [node for node in shown if COLUMN[_place_of(node)] == number]
        column.sort(key=lambda node: (_height(node, neighbours, rows), node.kind, node.name))
        rows |= {node.key: float(row) for row, node in enumerate(column)}
        left = EDGE_PX + x * (WIDTH + GAP_X)
        boxes += [Box(node, left, EDGE_PX + row * (HEIGHT + GAP_Y)) for row, node in enumerate(column)]
    return boxes


def _height(node: Node, neighbours: Mapping[str, list[str]], rows: Mapping[str, float]) -> float:
    near = [rows[key] for key in neighbours.get(node.key, []) if key in rows]
    return sum(near) / len(near) if near else float("inf")


def _path(source: Box, target: Box) -> str:
    """A curve between facing sides; within one column, around its right side."""
    left, right = sorted((source, target), key=lambda box: (box.x, box.y))
    x1, y1, y2 = left.x + WIDTH, left.y + HEIGHT // 2, right.y + HEIGHT // 2
    if left.x == right.x:
        return f"M{x1} {y1} C{x1 + 36} {y1} {x1 + 36} {y2} {x1} {y2}"
    middle = (x1 + right.x) // 2
    return f"M{x1} {y1} C{middle} {y1} {middle} {y2} {right.x} {y2}"
