"""What a student downloads to reach the cloud with the ordinary `openstack` command, as each person of a lab."""

import base64
import hashlib
import hmac
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from labs.models import Place, Session
from labs.schema import fill

USER, SECOND, OPERATOR = "user", "second", "operator"


@dataclass(frozen=True)
class Credentials:
    """One person's way into the cloud: to a project, or, where that is empty, to the domain itself."""

    place: Place
    user: str
    password: str
    project: str

    @property
    def scope(self) -> str:
        return self.project or self.place.domain

    @property
    def rc_name(self) -> str:
        """`<user>-<project>-rc`; the names' common prefix, which is the student's handle, is said once."""
        return f"{self.user}-{self.scope.removeprefix(f'{self.place.handle}-')}-rc"

    @property
    def rc_text(self) -> str:
        """A shell file to source. It sets this scope's variables and forgets what another rc has set."""
        lines = [f"# {self.rc_name}: source this file, then use the openstack command"]
        lines += ["for name in ${!OS_*}; do unset $name; done"]
        lines += [f"export {name}={shlex.quote(value)}" for name, value in self._variables.items() if value]
        return "\n".join(lines) + "\n"

    @property
    def _variables(self) -> dict[str, str]:
        scope = (
            {"OS_PROJECT_NAME": self.project, "OS_PROJECT_DOMAIN_NAME": self.place.domain}
            if self.project
            else {"OS_DOMAIN_NAME": self.place.domain}
        )
        return {
            "OS_AUTH_URL": self.place.cloud.public_auth_url,
            "OS_USERNAME": self.user,
            "OS_PASSWORD": self.password,
            "OS_USER_DOMAIN_NAME": self.place.domain,
            **scope,
            "OS_REGION_NAME": self.place.cloud.config.get("region_name", ""),
            "OS_IDENTITY_API_VERSION": "3",
        }

    @property
    def cloud_entry(self) -> dict[str, Any]:
        """The same as an entry of `clouds.yaml`."""
        auth = {
            name.removeprefix("OS_").lower(): value
            for name, value in self._variables.items()
            if name not in {"OS_REGION_NAME", "OS_IDENTITY_API_VERSION"}
        }
        return _entry(self.place, auth)


def home_credentials(place: Place) -> Credentials:
    return Credentials(place, place.handle, place.password, place.home_project)


def credentials_of(session: Session) -> dict[str, Credentials]:
    """Everybody who can work in a lab: person → their credentials, the student first.

    In a lab whose project the student makes, the student alone has only the home project to go to.
    """
    place, start = session.place, session.definition.content.get("start", {})
    persons = start.get("persons", [])
    found = {
        USER: home_credentials(place)
        if start.get("own_project")
        else Credentials(place, place.handle, place.password, session.project)
    }
    if SECOND in persons:
        found[SECOND] = person(place, second_user(place), second_project(session))
    if OPERATOR in persons:
        found[OPERATOR] = person(place, operator_user(place), "")
    made = {item["bind"]: item["user"]["name"] for item in start.get("make", []) if item.get("user")}
    values = {"S": place.handle, "N": str(place.number)}
    return found | {bind: person(place, fill(name, values), session.project) for bind, name in made.items()}


def person(place: Place, user: str, project: str) -> Credentials:
    return Credentials(place, user, password_of(place, user), project)


def second_user(place: Place) -> str:
    return f"{place.handle}-user2"


def second_project(session: Session) -> str:
    return f"{session.project}-b"


def operator_user(place: Place) -> str:
    return f"{place.handle}-oper"


def password_of(place: Place, user: str) -> str:
    """Of a further user in a student's domain. It follows from the student's own, so that nothing else is stored."""
    digest = hmac.digest(str(place.password).encode(), user.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest[:12]).decode()


def person_rc(session: Session, name: str) -> str:
    """The rc file of one of the lab's persons. Raises KeyError for a person whom the lab does not have."""
    return credentials_of(session)[name].rc_text


def clouds_text(people: Mapping[str, Credentials]) -> str:
    """A `clouds.yaml` with an entry for each: the student's is named after the project, others after the person."""
    entries = {one.scope if who == USER else f"{one.scope}-{who}": one.cloud_entry for who, one in people.items()}
    return yaml.safe_dump({"clouds": entries}, sort_keys=False)


def student_config(place: Place, *, project_id: str) -> dict[str, Any]:
    """The student's entry of `clouds.yaml` for a project given by id."""
    auth = {
        "auth_url": place.cloud.public_auth_url,
        "username": place.handle,
        "password": place.password,
        "user_domain_name": place.domain,
        "project_id": project_id,
    }
    return _entry(place, auth)


def _entry(place: Place, auth: dict[str, Any]) -> dict[str, Any]:
    return {
        "auth": auth,
        "region_name": place.cloud.config.get("region_name", ""),
        "identity_api_version": "3",
    }
