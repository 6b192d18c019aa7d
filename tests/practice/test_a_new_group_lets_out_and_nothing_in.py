"""What a security group begins with here is what it begins with on every cloud."""

from tests.cloud import RunningCloud

GROUP = ("security", "group")


def test_a_new_group_lets_everything_out_and_nothing_in(practice_cloud: RunningCloud) -> None:
    practice_cloud.openstack(*GROUP, "create", "fresh")
    try:
        rules = practice_cloud.json(*GROUP, "rule", "list", "fresh", "--long")
    finally:
        practice_cloud.openstack(*GROUP, "delete", "fresh")
    assert sorted((rule["Direction"], rule["Ethertype"]) for rule in rules) == [("egress", "IPv4"), ("egress", "IPv6")]
    assert {rule["Remote Security Group"] for rule in rules} == {None}
