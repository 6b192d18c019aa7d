"""Quote a part of a YAML file as its author wrote it."""

from functools import cached_property
from pathlib import Path

import yaml


class Quoted:
    """A YAML file whose parts can be quoted."""

    def __init__(self, path: Path) -> None:
        self.text = path.read_text(encoding="utf-8")

    @cached_property
    def root(self) -> yaml.Node:
        node = yaml.compose(self.text, yaml.SafeLoader)
        if node is None:
            raise KeyError("the file is empty")
        return node

    def part(self, *place: str | int) -> str:
        """The text at a place such as ("checks", 3), with its indentation taken away. Raises KeyError."""
        node = self.root
        for key in place:
            node = _child(node, key)
        lines = self.text[node.start_mark.index : node.end_mark.index].rstrip().split("\n")
        while lines[-1].startswith("#") or not lines[-1]:
            lines.pop()  # a node ends where the next one begins: behind the comment between them
        indent = " " * node.start_mark.column
        return "\n".join(line.removeprefix(indent) for line in lines).rstrip()


def _child(node: yaml.Node, key: str | int) -> yaml.Node:
    children: dict[str | int, yaml.Node] = (
        {found.value: value for found, value in node.value}
        if isinstance(node, yaml.MappingNode)
        else dict(enumerate(node.value))
    )
    return children[key]
