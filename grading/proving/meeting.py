"""Two students at the same lab at the same time: one has solved it, the other has not begun."""

from dataclasses import dataclass, field
from threading import Event

from grading.proving.attempt import Seen

PATIENCE_S = 900.0


@dataclass
class Meeting:
    """Each side says when it has come so far, and waits for the other."""

    _solved: Event = field(default_factory=Event)
    _looked: Event = field(default_factory=Event)
    _work: Seen | None = None

    def show(self, work: Seen | None) -> None:
        """The one who solved it; what is shown first counts. None: there is nothing to see, because it went wrong."""
        if not self._solved.is_set():
            self._work = work
            self._solved.set()

    def wait_for_look(self) -> bool:
        """Before the work is taken away. False when nobody came."""
        return self._looked.wait(PATIENCE_S)

    def wait_for_work(self) -> Seen | None:
        """The one who has not begun."""
        self._solved.wait(PATIENCE_S)
        return self._work

    def leave(self) -> None:
        self._looked.set()
