"""printed_line: what an instance has printed between two marks, read word by word."""

from typing import Any

import pytest

from grading.engine.verdicts import Verdict
from labs.check_functions import FUNCTIONS
from tests.grading.language import FIND_SERVER, lab_of, last, own, world_with
from tests.grading.worlds import seen

BLOCK = "boot\nDISKS ab12\r\nvda disk 10737418240\nvdb disk 1073741824 /mnt\n/dev/vdc 268431360\n\nEND\nlogin:"
MOUNTED = [None, "disk", 1073741824, "/mnt"]
SWAP = [None, 268435456]


def judged(tail: Any, words: list[Any], **arguments: Any) -> Verdict:
    told = {"field": "tail", "after": "DISKS ab12", "until": "END", "words": words} | arguments
    where = [{"field": "server_id", "same_as": "server.id"}]
    collect = {"kind": "console", "where": where, "count": 1}
    check = {"function": {"name": "printed_line", "collect": collect, "arguments": told}}
    consoles = [own(server_id="srv", tail=tail), own(server_id="another", tail="")]
    return last(lab_of(FIND_SERVER, check), seen(world_with(console=consoles)))


@pytest.mark.parametrize(
    ("tail", "words", "arguments", "outcome"),
    [
        (BLOCK, MOUNTED, {}, "passed"),
        (BLOCK, SWAP, {"tolerance": 8192}, "passed"),
        (BLOCK, SWAP, {"tolerance": 4095}, "failed"),
        (BLOCK, SWAP, {}, "failed"),
        (BLOCK, [None, "disk", "1073741824", "/mnt"], {}, "passed"),
        (BLOCK, [None, "disk", 1073741824], {}, "failed"),
        (BLOCK, MOUNTED, {"after": "DISKS other"}, "failed"),
        (BLOCK, MOUNTED, {"after": "DISKS"}, "failed"),
        (BLOCK.replace("END", ""), MOUNTED, {}, "failed"),
        (BLOCK + "\nDISKS ab12\nvda disk 10737418240\nEND", MOUNTED, {}, "failed"),
        ("END\nvdb disk 1073741824 /mnt\nDISKS ab12", MOUNTED, {}, "failed"),
        ("", MOUNTED, {}, "failed"),
        (None, MOUNTED, {}, "failed"),
    ],
)
def test_a_line_of_these_words(tail: Any, words: list[Any], arguments: dict[str, Any], outcome: str) -> None:
    assert judged(tail, words, **arguments).outcome == outcome


def test_what_was_printed_is_the_evidence() -> None:
    finding = judged(BLOCK, [None, "disk", 2147483648, "/mnt"]).findings[-1]
    assert finding.expected == "… disk 2147483648 /mnt"
    assert finding.observed == ["vda disk 10737418240", "vdb disk 1073741824 /mnt", "/dev/vdc 268431360"]


def test_without_a_console_nothing_passes() -> None:
    collect = {"kind": "console", "count": 1}
    arguments = {"field": "tail", "after": "a", "until": "b", "words": [None]}
    check = {"function": {"name": "printed_line", "collect": collect, "arguments": arguments}}
    assert last(lab_of(FIND_SERVER, check), seen(world_with(console=[]))).outcome == "failed"
    assert FUNCTIONS["printed_line"]([], arguments) == []
