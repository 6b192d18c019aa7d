"""What grading asks of the cloud, counted on the wire: one list call for each kind, once for a whole class.

Seconds are measured by the same commands, and not held here: docs/benchmarks.md.
"""

import json
from collections import Counter

from tests.classroom import Classroom

STUDENTS = 4


def test_ten_checks_cost_a_list_call_for_each_kind(classroom: Classroom) -> None:
    figures = json.loads(classroom.manage("benchmark", "grading", "--repeat", "1", "--without-client", "--json"))
    assert (figures["checks"], len(figures["kinds"])) == (10, 7)
    assert len(figures["calls"]) <= len(figures["kinds"])
    assert max(Counter(call.partition("?")[0] for call in figures["calls"]).values()) == 1
    assert figures["tokens"] == 1  # of a worker that has just started
    documents = len({"compute", "image", "identity"})  # what services say of their versions, once for each worker
    assert figures["first_calls"] <= len(figures["kinds"]) + documents


def test_a_class_costs_what_one_student_costs(classroom: Classroom) -> None:
    figures = json.loads(classroom.manage("benchmark", "together", "--students", str(STUDENTS), "--json"))
    assert figures["different"] == 0
    assert figures["one_by_one"]["calls"] == STUDENTS * figures["together"]["calls"]
