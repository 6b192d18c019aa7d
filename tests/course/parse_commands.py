"""Runs inside the client's environment: says which quoted `openstack` commands the real client would refuse.

Reads a JSON list of argument lists, writes a JSON list of complaints in the same order, empty where there is none.
The client is started as usual, up to the point where it would ask a cloud; so all commands take one start.
"""

import contextlib
import io
import json
import sys

from openstackclient.shell import OpenStackShell

ABBREVIATED = "…"


def ready_shell() -> OpenStackShell:
    shell = OpenStackShell()
    shell.options, _ = shell.parser.parse_known_args([])
    shell.configure_logging()
    shell.initialize_app([])
    return shell


def complaint(shell: OpenStackShell, words: list[str]) -> str:
    """Why the client refuses these words; empty where it accepts them. An abbreviated command must only exist."""
    if words[0] == "help":
        return complaint(shell, [*words[1:], ABBREVIATED]) if words[1:] else ""
    try:
        factory, name, arguments = shell.command_manager.find_command([word for word in words if word != ABBREVIATED])
    except ValueError as error:
        return str(error)
    if ABBREVIATED in words:
        return ""
    said = io.StringIO()
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
        try:
            factory(shell, shell.options, cmd_name=name).get_parser(f"openstack {name}").parse_args(arguments)
        except SystemExit as stop:  # argparse leaves with 0 after --help, with 2 after an error
            return said.getvalue().strip().splitlines()[-1] if stop.code else ""
    return ""


def main() -> None:
    shell = ready_shell()
    commands: list[list[str]] = json.load(sys.stdin)
    json.dump([complaint(shell, words) for words in commands], sys.stdout)


if __name__ == "__main__":
    main()
