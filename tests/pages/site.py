"""A running site for the browser: Valkey, uvicorn and a stage hand that changes things from outside."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from config.processes.apart import Broker, end, environment_of, free_port, serve, wait_until

__all__ = ["Site", "run_site", "wait_until"]

ROOT = Path(__file__).resolve().parents[2]


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


@contextmanager
def run_site(home: Path) -> Iterator[Site]:
    """Everything prepared as `./run` does it, then served."""
    port = free_port()
    environment = environment_of(home, port)
    broker = Broker(home)
    broker.start()
    try:
        prepare(environment)
        with serve(home, environment) as web, (home / "hand.log").open("w") as log:
            hand = stage_hand(environment, log)
            try:
                yield Site(f"http://127.0.0.1:{port}", hand, broker, web.pid)
            finally:
                end(hand)
    finally:
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
