"""Try what checks ask for: an anonymous HTTP request, a TCP connection, a fixed command over ssh.

What the other side does is evidence, and stands in the record; what we could not do ourselves is a cause.
"""

import asyncio
import hashlib
import socket
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import asyncssh
import requests

from grading.engine.observation import Collection, Tenancy
from grading.engine.trying import Try
from grading.observing.reducing import plain
from labs.kinds import Kind
from labs.models import Cloud
from labs.overcloud.causes import Cause, Trouble
from labs.overcloud.connections import in_project, observer
from labs.overcloud.diagnosing import cause_of
from labs.remote_commands import COMMANDS, UnreadableOutput

CONNECT_S, ANSWER_S, COMMAND_S = 3.0, 5.0, 15.0
BODY_BYTES = 64 * 1024
SHOWN_CHARACTERS = 2000
TRIES_AT_ONCE = 8


@dataclass(frozen=True)
class Reach:
    """How this cloud's things are reached. `endpoint_of`: service → its public address for the lab's project.

    `ssh`: user, key (OpenSSH private key), and hosts: name → address, port, host_key. It is never logged.
    """

    endpoint_of: Callable[[str], str]
    ssh: Mapping[str, Any]


def reach_of(cloud: Cloud, tenancy: Tenancy) -> Reach:
    def endpoint_of(service: str) -> str:
        account = in_project(observer(cloud), tenancy.project_id)
        return str(account.session.get_endpoint(service_type=service.replace("_", "-"), interface="public"))

    return Reach(endpoint_of, cloud.ssh or {})


def try_all(tries: Sequence[Try], reach: Reach, *, limit_s: float) -> dict[Kind, Collection]:
    """All of them side by side, within one deadline; by kind, each with its records or its cause. Never raises."""
    if not tries:
        return {}
    pool = ThreadPoolExecutor(TRIES_AT_ONCE, thread_name_prefix="try")
    began = {pool.submit(_try_one, item, reach): item for item in tries}
    done, late = wait_for(began, timeout=limit_s)
    pool.shutdown(wait=False, cancel_futures=True)
    found: dict[Kind, Collection] = {kind: _collection(kind, done, began) for kind in {item.kind for item in tries}}
    too_late = Cause(Trouble.TIMEOUT, "probe", "the run's deadline passed").as_json()
    return found | {began[future].kind: Collection(cause=too_late) for future in late}


def _collection(kind: Kind, done: Iterable[Any], began: Mapping[Any, Try]) -> Collection:
    results = [future.result() for future in done if began[future].kind is kind]
    causes = [result for result in results if isinstance(result, Cause)]
    if causes:
        return Collection(cause=causes[0].as_json())
    return Collection(
        tuple(sorted(results, key=lambda record: (record["check_id"], record.get("host") or ""))),
        datetime.now(UTC).isoformat(),
    )


def _try_one(item: Try, reach: Reach) -> dict[str, Any] | Cause:
    try:
        return plain(TRIES[item.kind](item, reach))
    except (asyncssh.PermissionDenied, asyncssh.HostKeyNotVerifiable) as error:
        return Cause(Trouble.FORBIDDEN, "ssh", f"{item.host}: {type(error).__name__}")
    except Exception as error:  # noqa: BLE001 - ours: what the other side does, each try turns into its record
        return cause_of(error, "ssh" if item.kind is Kind.COMMAND else "probe")


def try_http(item: Try, reach: Reach) -> dict[str, Any]:
    """GET as anybody: no credentials, no proxy, no redirect, the first 64 KiB."""
    base = reach.endpoint_of(item.service).rstrip("/") if item.service else f"http://{item.host}:{item.port}"
    url = base + item.path
    record = {"check_id": item.check_id, "url": url, "status": None, "content_length": None}
    try:
        with requests.Session() as session:
            session.trust_env = False
            with session.get(url, timeout=(CONNECT_S, ANSWER_S), stream=True, allow_redirects=False) as answer:
                return record | {"status": answer.status_code, "error": None} | _body(answer)
    except requests.RequestException as error:
        return record | {"digest": None, "md5": None, "body": "", "error": type(error).__name__}


def _body(answer: requests.Response) -> dict[str, Any]:
    body, until = b"", time.monotonic() + ANSWER_S
    for chunk in answer.iter_content(8192):
        body += chunk
        if len(body) >= BODY_BYTES or time.monotonic() > until:
            break
    return {
        "content_length": len(body),
        "digest": hashlib.sha256(body).hexdigest(),
        "md5": hashlib.md5(body, usedforsecurity=False).hexdigest(),
        "body": body.decode("utf-8", "replace")[:SHOWN_CHARACTERS],
    }


def try_tcp(item: Try, _reach: Reach) -> dict[str, Any]:
    record = {"check_id": item.check_id, "host": item.host, "port": item.port}
    try:
        socket.create_connection((item.host, item.port), timeout=CONNECT_S).close()
    except OSError as error:
        return record | {"is_open": False, "error": type(error).__name__}
    return record | {"is_open": True, "error": None}


def try_command(item: Try, reach: Reach) -> dict[str, Any]:
    """A host that does not answer, or a command that fails, is evidence; a key that is refused is our trouble."""
    record = {"check_id": item.check_id, "host": item.host, "command": item.command}
    host = reach.ssh.get("hosts", {}).get(item.host)
    if host is None:
        raise KeyError(f"the site's ssh settings have no host {item.host}")
    command = COMMANDS[item.command]
    try:
        status, output = asyncio.run(_run_remotely(host, reach.ssh, command.line))
        values = command.read(output) if status == 0 else {}
    except (OSError, TimeoutError, asyncssh.ConnectionLost) as error:
        return record | {"exit_status": None, "values": {}, "error": type(error).__name__}
    except UnreadableOutput as error:
        return record | {"exit_status": 0, "values": {}, "error": str(error)[:200]}
    return record | {"exit_status": status, "values": values, "error": None}


async def _run_remotely(host: Mapping[str, Any], ssh: Mapping[str, Any], line: str) -> tuple[int | None, str]:
    """The host's key must be the one on record; nothing of this machine's own ssh settings is read."""
    address, port = host["address"], int(host.get("port", 22))
    known = asyncssh.import_known_hosts(f"[{address}]:{port} {host['host_key']}\n{address} {host['host_key']}\n")
    connection = asyncssh.connect(
        address,
        port,
        username=ssh["user"],
        client_keys=[asyncssh.import_private_key(ssh["key"])],
        known_hosts=known,
        config=None,
        agent_path=None,
        connect_timeout=CONNECT_S,
        login_timeout=ANSWER_S,
    )
    async with connection as opened:
        done = await asyncio.wait_for(opened.run(line, check=False), COMMAND_S)
        return done.exit_status, str(done.stdout or "")[: BODY_BYTES * 4]


TRIES: dict[Kind, Callable[[Try, Reach], dict[str, Any]]] = {
    Kind.HTTP_PROBE: try_http,
    Kind.TCP_PROBE: try_tcp,
    Kind.COMMAND: try_command,
}
