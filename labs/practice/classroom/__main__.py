"""`python -m labs.practice.classroom HOME on|off`: the stand-in of a classroom beside a running practice cloud.

It brings all nodes into that state and prints one line of JSON: how its hosts are reached. It ends with its standard
input; then the practice cloud's nodes are on again and its computes report.
"""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from labs.practice.classroom.answers import answer
from labs.practice.classroom.hosts import Hosts
from labs.practice.classroom.machines import OFF, ON, Machines, NoClassroom
from labs.practice.classroom.state import COMPUTES, HOSTS, Classroom, evening, morning
from labs.practice.settings import Folders

LOOK_S = 0.3
UP_SINCE = timedelta(hours=8)  # what is on from the beginning has been on for long
CUT_OFF = 255  # the exit status of ssh itself


class StandIn:
    """What the hosts answer follows what Ironic says of their power, and Nova's services follow both."""

    def __init__(self, folders: Folders) -> None:
        self._path = folders.root / "classroom.json"
        self._machines = Machines(folders)
        self._hosts = Hosts()
        self._room = Classroom.read(self._path)
        self._reporting: frozenset[str] | None = None
        self._turn = asyncio.Lock()

    async def begin(self, state: str) -> dict[str, object]:
        await asyncio.to_thread(self._machines.bring, state)
        room = replace((morning if state == ON else evening)(self._room), booted={})
        self._room = room.with_power(HOSTS, datetime.now(UTC) - UP_SINCE) if state == ON else room
        await self.follow()
        return self._hosts.ssh

    async def follow(self) -> None:
        """Let services, hosts and the file be as the nodes' power and the cluster want it."""
        async with self._turn:
            await self._look()
            await self._settle()

    async def _look(self) -> None:
        powered = await asyncio.to_thread(self._machines.powered)
        self._room = self._room.with_power(powered, datetime.now(UTC))

    async def _settle(self) -> None:
        """A host can be reached only when what it serves reports, so that whoever has reached it need not wait."""
        if self._room.reporting != self._reporting:
            await asyncio.to_thread(self._machines.let_report, self._room.reporting)
            self._reporting = self._room.reporting
        await self._hosts.listen(self._room.reachable(datetime.now(UTC)), self.run)
        self._room.write(self._path)

    async def run(self, host: str, text: str) -> tuple[str, str, int]:
        async with self._turn:
            await self._look()
            if not self._room.is_on(host):
                return "", f"{host} is off\n", CUT_OFF
            said = answer(host, text, self._room)
            if said.classroom != self._room:
                self._room = said.classroom
                await self._settle()
        return said.out, said.err, said.status

    async def end(self) -> None:
        """Leave a practice cloud that works."""
        await asyncio.to_thread(self._machines.bring, ON)
        await asyncio.to_thread(self._machines.let_report, frozenset(COMPUTES))
        await self._hosts.listen((), self.run)
        morning(self._room).with_power(HOSTS, datetime.now(UTC)).write(self._path)


async def stand_in(home: Path, state: str) -> None:
    room = StandIn(Folders(home / "practice"))
    try:
        ssh = await room.begin(state)
        print(json.dumps(ssh), flush=True)
        owner = asyncio.create_task(asyncio.to_thread(sys.stdin.read))
        while not owner.done():
            await room.follow()
            await asyncio.wait([owner], timeout=LOOK_S)
    finally:
        await room.end()


def main() -> int:
    home, state = Path(sys.argv[1]), {"on": ON, "off": OFF}[sys.argv[2]]
    try:
        asyncio.run(stand_in(home, state))
    except NoClassroom as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
