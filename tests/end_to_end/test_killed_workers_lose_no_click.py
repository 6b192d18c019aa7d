"""Worker processes get SIGKILL at random moments: every click ends as one run, and the scores are right.

The full form: `./run manage benchmark kills --runs 200`.
"""

import json

from tests.classroom import Classroom

RUNS = 16


def test_every_click_ends_as_one_true_run(classroom: Classroom) -> None:
    printed = classroom.run("manage", "benchmark", "kills", "--runs", str(RUNS), "--json")
    figures = json.loads(printed)
    assert figures["false"] == []
    assert figures["runs"] >= RUNS
    assert sum(figures["kills"].values()) > 0, "nothing was killed"
