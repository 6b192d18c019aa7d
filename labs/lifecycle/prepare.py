"""What start does in the cloud: the lab's project, the student's role in it, and the resources it begins with."""

from collections.abc import Callable

from openstack.connection import Connection
from openstack.network.v2.network import Network
from openstack.network.v2.subnet import Subnet

from labs.kinds import Kind
from labs.lifecycle.places import grant_grader, grant_member, project_in
from labs.models import Place
from labs.overcloud.causes import Cause, Trouble
from labs.schema import Given, LabDefinition
from labs.schema.making import NetworkToMake, Preparation, SubnetToMake

PROJECT = "project"  # the binding under which the lab's project is recorded
Record = Callable[[str, str, str, str], None]  # binding, kind, id, name
Progress = Callable[[str, int], None]  # step, percent


class CannotPrepare(Exception):
    """Start cannot get through for a reason of the cloud's."""

    def __init__(self, cause: Cause) -> None:
        super().__init__(cause.detail)
        self.cause = cause


def prepare_session(
    connection: Connection,
    *,
    definition: LabDefinition,
    place: Place,
    project_name: str,
    recorded: dict[str, str],
    record: Record,
    progress: Progress,
) -> None:
    """Make what is not `recorded` (binding → id) yet. May be repeated after a crash.

    `definition` has its variables filled in. Raises CannotPrepare, and whatever openstacksdk raises.
    """
    progress("site", 10)
    for given in definition.given:
        require_given(connection, given)
    progress("project", 30)
    project = project_in(connection, place.domain_id, project_name)
    record(PROJECT, PROJECT, project.id, project.name)
    grant_member(connection, user_id=place.user_id_in_cloud, project_id=project.id)
    grant_grader(connection, project_id=project.id)
    if definition.start.quota.networks:
        _raise_network_quota(connection, project.id, definition.start.quota.networks)
    known = dict(recorded)
    for index, item in enumerate(definition.start.make):
        progress(item.kind, 50 + 50 * index // len(definition.start.make))
        if item.bind not in known:
            made = _make(connection, item, project_id=project.id, known=known)
            record(item.bind, item.kind, made.id, made.name)
            known[item.bind] = made.id
    progress("done", 100)


def require_given(connection: Connection, given: Given) -> None:
    """Something the site should offer exactly once. Raises CannotPrepare."""
    if given.kind is Kind.IMAGE:
        names = [image.name for image in connection.image.images(visibility="public")]
    else:
        names = [flavor.name for flavor in connection.compute.flavors()]
    if names.count(given.name) != 1:
        detail = f"{names.count(given.name)} public {given.kind}s are named {given.name}"
        raise CannotPrepare(Cause(Trouble.MISSING, given.kind, detail))


def _make(connection: Connection, item: Preparation, *, project_id: str, known: dict[str, str]) -> Network | Subnet:
    """Make one resource in the project; one of that name left by a crash before recording is taken over."""
    if item.network:
        return _make_network(connection, item.network, project_id)
    if item.subnet:
        return _make_subnet(connection, item.subnet, project_id, known[item.subnet.network])
    raise ValueError(item)


def _make_network(connection: Connection, wanted: NetworkToMake, project_id: str) -> Network:
    left = list(connection.network.networks(project_id=project_id, name=wanted.name))
    return left[0] if left else connection.network.create_network(project_id=project_id, name=wanted.name)


def _make_subnet(connection: Connection, wanted: SubnetToMake, project_id: str, network_id: str) -> Subnet:
    left = list(connection.network.subnets(project_id=project_id, name=wanted.name))
    if left:
        return left[0]
    return connection.network.create_subnet(
        project_id=project_id, name=wanted.name, network_id=network_id, ip_version=4, cidr=wanted.cidr
    )


def _raise_network_quota(connection: Connection, project_id: str, networks: int) -> None:
    quota = connection.network.get_quota(project_id)
    if 0 <= quota.networks < networks:
        connection.network.update_quota(project_id, networks=networks)
