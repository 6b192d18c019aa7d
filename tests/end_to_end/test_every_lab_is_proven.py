"""Every lab, on a real cloud with the real commands: untouched 0, solution 100, no leftovers."""

import json

from labs.loader import load_labs
from tests.classroom import Classroom

LIMIT_S = 2400


def test_untouched_is_0_solved_is_100_and_finish_leaves_nothing(classroom: Classroom) -> None:
    """The mistakes are judged by what they looked like then: tests/grading/test_a_proof_still_holds.py."""
    told = prove(classroom, "--all", "--only", "untouched,solution,finish")
    assert {lab: faults for lab, faults in told.items() if faults} == {}
    assert told.keys() == {folder.definition.slug for folder in load_labs()}


def prove(classroom: Classroom, *words: str) -> dict[str, list[str]]:
    """Lab → what does not hold, as the command tells it."""
    done = classroom.running.command("manage", "prove", "--json", *words, limit_s=LIMIT_S)
    reports = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode == 0) == all(report["holds"] for report in reports), done.stdout + done.stderr
    return {report["lab"]: report["faults"] for report in reports}
