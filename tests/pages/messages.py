"""Every sentence that templates and code ask to have translated."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
SINGLE = {"gettext", "gettext_lazy", "gettext_noop", "_", "ngettext", "ngettext_lazy"}
IN_CONTEXT = {"pgettext", "pgettext_lazy"}
CALL = re.compile(r"\b(?:n|p)?gettext\(")


class Message(NamedTuple):
    context: str | None
    text: str


def list_messages() -> set[Message]:
    found: set[Message] = set()
    for path in sorted((ROOT / "templates").rglob("*.html")):
        found |= set(of_template(path))
    for folder in ("config", "course", "grading", "labs"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            found |= set(of_code(ast.parse(path.read_text(encoding="utf-8"))))
    return found


def of_template(path: Path) -> Iterator[Message]:
    """Django turns a template into calls of gettext between letters that mean nothing; each call is read alone."""
    text = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    for begin in CALL.finditer(text):
        yield from of_code(first_expression(text[begin.start() :]))


def first_expression(text: str) -> ast.AST:
    for end in re.finditer(r"\)", text):
        try:
            return ast.parse(text[: end.end()])
        except SyntaxError:
            continue
    raise ValueError(f"a call without an end: {text[:80]}")


def of_code(tree: ast.AST) -> Iterator[Message]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            words = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            if node.func.id in IN_CONTEXT:
                yield Message(words[0], words[1])
            elif node.func.id in SINGLE and words:
                yield Message(None, words[0])
