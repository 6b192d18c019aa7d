"""What a security group begins with here is what it begins with on every cloud."""

from tests.cloud import RunningCloud


def test_a_new_group_lets_everything_out_and_nothing_in(practice_cloud: RunningCloud) -> None:
    practice_cloud.openstack(*"security group create fresh".split())
    try:
        rules = practice_cloud.json(*"security group rule list fresh --long".split())
    finally:
        practice_cloud.openstack(*"security group delete fresh".split())
    assert sorted((rule["Direction"], rule["Ethertype"]) for rule in rules) == [("egress", "IPv4"), ("egress", "IPv6")]
    assert {rule["Remote Security Group"] for rule in rules} == {None}
