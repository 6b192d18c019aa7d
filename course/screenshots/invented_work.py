"""How an invented student gets on with a lab: with what its proof saw in a real cloud, as if it had been theirs."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from random import Random
from uuid import NAMESPACE_OID, uuid5

from grading.authoring.sightings import Sighting
from grading.engine.observation import Collection, Observation, Record
from grading.proving.evidence import Evidence, read_evidence
from labs.models import Place

ID = re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b|\b[0-9a-f]{32}\b")

MOST_TRIES = 6
read_once = cache(read_evidence)


@dataclass(frozen=True)
class Try:
    """One grading: when it was asked for, and what was seen then."""

    at: datetime
    seen: Sighting


def try_lab(
    slug: str, place: Place, begun: datetime, chance: Random, *, skill: float, gives_up: float
) -> Iterator[Try]:
    """Grading after grading until everything is there, or patience is over.

    `skill`, `gives_up`: from 0 to 1; the latter is how probable it is after each grading.
    """
    evidence, at, share = read_once(slug), begun, 0.1 + 0.4 * skill
    misled = chance.choice(sorted(evidence.mistakes)) if evidence.mistakes and chance.random() < 0.5 else ""
    for _try in range(MOST_TRIES):
        at += timedelta(minutes=4 + chance.random() * 14)
        is_done = chance.random() < 0.05 + 0.5 * skill
        seen = evidence.solution if is_done else _not_yet(evidence, share, misled)
        yield Try(at, as_if_of(place, seen))
        if is_done or chance.random() < gives_up:
            return
        share = min(0.95, share + 0.25)


def shown_tries(slug: str, place: Place, begun: datetime) -> list[Try]:
    """Half of the work, then all of it but for the first mistake that the lab knows of."""
    evidence = read_once(slug)
    seen = (first_part(evidence, 0.5), evidence.mistakes[min(evidence.mistakes)])
    return [Try(begun + timedelta(minutes=9 * number), as_if_of(place, one)) for number, one in enumerate(seen, 1)]


def _not_yet(evidence: Evidence, share: float, misled: str) -> Sighting:
    """The first part of the work, or with a mistake again and again."""
    return evidence.mistakes[misled] if misled and share > 0.4 else first_part(evidence, share)


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
    """With the student's handle and number where the prover's were, and ids of their own."""
    handle, number = seen.parameters.variables["S"], seen.parameters.variables["N"]
    text = json.dumps(seen.as_json(), ensure_ascii=False).replace(handle, place.handle)
    for around in (".{}.", '"{}"'):  # in addresses, and by itself
        text = text.replace(around.format(number), around.format(place.number))
    return Sighting.from_json(json.loads(ID.sub(lambda found: _own_id(found[0], place), text)))


def _own_id(id_: str, place: Place) -> str:
    own = uuid5(NAMESPACE_OID, f"{place.handle} {id_}")
    return str(own) if "-" in id_ else own.hex
