"""The permission table, read: tests/pages/permission_table.txt."""

from dataclasses import dataclass
from pathlib import Path

TABLE = Path(__file__).with_name("permission_table.txt")
METHODS = ("GET", "POST", "PUT", "DELETE")


@dataclass(frozen=True)
class Row:
    """`name`: of a page its name, of an operation its address below /api/v1/. `expected`: an answer for each role."""

    method: str
    name: str
    expected: tuple[str, ...]

    @property
    def line(self) -> str:
        return f"{self.method:<7}{self.name:<44}" + "".join(f"{answer:<11}" for answer in self.expected).rstrip()


def read_table() -> list[Row]:
    lines = [line.split() for line in TABLE.read_text(encoding="utf-8").splitlines()]
    return [Row(words[0], words[1], tuple(words[2:])) for words in lines if words and words[0] in METHODS]
