"""Connections by openstacksdk, as described in `clouds.yaml` terms, kept open for as long as they serve."""

import json
from functools import lru_cache
from typing import Any, cast

import openstack
from django.conf import settings
from keystoneauth1.access import AccessInfo
from keystoneauth1.exceptions import EndpointNotFound
from keystoneauth1.identity.base import BaseIdentityPlugin
from openstack.connection import Connection
from openstack.identity.v3._proxy import Proxy as IdentityProxy

from labs.credentials import student_config
from labs.models import Cloud, Place

# keystoneauth waits 0.5 s, 1 s … between tries; a run's deadline passes over whatever is still trying.
RETRIES = {"connect_retries": 2, "status_code_retries": 2}
GATEWAY = [502, 503, 504]


def grader(cloud: Cloud) -> Connection:
    """The grader's connection, a cloud administrator's. One for each process and version of the credentials."""
    return _connection(cloud.slug, json.dumps(cloud.config, sort_keys=True))


def observer(cloud: Cloud) -> Connection:
    """The same for looking: what only reads is tried again after a gateway's errors too."""
    return _connection(cloud.slug, json.dumps(cloud.config | {"retriable_status_codes": GATEWAY}, sort_keys=True))


@lru_cache(maxsize=256)
def in_project(connection: Connection, project_id: str) -> Connection:
    """The same user in another project, where they need a role: an object store's account asks for one."""
    return connection.connect_as(project_id=project_id)


def identity(connection: Connection) -> IdentityProxy:
    """Keystone's v3 API, the only one that knows domains."""
    proxy = connection.identity
    if not isinstance(proxy, IdentityProxy):
        raise EndpointNotFound("the cloud has no Identity API v3")
    return proxy


def access_of(connection: Connection) -> AccessInfo:
    """What Keystone says of who signed in: their roles, and the catalogue of services."""
    return cast(BaseIdentityPlugin, connection.session.auth).get_access(connection.session)


def student(place: Place, project_id: str) -> Connection:
    """A connection with the student's own credentials on one of their projects."""
    return open_connection(place.cloud.slug, student_config(place, project_id=project_id))


@lru_cache(maxsize=32)
def _connection(slug: str, config: str) -> Connection:
    return open_connection(slug, json.loads(config))


def open_connection(slug: str, config: dict[str, Any]) -> Connection:
    """Open what a `clouds.yaml` entry describes; nothing is read from this machine's own files or environment."""
    return openstack.connect(
        cloud=None,
        app_name=f"classroom-{slug}",
        load_yaml_config=False,
        load_envvars=False,
        api_timeout=settings.OVERCLOUD_CALL_S,
        **(RETRIES | config),
    )
