"""Whoever runs a classroom finds each of its variables in one document."""

import re

from tests.run.launching import CHECKOUT

NAME = re.compile(r"\"((?:CLASSROOM|PRACTICE)_[A-Z_]+)\"")
INTERNAL = {
    "CLASSROOM_CALLED_FROM",  # from bootstrap.py to clients.py
    "CLASSROOM_LAUNCH",  # how leftovers are found, told in the document's text
    "CLASSROOM_CHROMIUM",  # for the tests
}


def test_every_variable_is_in_the_document() -> None:
    document = (CHECKOUT / "docs" / "operations.md").read_text(encoding="utf-8")
    read = {
        name for path in (CHECKOUT / "config").rglob("*.py") for name in NAME.findall(path.read_text(encoding="utf-8"))
    }
    read |= set(re.findall(r"\$\{?(CLASSROOM_[A-Z_]+)", (CHECKOUT / "run").read_text(encoding="utf-8")))
    missing = [name for name in sorted(read - INTERNAL) if f"`{name}`" not in document]
    assert missing == []
