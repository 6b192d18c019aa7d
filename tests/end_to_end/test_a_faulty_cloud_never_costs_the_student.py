"""A cloud whose answers are spoiled, on a real wire: no verdict says what a clean look would not say.

The full form: `./run manage benchmark faults --runs 1000`.
"""

import json

from tests.classroom import Classroom

RUNS = 60


def test_runs_over_spoiled_answers_tell_the_truth(classroom: Classroom) -> None:
    printed = classroom.run("manage", "benchmark", "faults", "--runs", str(RUNS), "--json", check=False)
    figures = json.loads(printed)
    assert figures["false"] == []
    assert figures["runs"] == RUNS
    assert figures["longest_s"] <= figures["limit_s"]
    seen = {outcome for row in figures["outcomes"].values() for outcome in row}
    assert seen >= {"passed", "failed", "blocked", "unknown"}, "the runs were not spoiled, or the work was all alike"
    assert set(figures["injected"]) == {"refused", "reset", "503", "403", "html", "truncated", "slow"}
