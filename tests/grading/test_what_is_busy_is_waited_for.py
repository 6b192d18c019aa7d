"""A task under way is a transition too, whatever the state says: it is looked at again, and costs nothing yet."""

import pytest

from grading.engine.scene import is_settling
from labs.kinds import Kind


@pytest.mark.parametrize(
    ("kind", "record", "expected"),
    [
        (Kind.SERVER, {"status": "ACTIVE", "task_state": "powering-off"}, True),
        (Kind.SERVER, {"status": "ACTIVE", "task_state": None}, False),
        (Kind.SERVER, {"status": "BUILD", "task_state": None}, True),
        (Kind.BAREMETAL_NODE, {"power_state": "power on", "target_power_state": "power off"}, True),
        (Kind.BAREMETAL_NODE, {"power_state": "power off", "target_power_state": None}, False),
        (Kind.RUNNING_SERVER, {"status": "ACTIVE", "task_state": "powering-off"}, True),
        (Kind.FLOATING_IP, {"status": "DOWN", "port_id": None}, False),
    ],
)
def test_a_record_is_settling_while_something_is_under_way(
    kind: Kind, record: dict[str, str | None], expected: bool
) -> None:
    assert is_settling(kind, record) is expected
