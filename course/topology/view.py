"""What a page shows of a picture: cards and lines in their places, marks of failed checks, each node's fields."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from course.records import Field, fields_of, names_in, rule_words, rules_of, title_of
from course.topology.gathering import Net, Node, Role, gather
from course.topology.marking import BrokenLine, Failure, Marks, draw_breaks, mark
from course.topology.placing import Card, Drawing, draw
from course.wording import noun
from grading.engine.observation import Observation, Record
from labs.kinds import Kind

ICONS = {
    Role.EXTERNAL: "globe",
    Role.ROUTER: "route",
    Role.FLOATING_IP: "location-dot",
    Role.NETWORK: "network-wired",
    Role.SERVER: "server",
    Role.PORT: "ethernet",
}
WORDS: dict[Role, StrPromise] = {Role.EXTERNAL: _("external network"), Role.FLOATING_IP: _("free floating IP")}
MARGIN = 120  # pixels beside the picture for a broken edge that leads out of it


@dataclass(frozen=True)
class Facts:
    """A record of a node: its fields, and the rules of a security group."""

    title: str
    fields: list[Field]
    rules: list[str]


@dataclass(frozen=True)
class Shown:
    """A card with what is said about it. `failures`: the failed checks about this node."""

    card: Card
    failures: tuple[Failure, ...]
    facts: list[Facts]

    @property
    def icon(self) -> str:
        return ICONS[self.card.node.role]

    @property
    def word(self) -> str:
        return word_of(self.card.node)

    @property
    def title(self) -> str:
        return f"{self.word} {self.card.node.name}"

    @property
    def checks(self) -> str:
        return " ".join(failure.check_id for failure in self.failures)


def word_of(node: Node) -> str:
    return str(WORDS.get(node.role) or noun(node.role))


class Topology:
    """The picture of an observation, with the failures that may be shown."""

    def __init__(self, observation: Observation, failures: Iterable[Failure] = ()) -> None:
        self.observation = observation
        self.failures = list(failures)

    @cached_property
    def net(self) -> Net:
        return gather(self.observation)

    @cached_property
    def marks(self) -> Marks:
        return mark(self.net, self.failures)

    @cached_property
    def drawing(self) -> Drawing:
        return draw(self.net)

    @cached_property
    def broken(self) -> tuple[BrokenLine, ...]:
        return draw_breaks(self.drawing, self.marks)

    @property
    def left(self) -> int:
        """Where the picture begins: 0, or further out for an edge that leads out of it."""
        return -MARGIN if any(line.x <= 0 for line in self.broken) else 0

    @property
    def width(self) -> int:
        beyond = any(line.x > self.drawing.width - MARGIN and line.anchor == "start" for line in self.broken)
        return self.drawing.width - self.left + (MARGIN if beyond else 0)

    @cached_property
    def shown(self) -> list[Shown]:
        names = names_in(self.observation)
        return [
            Shown(card, self.marks.nodes.get(card.node.key, ()), self._facts_of(card, names))
            for card in self.drawing.cards
        ]

    def _facts_of(self, card: Card, names: dict[str, str]) -> list[Facts]:
        return [self._facts(kind, record, names) for kind, record in card.node.parts]

    def _facts(self, kind: Kind, record: Record, names: dict[str, str]) -> Facts:
        rules = rules_of(record, self.observation) if kind is Kind.SECURITY_GROUP else []
        return Facts(title_of(kind, record), fields_of(record, names), [rule_words(rule, names) for rule in rules])
