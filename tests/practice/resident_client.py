"""Runs `openstack` commands in one process of the client's environment, one JSON line for each.

Every command goes through the client's own `main`, as the `openstack` program does it; only the
second of imports before each is saved. This file runs in the client's environment, not in the tests'.
"""

import contextlib
import io
import json
import os
import sys

from openstackclient import shell
from osc_lib import clientmanager


def run(words: list[str], variables: dict[str, str], folder: str) -> dict[str, object]:
    for name in [name for name in os.environ if name.startswith("OS_")]:
        del os.environ[name]
    os.environ.update(variables)
    os.chdir(folder)
    forget_clients()
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            status = shell.main(words)
        except SystemExit as leaving:
            status = leaving.code
    return {"status": status or 0, "out": out.getvalue(), "err": err.getvalue()}


def forget_clients() -> None:
    """The client keeps its connections on a class, as its process has one user only."""
    for attribute in vars(clientmanager.ClientManager).values():
        if isinstance(attribute, clientmanager.ClientCache):
            attribute._handle = None


if __name__ == "__main__":
    sys.argv[0] = "openstack"
    answers = os.fdopen(os.dup(1), "w")
    for line in sys.stdin:
        answers.write(json.dumps(run(*json.loads(line))) + "\n")
        answers.flush()
