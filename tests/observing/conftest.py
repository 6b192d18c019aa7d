"""The world that every test here looks at."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.cloud import RunningCloud
from tests.observing.world import Student, drop_student, make_student, make_things
from tests.practice import tenants


@dataclass(frozen=True)
class World:
    admin: Any
    kim: Student
    lee: Student
    stranger: Student
    ids: dict[str, str]  # of Kim's things


@pytest.fixture(scope="session")
def world(practice_cloud: RunningCloud, broker: None) -> Iterator[World]:
    """Kim has one of everything; Lee and a stranger have a little of their own."""
    admin = tenants.admin(practice_cloud)
    students: list[Student] = []
    try:
        for _ in range(3):
            students.append(make_student(admin, practice_cloud))
        external = next(net for net in admin.network.networks() if net.name == practice_cloud.site["external_network"])
        for other in students[1:]:
            make_a_little(admin, other)
        kim, lee, stranger = students
        yield World(admin, kim, lee, stranger, make_things(admin, kim, external.id))
    finally:
        for student in students:
            drop_student(admin, student)
        admin.close()


def make_a_little(admin: Any, student: Student) -> None:
    mine = student.connection
    mine.network.create_network(name="net")
    mine.network.create_security_group(name="web")
    mine.block_storage.create_volume(name="disk", size=1)
    mine.compute.create_keypair(name="laptop")
    mine.object_store.put("/site").raise_for_status()
    admin.identity.create_group(name="operators", domain_id=student.tenancy.domain_id)
