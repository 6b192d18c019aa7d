"""A service that does not tell its versions is out of sight: answers in its oldest version lack what checks ask for."""

from collections.abc import Iterator

import pytest
import yaml

from grading.bench.faults import CAUSES, SINGLE, Calm, Fault, Plan, Versions
from grading.bench.lanes import origins
from grading.bench.proxy import FaultyCloud
from grading.engine.observation import Collection
from grading.observing.looking import Look, observe
from labs.kinds import Kind
from labs.overcloud.connections import open_connection
from tests.cloud import RunningCloud
from tests.observing.conftest import World

CALL_S = 10  # of settings
SPOILT = {"compute": Kind.SERVER, "volumev3": Kind.BACKUP, "sharev2": Kind.SHARE, "image": Kind.IMAGE}


@pytest.fixture(scope="module")
def proxies(world: World) -> Iterator[FaultyCloud]:
    found = FaultyCloud(origins(world.admin), slow_s=CALL_S * 10)
    yield found
    found.close()


def seen(world: World, cloud: RunningCloud, proxies: FaultyCloud, plan: Plan) -> Look:
    """By a worker that has just started."""
    entry = yaml.safe_load(cloud.clouds_yaml.read_text())["clouds"]["practice"]
    with proxies.under(plan), open_connection("cold", proxies.config(entry)) as connection:
        *_parts, look = observe(connection, tenancies=[world.kim.tenancy], kinds=SPOILT.values(), limit_s=60)
    return look


def without_time(found: Collection) -> tuple[object, object]:
    return found.records, found.cause


@pytest.mark.parametrize("service", SPOILT)
@pytest.mark.parametrize("fault", [fault for fault in SINGLE if fault is not Fault.SLOW])
def test_it_is_unseen_and_the_others_are_seen(
    world: World, practice_cloud: RunningCloud, proxies: FaultyCloud, service: str, fault: Fault
) -> None:
    clean = seen(world, practice_cloud, proxies, Calm())
    spoilt = seen(world, practice_cloud, proxies, Versions(service, fault))
    assert (spoilt[SPOILT[service]].cause or {})["trouble"] in CAUSES[fault]
    others = set(SPOILT.values()) - {SPOILT[service]}
    assert all(without_time(spoilt[kind]) == without_time(clean[kind]) for kind in others)
    assert not any(found.cause for found in clean.values())
