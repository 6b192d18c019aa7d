"""A student has put things in each other's way; finish removes them all, and nothing of anybody else."""

from pathlib import Path

from labs.lifecycle.remove import list_in_project
from tests.classroom import Classroom
from tests.end_to_end.proving import Student, administrator

HALF_DONE = """
    openstack router create r1
    openstack router set --external-gateway "$EXT" r1
    openstack router add subnet r1 intro-subnet
    openstack floating ip create "$EXT"
    openstack security group create web
    openstack volume create --size 1 data
    openstack server create --image "$IMG" --flavor "$FLV" --network intro-net --security-group web --wait vm
"""


def test_nothing_is_left_and_a_neighbour_keeps_everything(classroom: Classroom, tmp_path: Path) -> None:
    student = Student(classroom, "park", "intro-launch", tmp_path)
    neighbour = Student(classroom, "choi", "intro-launch", tmp_path)
    for one in (student, neighbour):
        one.start()
    student.run(HALF_DONE)
    project = student.project_id()
    student.finish()
    assert list_in_project(administrator(classroom), project) == []
    kept = neighbour.run("openstack subnet list -f value -c Name")
    assert "intro-subnet" in kept.split()
    neighbour.finish()
