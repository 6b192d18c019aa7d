"""One look at what a student has, outside of any run: nothing is stored, nothing is graded."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.utils import timezone

from grading.authoring.sightings import Sighting
from grading.engine.agreement import distrust
from grading.engine.judging import Parameters
from grading.engine.needs import kinds_of
from grading.engine.observation import Observation, Tenancy
from grading.engine.trying import list_tries
from grading.models import Run
from grading.observing.looking import Look, observe
from grading.observing.scope import deal
from grading.observing.trying import reach_of, try_all
from grading.running import Job, own_projects_of
from labs.kinds import Kind
from labs.models import Cloud, Lab, Place, Session
from labs.overcloud.connections import grader, identity
from labs.schema import LabDefinition
from labs.site import fill_definition, variables_of_place

Content = dict[str, Any]


class NowhereToLook(Exception):
    """There is no student, session or project of this name; the text says which."""


@dataclass(frozen=True)
class Where:
    """What is looked at, and what the checks are given besides."""

    cloud: Cloud
    tenancy: Tenancy
    parameters: Parameters


def find_place(handle: str, cloud: str | None) -> Place:
    """A student's place by handle. Raises NowhereToLook when there is none, or one in each of several clouds."""
    places = Place.objects.select_related("cloud", "user").filter(handle=handle)
    found = list(places.filter(cloud__slug=cloud) if cloud else places)
    if len(found) == 1:
        return found[0]
    clouds = ", ".join(place.cloud.slug for place in found)
    raise NowhereToLook(
        f"{handle} has a place in {clouds}: name one with --cloud" if found else f"no student has the handle {handle}"
    )


def where_of_session(place: Place, lab: Lab) -> Where:
    """The student's open session of the lab. Raises NowhereToLook."""
    sessions = Session.objects.select_related("place__cloud", "lab", "definition").filter(place=place, lab=lab)
    session = sessions.exclude(state__in=(Session.State.FINISHED, Session.State.PREPARING)).first()
    if session is None:
        raise NowhereToLook(f"{place.handle} has no open session of {lab.slug}: start one, or name a --project")
    job = Job(Run(session=session, definition=session.definition))
    own = own_projects_of([job])
    if own.cause:
        raise NowhereToLook(
            f"{place.handle}: {own.cause.service} could not tell where the project is: {own.cause.detail}"
        )
    return Where(place.cloud, job.tenancy_with(own), job.parameters)


def where_of_project(place: Place, project: str) -> Where:
    """Any project of the cloud, by name or id, with the student's values for variables. Raises NowhereToLook."""
    known = [item for item in identity(grader(place.cloud)).projects() if project in (item.name, item.id)]
    own = [item for item in known if item.domain_id == place.domain_id]
    found = own if len(known) > 1 and own else known
    if len(found) != 1:
        raise NowhereToLook(f"the cloud has {len(found)} projects {project}" + (": name its id" if found else ""))
    variables = variables_of_place(place) | {"P": found[0].name, "NONCE": "", "RC": ""}
    capabilities = place.cloud.capabilities
    tenancy = Tenancy(found[0].id, "", place.domain_id, place.handle)
    return Where(place.cloud, tenancy, Parameters(variables, capabilities=capabilities))


def look_once(content: Content, where: Where, phase: str = "") -> Iterator[tuple[Kind, float, Sighting]]:
    """Each kind as it arrives: after how many seconds, and all that was seen so far."""
    began, told = time.monotonic(), set[Kind]()
    where = replace(where, parameters=replace(where.parameters, phase=phase))
    definition = fill_definition(content, where.parameters.variables)
    look: Look = {}
    for look in observe(
        grader(where.cloud), tenancies=[where.tenancy], kinds=kinds_of(definition), limit_s=settings.OBSERVATION_S
    ):
        seen = _sighting(definition, deal(look, where.tenancy), where)
        yield from _new(look.keys() - told, began, seen)
        told |= look.keys()
    tried = _try(definition, deal(look, where.tenancy), where)
    yield from _new(tried.collections.keys() - told, began, _sighting(definition, tried, where))


def _new(kinds: set[Kind], began: float, seen: Sighting) -> Iterator[tuple[Kind, float, Sighting]]:
    for kind in sorted(kinds):
        yield kind, time.monotonic() - began, seen


def _try(definition: LabDefinition, observation: Observation, where: Where) -> Observation:
    tries = list_tries(definition, where.parameters, observation)
    found = try_all(tries, reach_of(where.cloud, where.tenancy), limit_s=settings.OBSERVATION_S) if tries else {}
    return Observation(where.tenancy, {**observation.collections, **found})


def _sighting(definition: LabDefinition, observation: Observation, where: Where) -> Sighting:
    return Sighting(definition.slug, distrust(observation), where.parameters, timezone.now().isoformat())
