"""What a first boot with cloud-init prints to the console, played for the few words that labs use.

Nothing is executed. `echo`, and `lsblk` and `swapon` with the options below, say what they would say in an instance of
this flavor; every other command is passed over in silence. What goes into a file is not on the console.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import yaml

GIB, MIB, KIB = 1024**3, 1024**2, 1024
BOOT_SECTORS = MIB  # before the root partition
SWAP_HEAD = 4 * KIB  # the page that a swap space keeps for itself
LSBLK = ("lsblk", "-bnr", "-o", "NAME,TYPE,SIZE,MOUNTPOINT")
SWAPON = ("swapon", "--noheadings", "--show=NAME,SIZE", "--bytes")
CONSOLES = frozenset({"/dev/console", "/dev/ttyS0", "/dev/tty0", "/dev/stdout"})
ENDS = frozenset({"&", "&&", ";", "|", "||"})  # of a command
OUTPUTS = frozenset({">", ">>", "&>", "&>>", ">&"})
SUBSTITUTION = ("$(", "`")


@dataclass(frozen=True)
class Disk:
    """A block device with its size in bytes; `use` is where it is mounted, [SWAP], or nothing."""

    size: int
    use: str = ""


@dataclass(frozen=True)
class Disks:
    """What the instance has when it boots, in this order; the first one holds the root file system."""

    root: int
    ephemeral: Sequence[int] = ()
    swap: int = 0
    volumes: Sequence[int] = ()

    def lsblk(self) -> Iterator[str]:
        for name, disk in self._named():
            yield f"{name} disk {disk.size} {disk.use}".rstrip()
            if name == "vda":
                yield f"vda1 part {disk.size - BOOT_SECTORS} /"

    def swapon(self) -> Iterator[str]:
        yield from (f"/dev/{name} {disk.size - SWAP_HEAD}" for name, disk in self._named() if disk.use == "[SWAP]")

    def _named(self) -> Iterator[tuple[str, Disk]]:
        mounts = ["/mnt", *[""] * len(self.ephemeral)]  # cloud-init mounts the first one alone
        disks = [Disk(self.root), *(Disk(size, use) for size, use in zip(self.ephemeral, mounts, strict=False))]
        disks += [Disk(self.swap, "[SWAP]")] if self.swap else []
        disks += [Disk(size) for size in self.volumes]
        yield from ((f"vd{chr(ord('a') + number)}", disk) for number, disk in enumerate(disks))


def play(user_data: bytes, disks: Disks) -> list[str]:
    """The lines on the console; none for user data that cloud-init would not run either."""
    text = user_data.decode("utf-8", "replace")
    if text.startswith("#!"):
        return _Shell(disks).run(text.splitlines()[1:])
    if text.startswith("#cloud-config"):
        return _Shell(disks).run(_runcmd(text))
    return []


def _runcmd(text: str) -> list[str]:
    try:
        config = yaml.safe_load(text)
    except yaml.YAMLError:
        return []
    listed = config.get("runcmd") if isinstance(config, dict) else None
    items = listed if isinstance(listed, list) else []
    return [line for item in items for line in _command(item)]


def _command(item: object) -> list[str]:
    """A text is for the shell; a list is one command, its words as they are."""
    if isinstance(item, list):
        return [shlex.join(map(str, item))]
    return str(item).splitlines()


@dataclass
class _Shell:
    disks: Disks
    printed: list[str] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)  # how much had been printed where each open { began

    def run(self, lines: Iterable[str]) -> list[str]:
        for line in lines:
            if not any(sign in line for sign in SUBSTITUTION):
                self._line(line)
        return self.printed

    def _line(self, line: str) -> None:
        try:
            lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
            lexer.commenters, lexer.whitespace_split = "#", True
            words = list(lexer)
        except ValueError:  # a quotation that goes on in the next line
            return
        command: list[str] = []
        before = ""
        for word in [*words, ";"]:
            if word not in ENDS:
                command.append(word)
                continue
            if command and before != "||":  # everything succeeds here
                self._simple(command, into_pipe=word == "|")
            command, before = [], word

    def _simple(self, command: list[str], *, into_pipe: bool) -> None:
        words, places = _redirected(command)
        if words[:1] == ["{"]:
            self.groups.append(len(self.printed))
            words = words[1:]
        elsewhere = bool(places) and not CONSOLES & set(places)
        if words[:1] == ["}"]:
            begun = self.groups.pop() if self.groups else len(self.printed)
            self.printed = self.printed[:begun] if elsewhere else self.printed
        elif words[:1] == ["exec"]:
            return
        elif not elsewhere:
            self.printed += self._said(words) if not into_pipe or words[:1] == ["echo"] else []

    def _said(self, words: list[str]) -> list[str]:
        if words[:1] == ["echo"]:
            return [" ".join(word for word in words[1:] if word not in {"-n", "-e"})]
        if tuple(words) == LSBLK:
            return list(self.disks.lsblk())
        return list(self.disks.swapon()) if tuple(words) == SWAPON else []


def _redirected(command: Sequence[str]) -> tuple[list[str], list[str]]:
    """The words of a command without its redirections, and where its output goes."""
    words: list[str] = []
    places: list[str] = []
    rest = iter(command)
    for word in rest:
        if word in OUTPUTS:
            stream = words.pop() if words and words[-1].isdigit() and len(words) > 1 else "1"
            place = next(rest, "")
            places += [place] if stream == "1" and not place.isdigit() else []
        else:
            words.append(word)
    return words, places
