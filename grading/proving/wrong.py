"""Prove that a mistake is noticed; the first of a lab's mistakes also shows that another's good work earns nothing."""

from dataclasses import dataclass, field

from grading.proving.attempt import Attempt, Failed, Seen
from grading.proving.comparing import Fault, applies, faults_of_another, faults_of_mistake, faults_untouched
from grading.proving.inventory import Inventory
from grading.proving.meeting import Meeting
from grading.proving.solving import solve
from grading.proving.walk import faults_of_difference
from labs.schema.proving import Mistake
from labs.site import fill_definition


@dataclass
class Wrong:
    """`mistake` None: only another's work is looked at. `seen`: what the grading after the mistake saw.

    `untouched`: what was seen beside a neighbour who has solved it.
    """

    attempt: Attempt
    mistake: Mistake | None
    meeting: Meeting | None = None
    faults: list[Fault] = field(default_factory=list)
    seen: Seen | None = None
    untouched: Seen | None = None

    @property
    def where(self) -> str:
        return f"mistake: {self.mistake.mistake}" if self.mistake else "another student's work"

    @property
    def is_caught(self) -> bool:
        """False also for a mistake that no check of this cloud could notice."""
        return not self.faults and bool(self.mistake and self.seen and applies(self.mistake, self.seen.verdicts))

    def go(self) -> None:
        inventory = Inventory(self.attempt.place)
        before = inventory.look()
        try:
            self.attempt.start()
            if self.meeting:
                self._meet(self.meeting)
            if self.mistake:
                self._go_wrong(self.mistake)
            inventory.note_projects()
            self.attempt.finish()
        except Failed as failed:
            self.faults.append(self._placed(failed.fault))
        else:
            found = faults_of_difference("finish", before, inventory.look())
            self.faults += map(self._placed, found)

    def _go_wrong(self, mistake: Mistake) -> None:
        solve(self.attempt, mistake.instead)
        self.attempt.run(self.where, mistake.who, mistake.after)
        self.attempt.answer(self.where, mistake.who, mistake.answers)
        self.seen = self.attempt.grade(self.where)
        self.faults += faults_of_mistake(self.seen.verdicts, mistake)

    def _meet(self, meeting: Meeting) -> None:
        """Untouched beside a neighbour who has solved it; then the neighbour's work under this student's name."""
        work = meeting.wait_for_work()
        if work is None:
            return
        self.untouched = own = self.attempt.grade("beside a solved lab")
        lab = fill_definition(self.attempt.subject.stored.content, own.parameters.variables)
        self.faults += faults_untouched("beside a solved lab", own.verdicts, lab)
        self.faults += faults_of_another(lab, own.parameters, own.observation, work.observation)
        meeting.leave()

    def _placed(self, fault: Fault) -> Fault:
        """A fault of a general place, told with the mistake that was made."""
        if fault.where.startswith((self.where, "beside", "another")):
            return fault
        return Fault(f"{self.where}: {fault.where}", fault.expected, fault.came, fault.check, fault.why)
