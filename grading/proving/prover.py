"""Prove labs with several students side by side: each does one thing at a time."""

import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from functools import partial
from threading import Event

from django.db import connection

from grading.proving.attempt import STOPPED, Attempt, Failed, Seat, attempt_at
from grading.proving.comparing import Fault
from grading.proving.machines import NoMachines, machines_of
from grading.proving.meeting import Meeting
from grading.proving.parts import OF_SOLUTION, Part
from grading.proving.report import Report
from grading.proving.students import Seats
from grading.proving.subject import Subject
from grading.proving.walk import Walk
from grading.proving.wrong import Wrong
from labs.models import Place
from labs.schema.proving import Mistake
from labs.terminal.shell import Clients

log = logging.getLogger(__name__)
Tell = Callable[[str, str, bool], None]  # lab, what is done, whether a session has ended with it


@dataclass(frozen=True)
class Job:
    """One session of a lab: the solution, or a mistake."""

    report: Report
    title: str
    do: Callable[[Attempt], Sequence[Fault]]
    release: Callable[[], None] = lambda: None  # lets go whoever waits for this session, however it ends


@dataclass
class Prover:
    """Does the chosen parts of a proof with these students."""

    clients: Clients
    places: Sequence[Place]
    parts: Collection[Part]
    stopped: Event = field(default_factory=Event)

    def count(self, subjects: Sequence[Subject]) -> int:
        """How many sessions it takes."""
        return len(list(self._jobs(subjects)))

    def prove(self, subjects: Sequence[Subject], tell: Tell) -> Iterator[Report]:
        """Each lab's report as soon as all of it is done. `tell` is called from several threads.

        What is about the machines of a whole classroom comes last, one session at a time.
        """
        yield from self._prove([item for item in subjects if not item.has_machines], self.places, tell)
        yield from self._prove([item for item in subjects if item.has_machines], self.places[:1], tell)

    def _prove(self, subjects: Sequence[Subject], places: Sequence[Place], tell: Tell) -> Iterator[Report]:
        jobs = list(self._jobs(subjects))
        open_jobs = Counter(job.report.subject.slug for job in jobs)
        seats = Seats(places)
        with ThreadPoolExecutor(len(places), thread_name_prefix="prove") as pool:
            try:
                for future in as_completed([pool.submit(self._work, job, seats, tell) for job in jobs]):
                    report = future.result()
                    open_jobs[report.subject.slug] -= 1
                    if not open_jobs[report.subject.slug]:
                        yield report
            finally:
                if open_jobs.total():
                    self.stopped.set()  # what has begun is cleaned up, and nothing else is begun

    def _jobs(self, subjects: Sequence[Subject]) -> Iterator[Job]:
        """The longest labs first. What meets a lab's solution comes right after it, so that neither waits in vain."""
        for subject in sorted(subjects, key=self._weight, reverse=True):
            report, meeting = Report(subject), Meeting()
            mistakes: list[Mistake | None] = [*self._mistakes(subject)]
            report.tried = len(mistakes)
            meets = Part.OTHERS in self.parts and not subject.has_machines  # else nobody stands beside
            if meets:
                mistakes = mistakes or [None]
            else:
                meeting.leave()
            if OF_SOLUTION & {*self.parts}:
                yield Job(report, "solution", partial(self._walk, report, meeting), partial(meeting.show, None))
            else:
                meeting.show(None)
            for index, mistake in enumerate(mistakes):
                title = f"mistake: {mistake.mistake}" if mistake else "another student's work"
                if meets and index == 0:
                    yield Job(report, title, partial(self._wrong, report, mistake, meeting), meeting.leave)
                else:
                    yield Job(report, title, partial(self._wrong, report, mistake, None))

    def _mistakes(self, subject: Subject) -> list[Mistake]:
        own = subject.reference.mistakes if Part.MISTAKES in self.parts else ()
        return [*own, *(subject.further if Part.FURTHER in self.parts else ())]

    def _weight(self, subject: Subject) -> int:
        return len(subject.reference.steps) * (2 + len(self._mistakes(subject)))

    def _work(self, job: Job, seats: Seats, tell: Tell) -> Report:
        """In a thread of its own. Trouble of ours is told as a fault of the proof, which then does not hold."""
        slug, ended = job.report.subject.slug, "cut off"
        try:
            with seats.one() as place:
                if self.stopped.is_set():
                    raise Failed(STOPPED)
                tell(slug, f"{job.title} …", False)
                subject = job.report.subject
                with machines_of(subject.lab, place.cloud) as machines:
                    seat = Seat(place, self.clients, self.stopped, machines)
                    with attempt_at(seat, subject) as attempt:
                        faults = job.do(attempt)
                job.report.times.add(attempt.times)
                ended = f"{len(faults)} faults" if faults else "holds"
        except Failed as failed:
            job.report.faults.append(failed.fault)
        except NoMachines as error:
            job.report.faults.append(Fault(job.title, "a classroom with its machines", str(error)))
        except Exception as error:
            log.exception("%s: %s", slug, job.title)
            job.report.faults.append(Fault(job.title, "a proof", f"trouble of ours: {type(error).__name__}: {error}"))
        finally:
            job.release()
            tell(slug, f"{job.title}: {ended}", True)
            connection.close()
        return job.report

    def _walk(self, report: Report, meeting: Meeting, attempt: Attempt) -> Sequence[Fault]:
        walk = Walk(attempt, self.parts, meeting)
        try:
            walk.go()
        finally:
            report.faults += walk.faults
            report.solved = walk.solved
            if report.subject.has_machines:  # nobody stands beside: the whole cloud is one student's
                report.untouched = walk.untouched
        return walk.faults

    def _wrong(
        self, report: Report, mistake: Mistake | None, meeting: Meeting | None, attempt: Attempt
    ) -> Sequence[Fault]:
        wrong = Wrong(attempt, mistake, meeting)
        try:
            wrong.go()
        finally:
            report.faults += wrong.faults
            report.note(wrong)
        return wrong.faults
