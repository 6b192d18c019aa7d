"""One student's session of a lab under proof: what students do on the page and in their shell, by the same services.

The classroom's workers prepare, grade and finish; here it is asked for and waited for.
"""

import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Self

from grading.authoring.telling import tell_cause
from grading.engine.judging import Parameters
from grading.engine.observation import Observation
from grading.engine.verdicts import Verdict
from grading.models import Run
from grading.proving.comparing import Fault
from grading.proving.machines import RC as RC_OF_STACK
from grading.proving.machines import Machines
from grading.proving.settling import wait_until_settled
from grading.proving.subject import Subject
from grading.proving.waiting import TooLate, wait_for
from grading.queries import list_verdicts
from grading.services import request_run
from labs.credentials import credentials_of
from labs.models import Place, Session
from labs.schema.proving import STACK, SolutionStep
from labs.services import Refused, finish_session, give_answers, start_session
from labs.site import files_of, ids_of, variables_of
from labs.terminal.shell import Clients, Shell

START_S, FINISH_S, GRADE_S, COMMANDS_S = 150.0, 180.0, 120.0, 240.0
LOOKS = 3  # gradings asked for when something could not be seen
LINES_TOLD = 20  # of commands that fail, and of what they say
AT_WORK = (Session.State.PREPARING, Session.State.FINISHING)
STOPPED = Fault("prover", "to go on", "stopped")


class Failed(Exception):
    """The proof cannot go on from here."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


@dataclass(frozen=True)
class Seen:
    """What a grading saw and said."""

    verdicts: tuple[Verdict, ...]
    parameters: Parameters
    observation: Observation


@dataclass
class Times:
    """Seconds of each start, grading and finish."""

    start: list[float] = field(default_factory=list)
    grade: list[float] = field(default_factory=list)
    finish: list[float] = field(default_factory=list)

    def add(self, other: Self) -> None:
        self.start += other.start
        self.grade += other.grade
        self.finish += other.finish


@dataclass(frozen=True)
class Seat:
    """Where a student works: the place in the cloud, the clients, perhaps machines. `stopped`: no more is done then."""

    place: Place
    clients: Clients
    stopped: Event
    machines: Machines | None = None


class Attempt:
    """A session, the student's folder, and how long things took. Made by `attempt_at`."""

    def __init__(self, seat: Seat, subject: Subject, folder: Path) -> None:
        self.subject, self.place, self.machines = subject, seat.place, seat.machines
        self.times = Times()
        self._clients, self._folder, self._stopped = seat.clients, folder, seat.stopped
        self._session: Session | None = None

    @property
    def session(self) -> Session:
        if self._session is None:
            raise Failed(Fault("start", "a session", "none"))
        return self._session

    @property
    def recorded(self) -> dict[str, str]:
        """Binding → id of what start made."""
        return dict(self.session.prepared.filter(removed_at=None).values_list("binding", "resource_id"))

    def start(self) -> None:
        began = time.monotonic()
        try:
            self._session = start_session(place=self.place, lab=self.subject.stored.lab, definition=self.subject.stored)
        except Refused as refused:
            raise Failed(Fault("start", "a session", f"refused: {refused.code}")) from refused
        self._settle("start", Session.State.OPEN, START_S)
        self.times.start.append(time.monotonic() - began)
        self._download()

    def start_again(self) -> None:
        """Once as a second click, and once as after a crash at the very end of start, which does all its work anew."""
        first = self.session.pk
        for state in (Session.State.OPEN, Session.State.BROKEN):
            Session.objects.filter(pk=first).update(state=state)
            again = start_session(place=self.place, lab=self.subject.stored.lab, definition=self.subject.stored)
            if again.pk != first:
                raise Failed(Fault("start again", "the same session", "another one"))
            self._settle("start again", Session.State.OPEN, START_S)

    def finish(self) -> None:
        began = time.monotonic()
        self._ask_to_finish("finish")
        self.times.finish.append(time.monotonic() - began)

    def finish_again(self) -> None:
        """Once as a second click, and once as after a crash at the very end of finish."""
        for state in (Session.State.FINISHED, Session.State.BROKEN):
            Session.objects.filter(pk=self.session.pk).update(state=state)
            self._ask_to_finish("finish again")

    def _ask_to_finish(self, where: str) -> None:
        self.session.refresh_from_db()
        try:
            finish_session(session=self.session)
        except Refused as refused:
            raise Failed(Fault(where, "to be accepted", f"refused: {refused.code}")) from refused
        self._settle(where, Session.State.FINISHED, FINISH_S)

    def _settle(self, where: str, state: Session.State, limit_s: float) -> None:
        """Wait until the workers are through. Raises Failed when the session is then in another state."""
        found = Session.objects.select_related("place__cloud", "lab", "definition").filter(pk=self.session.pk)
        with suppress(TooLate):
            wait_for(lambda: found.exclude(state__in=AT_WORK).first(), limit_s)
        self._session = session = found.get()
        if session.state != state:
            cause = (tell_cause(session.cause),) if session.cause else (f"step {session.step or 'none'}",)
            raise Failed(Fault(where, str(state), str(session.state), why=cause))

    def do(self, where: str, step: SolutionStep) -> None:
        """A step's commands and answers. Raises Failed when a command does."""
        self.run(where, step.who, step.run)
        self.answer(where, step.who, step.answers)

    def run(self, where: str, who: str, commands: str | None) -> None:
        if commands:
            self._shell_of(who, where, commands)
            wait_until_settled(self.session)

    def answer(self, where: str, who: str, answers: Mapping[str, str]) -> None:
        """Type answers; each is a text for the shell in double quotes."""
        values = {
            name: self._shell_of(who, f"{where}, answer {name}", f'answer="{text}"\nprintf %s "$answer"')
            for name, text in answers.items()
        }
        if values:
            give_answers(session=self.session, values=values)

    def _shell_of(self, who: str, where: str, commands: str) -> str:
        self._go_on()
        done = self._shell(who).run(commands, limit_s=COMMANDS_S)
        if done.status:
            said = [line for text in (commands, done.out, done.err) for line in text.strip().splitlines()[-LINES_TOLD:]]
            raise Failed(Fault(where, "commands that succeed", f"exit status {done.status}", why=tuple(said)))
        return done.out

    def _shell(self, who: str) -> Shell:
        rc = self._folder / f"{who}-rc"
        if not rc.exists():
            rc.touch(mode=0o600)
            rc.write_text(self._rc_of(who), encoding="utf-8")
        return Shell(self._clients, self._folder, rc, self.variables)

    def _rc_of(self, who: str) -> str:
        if who == STACK and self.machines:
            return RC_OF_STACK
        people = credentials_of(self.session)
        if who not in people:
            raise Failed(Fault("start", f"credentials of {who}", f"of {', '.join(people)} only"))
        return people[who].rc_text

    def _download(self) -> None:
        """The files that the lab gives, into the folder in which all persons work, and what stack has on director."""
        if self.machines:
            self.machines.furnish(self._folder)
        for file in files_of(self.session):
            (self._folder / file.name).write_bytes(file.content)

    @property
    def variables(self) -> dict[str, str]:
        """As solutions use them: the definition's variables, and ids of what start made."""
        return variables_of(self.session) | ids_of(self.session)

    def grade(self, where: str, phase: str = "") -> Seen:
        """Again at once when something could not be seen. Raises Failed when there is no verdict at all."""
        for _look in range(LOOKS):
            run = self._grade_once(where, phase)
            if run.earned == run.possible:
                break
        verdicts = tuple(row.verdict() for row in list_verdicts(run))
        return Seen(verdicts, Parameters.from_json(run.parameters), _observation_of(run))

    def _grade_once(self, where: str, phase: str) -> Run:
        self._go_on()
        run = request_run(session=self.session, source=Run.Source.COMMAND, phase=phase)
        found = Run.objects.select_related("observation").filter(pk=run.pk)
        with suppress(TooLate):
            wait_for(lambda: found.exclude(state__in=Run.ACTIVE).first(), GRADE_S)
        run = found.get()
        if run.state != Run.State.GRADED or run.published_at is None:
            why = (tell_cause(run.cause),) if run.cause else ()
            raise Failed(Fault(where, "a graded run", str(run.state), why=why))
        self.times.grade.append((run.published_at - run.queued_at) / timedelta(seconds=1))
        return run

    def _go_on(self) -> None:
        if self._stopped.is_set():
            raise Failed(STOPPED)


def _observation_of(run: Run) -> Observation:
    if run.observation is None:
        raise Failed(Fault("grade", "an observation", "none"))
    return Observation.unpack(bytes(run.observation.content))


@contextmanager
def attempt_at(seat: Seat, subject: Subject) -> Iterator[Attempt]:
    """An attempt that is finished at the end, whatever happens."""
    with tempfile.TemporaryDirectory(prefix="attempt-") as folder:
        attempt = Attempt(seat, subject, Path(folder))
        try:
            yield attempt
        finally:
            _leave(attempt)


def _leave(attempt: Attempt) -> None:
    """What goes wrong here is told by whoever did the attempt, or found by the next proof."""
    with suppress(Failed, Refused):
        if attempt.session.state != Session.State.FINISHED:
            attempt.finish()
