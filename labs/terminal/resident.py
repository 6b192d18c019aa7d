"""Runs the client's programs for many shells at once, each in a process of its own with everything imported already.

This file runs in the client's environment: `python resident.py SOCKET`. A shim (shim.py) sends its arguments,
variables, folder and standard files, and gets the exit status. The program is the one that the environment's own script
would start; only the second and a half of imports before it is saved.
"""

import json
import os
import selectors
import signal
import socket
import sys
from contextlib import suppress
from importlib.metadata import EntryPoint, entry_points
from types import FrameType
from typing import Any, NoReturn

from stevedore import ExtensionManager

PRELOADED = ("openstack.", "cliff.", "keystoneauth1.plugin")  # groups of entry points
REQUEST_BYTES = 1 << 20
UNCAUGHT = 1  # the exit status of a Python program that ends by an exception


def preload() -> None:
    """Import what the programs would import one after the other; what is not installed is left to whoever asks."""
    for program in programs().values():
        program.load()
    for group in sorted(entry_points().groups):
        if group.startswith(PRELOADED):
            ExtensionManager(group, on_load_failure_callback=lambda *_ignored: None)


def programs() -> dict[str, EntryPoint]:
    """The console scripts of the environment that people use on a cloud."""
    wanted = ("openstack", "swift", "manila")
    return {found.name: found for found in entry_points(group="console_scripts") if found.name in wanted}


class Resident:
    """One listener; each connection is one program. A shim that goes away takes its program with it."""

    def __init__(self, path: str) -> None:
        self._programs = programs()
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(path)
        self._listener.listen(64)
        self._shims: dict[int, socket.socket] = {}  # process → who waits for it
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._woken, self._waker = socket.socketpair()
        for end in (self._woken, self._waker):
            end.setblocking(False)
        signal.set_wakeup_fd(self._waker.fileno())
        signal.signal(signal.SIGCHLD, _nothing)
        self._selector.register(self._woken, selectors.EVENT_READ)
        self._selector.register(sys.stdin, selectors.EVENT_READ)  # closed when the owner is gone

    def serve(self) -> None:
        """Until the owner closes our standard input."""
        while True:
            for key, _events in self._selector.select():
                if key.fileobj is sys.stdin:
                    return self._end()
                if key.fileobj is self._listener:
                    self._begin()
                elif key.fileobj is self._woken:
                    self._woken.recv(4096)
                else:
                    self._abandon(key.data)
            self._reap()

    def _begin(self) -> None:
        shim, _address = self._listener.accept()
        try:
            request, files = _receive(shim)
        except (OSError, ValueError):  # it was killed while it asked
            shim.close()
            return
        process = os.fork()
        if process == 0:
            _become(self._programs, request, files)
        for file in files:
            os.close(file)
        self._shims[process] = shim
        self._selector.register(shim, selectors.EVENT_READ, process)

    def _abandon(self, process: int) -> None:
        self._selector.unregister(self._shims[process])
        os.kill(process, signal.SIGKILL)

    def _reap(self) -> None:
        while self._shims:
            process, status = os.waitpid(-1, os.WNOHANG)
            if not process:
                return
            shim = self._shims.pop(process)
            if shim.fileno() in self._selector.get_map():
                self._selector.unregister(shim)
            with suppress(OSError):  # perhaps nobody waits any longer
                shim.sendall(b"%d" % os.waitstatus_to_exitcode(status))
            shim.close()

    def _end(self) -> None:
        for process in self._shims:
            os.kill(process, signal.SIGKILL)


def _receive(shim: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """The request as JSON, ended by a zero byte, and the standard files that came with it."""
    data, files, _flags, _address = socket.recv_fds(shim, REQUEST_BYTES, 3)
    while not data.endswith(b"\0"):
        more = shim.recv(REQUEST_BYTES)
        if not more:
            raise ValueError("cut off")
        data += more
    request: dict[str, Any] = json.loads(data[:-1])
    return request, files


def _become(known: dict[str, EntryPoint], request: dict[str, Any], files: list[int]) -> NoReturn:
    """In the new process: be the program, as its own script would be. Never returns to the caller's loop."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for number, file in enumerate(files):
        os.dup2(file, number)
    os.closerange(3, max(files) + 64)
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["variables"])
    sys.argv[:] = request["words"]  # the very list that modules may have taken at their import
    _exit_as_python_does(known[request["program"]])


def _exit_as_python_does(program: EntryPoint) -> NoReturn:
    try:
        _say_and_exit(program.load()())
    except SystemExit as leaving:
        _say_and_exit(leaving.code)
    except BaseException:  # noqa: BLE001  what Python itself does at the end of a program
        sys.excepthook(*sys.exc_info())
        _flush_and_exit(UNCAUGHT)


def _say_and_exit(code: object) -> NoReturn:
    """What `sys.exit` makes of its argument."""
    if code is None or isinstance(code, int):
        _flush_and_exit(code or 0)
    sys.stderr.write(f"{code}\n")
    _flush_and_exit(UNCAUGHT)


def _flush_and_exit(status: int) -> NoReturn:
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        status = status or UNCAUGHT
    os._exit(status & 0xFF)


def _nothing(_signal: int, _frame: FrameType | None) -> None:
    """A handler must be there for the signal to wake us."""


if __name__ == "__main__":
    path = sys.argv[1]
    sys.argv[:] = ["openstack"]  # by this name the client speaks of itself, from its import on
    preload()
    resident = Resident(path)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    resident.serve()
