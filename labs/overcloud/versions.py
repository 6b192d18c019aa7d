"""What a service says of its versions, had before it is asked for anything that depends on them.

keystoneauth hides why it could not read a service's versions, and openstacksdk then speaks the oldest one: answers lack
fields (Nova's flavors, the projects of Cinder's backups), and good work would look like a mistake.
"""

from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

import keystoneauth1.exceptions as keystone_errors
from keystoneauth1.discover import Discover, get_discovery, normalize_version_number
from openstack.connection import Connection
from requests.exceptions import ContentDecodingError

WITH_MICROVERSIONS = frozenset({"compute", "block_storage", "shared_file_system", "baremetal"})
DEPENDING = WITH_MICROVERSIONS | {"image"}  # openstacksdk has no Glance without its versions


def require_versions(connection: Connection, service: str) -> None:
    """Have the document read, once for each connection. `service`: openstacksdk's word.

    Raises what stands in the way; a service that the catalogue does not have is left to whoever asks it.
    """
    service_type = service.replace("_", "-")
    url = connection.config.get_endpoint(service_type) or connection.config.get_endpoint_from_catalog(service_type)
    if service not in DEPENDING or not url:
        return
    trouble: Exception | None = None
    for place in places_of(url, above=service not in WITH_MICROVERSIONS):
        try:
            keep(connection, place, get_discovery(connection.session, place, authenticated=False))
            return
        except keystone_errors.DiscoveryFailure as error:  # it answered, and not with a document
            trouble = ContentDecodingError(str(error))
        except (keystone_errors.HttpError, keystone_errors.ConnectionError) as error:
            trouble = error
    if trouble:
        raise trouble


def keep(connection: Connection, place: str, document: Discover) -> None:
    """Have it known under both spellings of its address: keystoneauth uses either and would ask again."""
    for spelling in (place, f"{place}/"):
        get_discovery(connection.session, spelling, cache={spelling: document}, authenticated=False)


def places_of(url: str, *, above: bool) -> Iterator[str]:
    """Where the document may be: at the version's address, then `above` it.

    The one above has microversions too, but openstacksdk does not read them there.
    """
    parts = urlsplit(url.rstrip("/"))
    segments = parts.path.split("/")
    if len(segments) > 1 and _is_version(segments[-2]):
        segments.pop()  # a project's id
    yield urlunsplit(parts._replace(path="/".join(segments)))
    if above and _is_version(segments[-1]):
        yield urlunsplit(parts._replace(path="/".join(segments[:-1])))


def _is_version(segment: str) -> bool:
    try:
        normalize_version_number(segment)
    except TypeError:
        return False
    return True
