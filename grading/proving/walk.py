"""Prove a lab's solution: from start to finish as one student, with a look after every step."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from grading.proving.attempt import Attempt, Failed, Seen
from grading.proving.comparing import Fault, faults_of_step, faults_solved, faults_untouched, outcomes_of
from grading.proving.inventory import Inventory, Thing
from grading.proving.meeting import Meeting
from grading.proving.parts import Part
from grading.proving.solving import solve


@dataclass
class Walk:
    """What does not hold adds up in `faults`. `untouched` and `solved`: what was seen; None: it did not come so far."""

    attempt: Attempt
    parts: Collection[Part]
    meeting: Meeting
    faults: list[Fault] = field(default_factory=list)
    untouched: Seen | None = None
    solved: Seen | None = None

    def go(self) -> None:
        inventory = Inventory(self.attempt.place)
        before = inventory.look()
        try:
            self._begin(inventory)
            self._solve()
            inventory.note_projects()
            self._end()
        except Failed as failed:
            self.faults.append(failed.fault)
        else:
            self.faults += faults_of_difference("finish", before, inventory.look())

    def _begin(self, inventory: Inventory) -> None:
        self.attempt.start()
        if Part.UNTOUCHED not in self.parts:
            return
        self.untouched = self.attempt.grade("untouched")
        self.faults += faults_untouched("untouched", self.untouched.verdicts, self.attempt.subject.lab)
        made, recorded = inventory.look(), self.attempt.recorded
        self.attempt.start_again()
        self.faults += faults_of_difference("start again", made, inventory.look())
        if self.attempt.recorded != recorded:
            self.faults.append(Fault("start again", f"recorded {recorded}", f"{self.attempt.recorded}"))

    def _solve(self) -> None:
        if Part.STEPS in self.parts:
            self._step_by_step()
        elif {Part.SOLUTION, Part.OTHERS} & {*self.parts}:
            solve(self.attempt)
        else:
            return
        self.solved = self.attempt.grade("solution")
        self.faults += faults_solved("solution", self.solved.verdicts)
        self.meeting.show(self.solved)
        if not self.meeting.wait_for_look():
            self.faults.append(Fault("another student's work", "another student who looks", "none"))

    def _step_by_step(self) -> None:
        """A step's effect is what differs between gradings of the same phase before and after it."""
        phase: str | None = None
        for number, step in enumerate(self.attempt.subject.reference.steps, 1):
            where = f"step {number}"
            if phase != (step.phase or ""):
                phase = step.phase or ""
                before = outcomes_of(self.attempt.grade(f"before {where}", phase).verdicts)
            self.attempt.do(where, step)
            after = outcomes_of(self.attempt.grade(where, phase).verdicts)
            self.faults += faults_of_step(where, step, before, after)
            before = after

    def _end(self) -> None:
        self.attempt.finish()
        if Part.FINISH in self.parts:
            self.attempt.finish_again()


def faults_of_difference(where: str, before: frozenset[Thing], after: frozenset[Thing]) -> Iterator[Fault]:
    """Two inventories that should be equal."""
    for thing in sorted(after - before, key=str):
        yield Fault(where, "nothing more than before", str(thing))
    for thing in sorted(before - after, key=str):
        yield Fault(where, f"{thing} as before", "it is gone")
