"""Do pieces of work side by side, each as soon as all that it builds on is done."""

from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

AT_ONCE = 8


@dataclass(frozen=True)
class Piece:
    """A named piece of work; names in `after` that nobody has count as done."""

    name: str
    work: Callable[[], Any]
    after: frozenset[str] = frozenset()


def do_side_by_side(pieces: Iterable[Piece], done: Callable[[Piece, Any], None]) -> None:
    """Do all of them. `done` is called in this thread with each result, before what builds on it begins.

    When one fails, those that are under way end and are told, no further ones begin, and the first error is raised.
    """
    waiting = list(pieces)
    running: dict[Future[Any], Piece] = {}
    errors: list[BaseException] = []
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="lifecycle") as pool:
        while running or (waiting and not errors):
            unfinished = {piece.name for piece in [*waiting, *running.values()]}
            for piece in [piece for piece in waiting if not errors and not piece.after & unfinished]:
                waiting.remove(piece)
                running[pool.submit(piece.work)] = piece
            if not running:
                raise ValueError(f"{waiting[0].name} waits for itself")
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                piece = running.pop(future)
                if error := future.exception():
                    errors.append(error)
                else:
                    done(piece, future.result())
    if errors:
        raise errors[0]
