"""YAML read strictly: repeated keys are refused, and where every value stands is remembered."""

from typing import Any

import yaml

from labs.faults import Lines, Mark, Position

PARTS_MAX = 20_000  # of one file, with its aliases unfolded; the largest lab has 600


class LinedLoader(yaml.SafeLoader):
    """Safe YAML that refuses repeated keys and remembers where every value stands."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self.lines: Lines = {}

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except ValueError as error:  # a date that no calendar has, a number that is none
            raise yaml.MarkedYAMLError(problem=str(error), problem_mark=node.start_mark) from error

    def note_lines(self, node: yaml.Node, at: Position = ()) -> None:
        if len(self.lines) > PARTS_MAX:
            raise yaml.MarkedYAMLError(problem="its aliases unfold into too much", problem_mark=node.start_mark)
        self.lines[at] = _mark(node)
        if isinstance(node, yaml.SequenceNode):
            for index, child in enumerate(node.value):
                self.note_lines(child, (*at, index))
        elif isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key, child in node.value:
                if not isinstance(key, yaml.ScalarNode):
                    raise yaml.MarkedYAMLError(
                        problem="a key must be a word; put text with {} into quotes", problem_mark=key.start_mark
                    )
                if key.value in seen:
                    raise yaml.MarkedYAMLError(problem=f"the key {key.value} is repeated", problem_mark=key.start_mark)
                seen.add(key.value)
                self.note_lines(child, (*at, key.value))
                self.lines[(*at, key.value)] = _mark(key)


class AliasFreeLoader(LinedLoader):
    """For files of strangers: with aliases a short one grows beyond measure, and what begins with & would be lost."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        if event.anchor:
            raise yaml.MarkedYAMLError(problem="an anchor or alias", problem_mark=event.start_mark)
        return super().compose_node(parent, index)


def parse(text: str, loader_of: type[LinedLoader] = LinedLoader) -> tuple[Any, Lines]:
    """The value, and where each of its parts stands; of an empty text None, and no lines.

    Raises YAMLError, whose cause is a ValueError where a date or number is none; RecursionError.
    """
    loader = loader_of(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return None, {}
        loader.note_lines(node)
        return loader.construct_document(node), loader.lines
    finally:
        loader.dispose()


def _mark(node: yaml.Node) -> Mark:
    return Mark(node.start_mark.line + 1, node.start_mark.column + 1)
