"""How an invented student gets on with a lab: with what its proof saw in a real cloud, as if it had been theirs."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from random import Random

from grading.authoring.sightings import Sighting
from grading.engine.observation import Collection, Observation, Record
from grading.proving.evidence import Evidence, read_evidence
from labs.models import Place

MOST_TRIES = 6
read_once = cache(read_evidence)


@dataclass(frozen=True)
class Try:
    """One grading: when it was asked for, and what was seen then."""

    at: datetime
    seen: Sighting


def try_lab(slug: str, place: Place, skill: float, begun: datetime, chance: Random) -> Iterator[Try]:
    """Grading after grading until everything is there, or patience is over. `skill`: from 0 to 1."""
    evidence, at, share = read_once(slug), begun, 0.2 + 0.5 * skill
    for _try in range(MOST_TRIES):
        at += timedelta(minutes=4 + chance.random() * 14)
        is_done = chance.random() < 0.15 + 0.6 * skill
        seen = evidence.solution if is_done else _not_yet(evidence, share, chance)
        yield Try(at, as_if_of(place, seen))
        if is_done or chance.random() < 0.35 * (1 - skill):
            return
        share = min(0.95, share + 0.25)


def _not_yet(evidence: Evidence, share: float, chance: Random) -> Sighting:
    """A mistake that the lab knows of, or the first part of the work."""
    if evidence.mistakes and chance.random() < 0.6:
        return evidence.mistakes[chance.choice(sorted(evidence.mistakes))]
    return first_part(evidence, share)


def first_part(evidence: Evidence, share: float) -> Sighting:
    """The solution with only so much of what it has beyond the beginning, kind by kind."""
    before = evidence.untouched.observation.collections
    collections = {
        kind: _cut(found, before.get(kind), share) for kind, found in evidence.solution.observation.collections.items()
    }
    observation = Observation(evidence.solution.observation.tenancy, collections)
    return replace(evidence.solution, observation=observation)


def _cut(found: Collection, before: Collection | None, share: float) -> Collection:
    known = {_name(record) for record in before.records} if before else set()
    new = [record for record in found.records if _name(record) not in known]
    left_out = [id(record) for record in new[round(share * len(new)) :]]
    return replace(found, records=tuple(record for record in found.records if id(record) not in left_out))


def _name(record: Record) -> str:
    return str(record.get("name") or record.get("id"))


def as_if_of(place: Place, seen: Sighting) -> Sighting:
    """With the student's handle and number where the prover's were."""
    handle, number = seen.parameters.variables["S"], seen.parameters.variables["N"]
    text = json.dumps(seen.as_json(), ensure_ascii=False).replace(handle, place.handle)
    for around in (".{}.", '"{}"'):  # in addresses, and by itself
        text = text.replace(around.format(number), around.format(place.number))
    return Sighting.from_json(json.loads(text))
