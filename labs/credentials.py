"""What a student downloads to reach the cloud with the ordinary `openstack` command."""

import shlex
from typing import Any

import yaml

from labs.models import Place


def rc_name(place: Place, project: str) -> str:
    """`<user>-<project>-rc`; the projects' common prefix, which is the user's name, is said once."""
    return f"{place.handle}-{project.removeprefix(f'{place.handle}-')}-rc"


def rc_text(place: Place, project: str) -> str:
    """A shell file to source. It sets this project's variables and forgets what another rc has set."""
    values = {
        "OS_AUTH_URL": place.cloud.public_auth_url,
        "OS_USERNAME": place.handle,
        "OS_PASSWORD": place.password,
        "OS_USER_DOMAIN_NAME": place.domain,
        "OS_PROJECT_NAME": project,
        "OS_PROJECT_DOMAIN_NAME": place.domain,
        "OS_REGION_NAME": place.cloud.config.get("region_name", ""),
        "OS_IDENTITY_API_VERSION": "3",
    }
    lines = [f"# {rc_name(place, project)}: source this file, then use the openstack command"]
    lines += ["for name in ${!OS_*}; do unset $name; done"]
    lines += [f"export {name}={shlex.quote(value)}" for name, value in values.items() if value]
    return "\n".join(lines) + "\n"


def clouds_text(place: Place, project: str) -> str:
    """A `clouds.yaml` with this one cloud, named after the project."""
    return yaml.safe_dump({"clouds": {project: student_config(place, project=project)}}, sort_keys=False)


def student_config(place: Place, *, project_id: str = "", project: str = "") -> dict[str, Any]:
    """The student's entry of `clouds.yaml`, for a project given by id or by name."""
    auth = {
        "auth_url": place.cloud.public_auth_url,
        "username": place.handle,
        "password": place.password,
        "user_domain_name": place.domain,
    }
    auth |= (
        {"project_id": project_id}
        if project_id
        else {
            "project_name": project,
            "project_domain_name": place.domain,
        }
    )
    return {
        "auth": auth,
        "region_name": place.cloud.config.get("region_name", ""),
        "identity_api_version": "3",
    }
