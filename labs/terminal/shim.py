"""Stands in a shell's path for a program of the client's environment: `python -IS shim.py SOCKET PROGRAM WORDS…`.

It hands its standard files, folder and variables to the resident process (resident.py), waits, and exits as the program
did.
"""

import json
import os
import socket
import sys


def main(address: str, program: str, *words: str) -> int:
    request = {
        "program": program,
        "words": [program, *words],
        "folder": os.getcwd(),  # noqa: PTH109  pathlib takes longer to import than all the rest
        "variables": dict(os.environ),
    }
    with socket.socket(socket.AF_UNIX) as resident:
        resident.connect(address)
        data = json.dumps(request).encode() + b"\0"
        sent = socket.send_fds(resident, [data], [0, 1, 2])
        resident.sendall(data[sent:])
        answer = resident.recv(16)
    if not answer:
        sys.stderr.write(f"{program}: the resident client is gone\n")
        return 70  # EX_SOFTWARE
    return int(answer)


if __name__ == "__main__":
    status = main(*sys.argv[1:])
    if status < 0:  # it died by a signal; so do we
        os.kill(os.getpid(), -status)
    os._exit(status)
