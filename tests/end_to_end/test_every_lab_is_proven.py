"""Every lab, on a real cloud with the real commands: untouched 0, solution 100, each mistake caught, no leftovers."""

from pathlib import Path

import pytest

from labs.lifecycle.remove import list_leftovers
from labs.loader import load_labs
from tests.classroom import Classroom
from tests.end_to_end.proving import Mistake, Student, administrator, mistakes_of

SLUGS = [lab.definition.slug for lab in load_labs()]
MISTAKES = [(slug, mistake) for slug in SLUGS for mistake in mistakes_of(slug)]


@pytest.mark.parametrize("slug", SLUGS)
def test_untouched_is_0_solved_is_100_and_finish_leaves_nothing(
    classroom: Classroom, slug: str, tmp_path: Path
) -> None:
    student = Student(classroom, "kim", slug, tmp_path)
    student.start()
    code, run = student.grade()
    assert (code, run["score"]["earned"], run["score"]["possible"]) == (1, 0, 0)
    student.solve()
    code, run = student.grade()
    assert (code, run["score"]["earned"], run["score"]["total"]) == (0, 100, 100), run
    project = student.project_id()
    student.finish()
    assert list_leftovers(administrator(classroom), project) == []
    student.finish()  # once more changes nothing


@pytest.mark.parametrize(("slug", "mistake"), MISTAKES, ids=[f"{slug}: {m.title}" for slug, m in MISTAKES])
def test_each_mistake_fails_exactly_its_checks(
    classroom: Classroom, slug: str, mistake: Mistake, tmp_path: Path
) -> None:
    student = Student(classroom, "lee", slug, tmp_path)
    student.start()
    student.solve()
    student.run(mistake.commands)
    outcomes = student.outcomes()
    student.finish()
    assert {check for check, outcome in outcomes.items() if outcome == "failed"} == mistake.fails
    assert {check for check, outcome in outcomes.items() if outcome == "blocked"} == mistake.blocks
    assert set(outcomes.values()) <= {"passed", "failed", "blocked"}


def test_finish_after_a_half_done_attempt_leaves_nothing_and_touches_nothing_else(
    classroom: Classroom, tmp_path: Path
) -> None:
    """A student has put things in the way: a router on the prepared subnet, a server, a volume, a group."""
    student = Student(classroom, "park", "intro-launch", tmp_path)
    neighbour = Student(classroom, "choi", "intro-launch", tmp_path)
    for one in (student, neighbour):
        one.start()
    student.run(
        """
        openstack router create r1
        openstack router set --external-gateway "$EXT" r1
        openstack router add subnet r1 intro-subnet
        openstack floating ip create "$EXT"
        openstack security group create web
        openstack volume create --size 1 data
        openstack server create --image "$IMG" --flavor "$FLV" --network intro-net --security-group web --wait vm
        """
    )
    project = student.project_id()
    student.finish()
    assert list_leftovers(administrator(classroom), project) == []
    kept = neighbour.run("openstack subnet list -f value -c Name")
    assert "intro-subnet" in kept.split()
    neighbour.finish()
