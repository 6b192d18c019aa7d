"""`lab observe` and `lab judge` on a real cloud: what is seen can be judged again, and nothing is stored by it."""

import json
from pathlib import Path

from tests.classroom import Classroom
from tests.end_to_end.proving import Student


def test_what_was_observed_is_judged_as_it_is_graded(classroom: Classroom, tmp_path: Path) -> None:
    student, seen = Student(classroom, "jung", "network-tenant", tmp_path), tmp_path / "seen.json"
    student.start()
    try:
        student.run("openstack network create app-net")
        told = classroom.manage("lab", "observe", "network-tenant", "--student", "jung", "--out", str(seen))
        judged = classroom.run(
            "manage", "lab", "judge", "network-tenant", "--observation", str(seen), "--json", check=False
        )
        graded = student.outcomes()
    finally:
        student.finish()
    assert "subnet" in told
    assert "0 records" in told
    assert {item["check_id"]: item["outcome"] for item in json.loads(judged)["verdicts"]} == graded
    assert classroom.accounts["jung"] not in seen.read_text(encoding="utf-8")


def test_a_project_is_looked_at_without_a_session(classroom: Classroom) -> None:
    words = ["network-tenant", "--student", "jung", "--project", "jung-home", "--json"]
    seen = json.loads(classroom.manage("lab", "observe", *words))
    assert seen["observation"]["tenancy"]["handle"] == "jung"
    assert seen["observation"]["collections"]["subnet"] == {"records": [], "cause": None}
