"""Does an observation agree with itself? A service that has just started may list nothing, and mean it."""

from collections.abc import Iterable
from dataclasses import replace

from grading.engine.binding import own_records
from grading.engine.observation import Collection, Observation, listed
from labs.kinds import Kind


def distrust(observation: Observation) -> Observation:
    """The same observation, or one in which a list that others contradict is unseen, with that as its cause.

    A project's networks name their subnets, and its subnets their networks: a list without them is not to be believed.
    """
    networks, subnets = (own_records(observation, kind) for kind in (Kind.NETWORK, Kind.SUBNET))
    named_subnets = (subnet for network in networks for subnet in listed(network.get("subnet_ids")))
    named_networks = (subnet["network_id"] for subnet in subnets if subnet.get("network_id"))
    doubted = {
        **_doubted(observation, Kind.SUBNET, named_subnets),
        **_doubted(observation, Kind.NETWORK, named_networks),
    }
    return replace(observation, collections={**observation.collections, **doubted}) if doubted else observation


def _doubted(observation: Observation, kind: Kind, named: Iterable[object]) -> dict[Kind, Collection]:
    """The kind with its cause when it was read and lacks what is named elsewhere; nothing otherwise."""
    seen = observation.collections.get(kind)
    listed_ids = [record.get("id") for record in seen.records] if seen else []
    if seen is None or seen.cause or all(name in listed_ids for name in named):
        return {}
    detail = f"others name a {kind} that is not listed"
    return {kind: Collection(cause={"trouble": "contradiction", "service": "network", "detail": detail})}
