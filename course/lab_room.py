"""Everything that the page of one lab shows of one student, read once."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from django.utils import timezone
from django.utils.safestring import SafeString

from course.attempts import Attempts, attempts_of
from course.language import language_now
from course.marks import Mark, decision_of, mark_of, override_for
from course.marks import points_of as measured_points
from course.models import Extension, Override, VerdictQuestion
from course.progress import word_of
from course.proofs import ProofStanding, proof_standing
from course.rendering import render
from course.rows import Row, list_rows, points_of
from course.terms import Terms, terms_of
from course.values import TASK_NAME, assumed_session, fill_html, fill_text, task_values
from course.wording import (
    HANDED_IN,
    LOCKED,
    WATCHES,
    Word,
    name_of_step,
    waits_for_cloud,
    what_happened,
    what_is_lacking,
    word_of_run,
)
from grading.engine.verdicts import Outcome
from grading.models import Run, Score
from grading.place_models import Watch
from grading.queries import list_runs, queue_position
from grading.watching import latest_watch
from labs.credentials import Credentials, credentials_of
from labs.files import LabFile
from labs.models import Definition, Lab, Place, Session
from labs.queries import latest_session
from labs.schema import LabDefinition, Question
from labs.site import files_of, missing_capabilities


@dataclass(frozen=True)
class Asked:
    """A question with what the student has typed so far."""

    question: Question
    label: str
    value: str


def is_quiet(run: Run) -> bool:
    """What a watch asked for is told of when everything could be seen: it looks again by itself anyway."""
    is_settled = run.state == Run.State.GRADED and run.earned == run.possible
    return run.source == Run.Source.WATCH and not is_settled


class LabRoom:
    """A lab as one student meets it; without a place as a visitor sees it. `for_staff` adds what only staff may see."""

    def __init__(self, lab: Lab, place: Place | None, *, for_staff: bool = False) -> None:
        self.lab = lab
        self.place = place
        self.for_staff = for_staff

    @cached_property
    def proof(self) -> ProofStanding | None:
        """For staff only."""
        return proof_standing(self.lab) if self.for_staff else None

    @cached_property
    def session(self) -> Session | None:
        return latest_session(self.place, self.lab) if self.place else None

    @property
    def state(self) -> str:
        """`none`, or the state of the session."""
        return self.session.state if self.session else "none"

    @property
    def word(self) -> Word:
        if self.is_locked:
            return LOCKED
        return word_of(self.session.state if self.session else None, self.mark)

    @cached_property
    def terms(self) -> Terms:
        return terms_of(self.place, self.lab)

    @property
    def is_locked(self) -> bool:
        """The lab has not opened for this student yet. What has been begun stays theirs."""
        return not self.for_staff and not self.is_active and self.terms.is_locked(timezone.now())

    @property
    def is_closed(self) -> bool:
        return self.terms.is_closed(timezone.now())

    @property
    def conceals(self) -> bool:
        """An exam goes on: the student sees that the work was handed in, and nothing of what it is worth."""
        return not self.for_staff and self.terms.conceals(timezone.now())

    @property
    def hides_checks(self) -> bool | None:
        """For list_rows: during an exam nothing hidden is shown, after it everything."""
        return self.conceals if self.terms.exam else None

    @cached_property
    def attempts(self) -> Attempts:
        return attempts_of(self.place, self.lab, self.terms) if self.place else Attempts(0, 0, None)

    @property
    def may_grade(self) -> bool:
        return not self.is_closed and self.attempts.left != 0 and self.attempts.again_at is None

    @cached_property
    def extensions(self) -> list[Extension]:
        """What the student asked for and was given, the newest first."""
        if self.place is None or self.terms.due is None:
            return []
        mine = Extension.objects.filter(student=self.place.user_id, lab=self.lab, cohort__cloud=self.place.cloud_id)
        return list(mine.select_related("answered_by"))

    @property
    def has_asked(self) -> bool:
        return any(one.state == Extension.State.ASKED for one in self.extensions)

    @property
    def is_active(self) -> bool:
        return self.state not in {"none", Session.State.FINISHED}

    @property
    def is_moving(self) -> bool:
        """Whether the page will change without the student's doing."""
        return self.state in {Session.State.PREPARING, Session.State.FINISHING} or self.is_grading

    @property
    def stored(self) -> Definition | None:
        return self.session.definition if self.session else self.lab.definition

    @cached_property
    def definition(self) -> LabDefinition:
        assert self.stored is not None  # noqa: S101  list_labs() and sessions have one
        return LabDefinition.model_validate(self.stored.content)

    @cached_property
    def values(self) -> dict[str, str]:
        return task_values(self.place, self.lab, self.session if self.is_active else None)

    @cached_property
    def people(self) -> dict[str, Credentials]:
        """Who can work in the lab, the student first."""
        session = self.session if self.session and self.is_active else None
        return credentials_of(session or assumed_session(self.place, self.lab))

    @cached_property
    def files(self) -> list[LabFile]:
        """What can be downloaded; nothing before there is a session, whose bytes they are."""
        return files_of(self.session) if self.session and self.state == Session.State.OPEN else []

    @cached_property
    def lacks(self) -> list[str]:
        """Capabilities that the lab requires and the student's cloud does not have."""
        return missing_capabilities(self.place.cloud, self.definition) if self.place else []

    @property
    def lacking(self) -> str:
        return what_is_lacking(self.lacks)

    @property
    def task_text(self) -> str:
        """The task sheet as Markdown, with the student's values; nothing before the lab opens."""
        if self.is_locked:
            return ""
        assert self.stored is not None  # noqa: S101  as above
        return self.fill(self.stored.task_en if language_now() == "en" else self.stored.task_ko)

    @property
    def project(self) -> str:
        return self.values["P"]

    @property
    def rc_file(self) -> str:
        return self.values["RC"]

    @cached_property
    def task(self) -> SafeString:
        if self.is_locked:
            return SafeString("")
        language = language_now()
        assert self.stored is not None  # noqa: S101  as above
        text = self.stored.task_en if language == "en" else self.stored.task_ko
        return fill_html(render(text, language).html, TASK_NAME, self.values)

    def fill(self, text: str) -> str:
        return fill_text(text, self.values)

    @cached_property
    def questions(self) -> list[Asked]:
        given = dict(self.session.answers.values_list("name", "value")) if self.session and self.is_active else {}
        return [
            Asked(question, self.fill(question.label.in_language(language_now())), given.get(question.name, ""))
            for question in self.definition.questions
        ]

    @cached_property
    def runs(self) -> list[Run]:
        """All runs of the session, the newest first."""
        return list(list_runs(self.session)) if self.session else []

    @cached_property
    def run(self) -> Run | None:
        """The last one that is told of."""
        return next((run for run in self.runs if not is_quiet(run)), None)

    @property
    def last_graded(self) -> Run | None:
        return next((run for run in self.runs if run.state == Run.State.GRADED and not is_quiet(run)), None)

    @cached_property
    def attempts_made(self) -> list[Run]:
        """The runs without those of watches, except for the last one and the one that counts."""
        kept = {self.run.pk if self.run else None, self.score.run_id if self.score else None}
        return [run for run in self.runs if run.source != Run.Source.WATCH or run.pk in kept]

    @cached_property
    def watch(self) -> Watch | None:
        """The last one, while the session that it watched is open."""
        return latest_watch(self.session) if self.session and self.state == Session.State.OPEN else None

    @property
    def is_watched(self) -> bool:
        return self.watch is not None and self.watch.is_on

    @property
    def may_watch(self) -> bool:
        """As course.watches decides, of what is read already."""
        return not (self.is_closed or self.conceals or self.terms.attempts or self.terms.pause)

    @property
    def watch_word(self) -> Word | None:
        """How the last watch has ended, as long as nothing has been graded since."""
        ended_at = self.watch.ended_at if self.watch else None
        is_news = ended_at is not None and (self.run is None or self.run.queued_at <= ended_at)
        return WATCHES.get(self.watch.state) if self.watch and is_news else None

    @property
    def run_word(self) -> Word | None:
        return word_of_run(self.run) if self.run else None

    @property
    def waits_for_cloud(self) -> bool:
        return self.run is not None and waits_for_cloud(self.run)

    @property
    def is_grading(self) -> bool:
        return self.run is not None and self.run.is_active

    @property
    def ahead(self) -> int:
        return queue_position(self.run) if self.run and self.run.state == Run.State.QUEUED else 0

    @cached_property
    def rows(self) -> list[Row]:
        if self.is_locked:
            return []
        told = None if self.conceals else self.run
        staff, conceals = self.for_staff, self.hides_checks
        rows = list_rows(self.definition, self.session, told, self.values, for_staff=staff, conceals=conceals)
        return [replace(row, word=HANDED_IN) for row in rows] if self.has_handed_in else rows

    @property
    def points(self) -> tuple[int, int, int]:
        """Earned, still open, total."""
        return points_of(self.rows)

    @property
    def has_unseen(self) -> bool:
        return any(row.outcome and Outcome(row.outcome).is_open for row in self.rows)

    @property
    def lost(self) -> int:
        earned, still_open, total = self.points
        return total - earned - still_open

    @cached_property
    def score(self) -> Score | None:
        """None too while an exam conceals it."""
        if self.place is None or self.conceals:
            return None
        return Score.objects.filter(place=self.place, lab=self.lab).select_related("run").first()

    @cached_property
    def override(self) -> Override | None:
        """What a teacher decided or wrote beside what was measured; while an exam conceals it, only who is excused."""
        found = override_for(self.place, self.lab) if self.place else None
        return None if found and self.conceals and not found.excused else found

    @cached_property
    def mark(self) -> Mark | None:
        """What counts."""
        return mark_of(measured_points(self.score), decision_of(self.override))

    @cached_property
    def asked(self) -> dict[str, VerdictQuestion]:
        """Check id → the last question about it."""
        if self.place is None:
            return {}
        questions = VerdictQuestion.objects.filter(place=self.place, lab=self.lab).order_by("pk")
        return {one.check_id: one for one in questions.select_related("run", "answered_by")}

    @property
    def may_ask(self) -> bool:
        """A student may question the verdicts of a run that has ended."""
        return self.run is not None and self.run.state == Run.State.GRADED and not (self.for_staff or self.conceals)

    @property
    def has_handed_in(self) -> bool:
        """There is a result which an exam conceals."""
        return self.conceals and any(run.state == Run.State.GRADED for run in self.runs)

    @property
    def looks_again_at(self) -> datetime | None:
        return self.run.retry_at if self.run else None

    @property
    def cause(self) -> str:
        return what_happened(self.session.cause) if self.session else ""

    @property
    def run_cause(self) -> str:
        return what_happened(self.run.cause) if self.run else ""

    @property
    def step(self) -> str:
        return name_of_step(self.session.step if self.session else "")
