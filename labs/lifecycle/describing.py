"""From a stored session to what start and finish are about."""

from functools import partial
from typing import Any

from django.db.models import QuerySet

from labs.credentials import password_of
from labs.kinds import Kind
from labs.lifecycle.named import Owner
from labs.lifecycle.prepare import Preparing, Progress, Record
from labs.lifecycle.remove import Belongings
from labs.models import OPERATOR, PROJECT, SECOND, Cloud, Place, PreparedResource, Session
from labs.schema import LabDefinition, Quota
from labs.site import fill_definition, variables_of

OUTSIDE = frozenset({Kind.FLAVOR, Kind.VOLUME_TYPE, Kind.USER})  # made beside the lab's project
PERSONS = {SECOND: "second", OPERATOR: "operator"}


def preparing_of(session: Session, *, record: Record, progress: Progress) -> Preparing:
    place, site = session.place, session.place.cloud.site
    variables = variables_of(session)
    return Preparing(
        definition=fill_definition(session.definition.content, variables),
        owner=owner_of(session),
        site=variables,
        password_of=partial(password_of, place),
        domain_role=str(site.get("domain_operator_role", "manager")),
        project_role=str(site.get("operator_role", "operator")),
        capabilities=place.cloud.capabilities,
        record=record,
        progress=progress,
        recorded=dict(session.prepared.filter(removed_at=None).values_list("binding", "resource_id")),
        trusted=frozenset(_recorded_persons(place)),
        quotas=place.cloud.quotas,
    )


def belongings_of(session: Session) -> Belongings:
    """By all that was ever recorded for the session: an id is never given twice."""
    definition = fill_definition(session.definition.content, variables_of(session))
    recorded = list(session.prepared.values_list("binding", "kind", "resource_id"))
    projects = [session.project_id, *(id_ for _binding, kind, id_ in recorded if kind == PROJECT)]
    shared = _persons_of_others(session)
    return Belongings(
        owner=owner_of(session),
        projects=tuple(dict.fromkeys(filter(None, projects))),
        own_project=definition.start.own_project or "",
        made=tuple(
            (kind, id_)
            for binding, kind, id_ in recorded
            if kind in OUTSIDE and (binding not in PERSONS or PERSONS[binding] not in shared)
        ),
        names=tuple(_names(definition, variables_of(session), shared)),
    )


def list_projects_with_needs(cloud: Cloud) -> list[tuple[str, Quota]]:
    """The students' projects that stand, by id, with the quotas that their labs ask for."""
    places = Place.objects.filter(cloud=cloud).exclude(home_project_id="")
    sessions = Session.objects.filter(place__cloud=cloud, state=Session.State.OPEN).exclude(project_id="")
    homes = ((project_id, Quota()) for project_id in places.values_list("home_project_id", flat=True))
    starts = sessions.values_list("project_id", "definition__content")
    return [*homes, *((project_id, Quota(**_quota(content))) for project_id, content in starts)]


def _quota(content: dict[str, Any]) -> dict[str, int]:
    wanted: dict[str, int] = content.get("start", {}).get("quota", {})
    return wanted


def owner_of(session: Session) -> Owner:
    """What other sessions of the student build on stays, and so does the place itself."""
    place = session.place
    kept = {place.user_id_in_cloud, place.home_project_id, *_others(session).values_list("project_id", flat=True)}
    return Owner(place.domain_id, place.handle, place.user_id_in_cloud, frozenset(kept - {""}))


def _names(definition: LabDefinition, variables: dict[str, str], shared: set[str]) -> list[tuple[str, str]]:
    """By name: what the definition lists, and what a crash may have left before its id was recorded."""
    start = definition.start
    names: list[tuple[str, str]] = [(item.kind, item.name) for item in start.removes]
    names += [(str(item.kind), item.wanted.name) for item in start.make if item.kind in OUTSIDE]
    names += [] if start.own_project else [(PROJECT, variables["P"])]
    own = {"second": [(PROJECT, variables["P2"]), ("user", variables["U2"])], "operator": [("user", variables["O"])]}
    for person in start.persons:
        names += [(kind, name) for kind, name in own[person] if kind == PROJECT or person not in shared]
    return names


def _others(session: Session) -> QuerySet[Session]:
    """The student's other sessions that go on."""
    ending = (Session.State.FINISHING, Session.State.FINISHED)
    return Session.objects.filter(place=session.place_id).exclude(pk=session.pk).exclude(state__in=ending)


def _persons_of_others(session: Session) -> set[str]:
    contents = _others(session).values_list("definition__content", flat=True)
    return {person for content in contents for person in content.get("start", {}).get("persons", [])}


def _recorded_persons(place: Place) -> QuerySet[PreparedResource, str]:
    """Users whose password was set when they were recorded, and who are still there."""
    rows = PreparedResource.objects.filter(session__place=place, binding__in=PERSONS, removed_at=None)
    return rows.exclude(session__state=Session.State.FINISHED).values_list("resource_id", flat=True)
