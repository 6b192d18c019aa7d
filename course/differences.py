"""The difference of two versions of a lab's files: by line, and in changed lines by word."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from labs.loader import FILES

AROUND = 3  # lines shown on either side of a change
ALIKE = 0.4  # lines that share less are shown as a whole
WORD = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True)
class Part:
    """Some text of a line. `changed`: it is not in the other version's line."""

    text: str
    changed: bool = False


@dataclass(frozen=True)
class Line:
    """`sign`: `-` only in the left version, `+` only in the right one, a blank in both. Numbers count from 1."""

    sign: str
    left: int | None
    right: int | None
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class FileDifference:
    """`pieces`: runs of lines with what is around each change."""

    name: str
    pieces: tuple[tuple[Line, ...], ...]

    def _count(self, sign: str) -> int:
        return sum(line.sign == sign for piece in self.pieces for line in piece)

    @property
    def added(self) -> int:
        return self._count("+")

    @property
    def removed(self) -> int:
        return self._count("-")


def compare_files(left: Mapping[str, str], right: Mapping[str, str]) -> list[FileDifference]:
    """Those of a lab's files that differ, in their usual order."""
    names = [name for name in FILES if left.get(name, "") != right.get(name, "")]
    return [FileDifference(name, compare_texts(left.get(name, ""), right.get(name, ""))) for name in names]


def compare_texts(left: str, right: str) -> tuple[tuple[Line, ...], ...]:
    before, after = left.splitlines(), right.splitlines()
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return tuple(
        tuple(line for code in group for line in _lines(code, before, after))
        for group in matcher.get_grouped_opcodes(AROUND)
    )


def _lines(code: tuple[str, int, int, int, int], before: Sequence[str], after: Sequence[str]) -> Iterator[Line]:
    what, i1, i2, j1, j2 = code
    if what == "equal":
        yield from (Line(" ", i1 + n + 1, j1 + n + 1, (Part(before[i1 + n]),)) for n in range(i2 - i1))
        return
    pairs = [_words(before[i], after[j]) for i, j in zip(range(i1, i2), range(j1, j2), strict=False)]
    for number in range(i1, i2):
        parts = pairs[number - i1][0] if number - i1 < len(pairs) else (Part(before[number]),)
        yield Line("-", number + 1, None, parts)
    for number in range(j1, j2):
        parts = pairs[number - j1][1] if number - j1 < len(pairs) else (Part(after[number]),)
        yield Line("+", None, number + 1, parts)


def _words(before: str, after: str) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Two lines in the same place, with the words that changed marked; whole when they have little in common."""
    left, right = WORD.findall(before), WORD.findall(after)
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    if matcher.ratio() < ALIKE:
        return (Part(before),), (Part(after),)
    codes = matcher.get_opcodes()
    return (
        tuple(Part("".join(left[i1:i2]), what != "equal") for what, i1, i2, _j1, _j2 in codes if i2 > i1),
        tuple(Part("".join(right[j1:j2]), what != "equal") for what, _i1, _i2, j1, j2 in codes if j2 > j1),
    )
