"""What a run has to try by itself (a request, a connection, a command), worked out from what it saw so far. Pure."""

from dataclasses import dataclass

from grading.engine.judging import Parameters, make_scene
from grading.engine.needs import TRIED, capabilities_needed, names_needed
from grading.engine.observation import Observation, value_at
from grading.engine.scene import Scene
from labs.kinds import Kind
from labs.schema import Check, LabDefinition, is_reference, split_reference


@dataclass(frozen=True)
class Try:
    """`host`: an address or a name; `service`: whose public address stands in its place."""

    check_id: str
    kind: Kind
    host: str = ""
    port: int = 0
    path: str = ""
    service: str = ""
    command: str = ""


def list_tries(definition: LabDefinition, parameters: Parameters, observation: Observation) -> list[Try]:
    """One for each check that asks for it, applies, belongs to the phase, and has all that it builds on."""
    scene = make_scene(definition, parameters, observation)
    return [
        made
        for check in definition.checks
        if (check.subject in TRIED or check.function)
        and (check.phase or "") == parameters.phase
        and capabilities_needed(check, definition) <= parameters.capabilities
        and all(scene.bindings[name].record for name in names_needed(check))
        for made in _tries_of(check, scene)
        if made.host or made.service
    ]


def _tries_of(check: Check, scene: Scene) -> list[Try]:
    if check.function:
        command = check.function.command
        return [Try(check.id, Kind.COMMAND, host, command=command.run) for host in command.hosts] if command else []
    return [_try_of(check, scene)]


def _try_of(check: Check, scene: Scene) -> Try:
    kind = TRIED[check.subject]
    if check.http:
        host, service = _host(check.http.host or "", scene), check.http.service or ""
        return Try(check.id, kind, host, check.http.port, check.http.path, service)
    if check.tcp:
        return Try(check.id, kind, _host(check.tcp.host, scene), check.tcp.port)
    assert check.command  # noqa: S101 - TRIED has no other
    return Try(check.id, kind, check.command.host, command=check.command.run)


def _host(text: str, scene: Scene) -> str:
    if not is_reference(text):
        return text
    name, path = split_reference(text)
    return str(value_at(scene.record(name), path) or "")
