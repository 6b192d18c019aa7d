"""The shapes that the API takes and gives, as serializers: what a field means is said here, once, for the schema."""

from typing import Any

from rest_framework import serializers
from rest_framework.serializers import (
    BooleanField,
    CharField,
    ChoiceField,
    DateTimeField,
    DictField,
    IntegerField,
    ListField,
    SlugField,
)

from course import wording
from course.models import Extension
from grading.engine.verdicts import Outcome
from grading.models import Regrade as RegradeModel
from grading.models import Run
from labs.models import Cloud, Session
from labs.overcloud.causes import Trouble

OUTCOMES = [(outcome.value, outcome.value) for outcome in Outcome]
STANDINGS = [(code, code) for code in wording.STANDINGS]
TROUBLES = [(trouble.value, trouble.value) for trouble in Trouble]

Shape = serializers.Serializer[Any]


class ErrorContent(Shape):
    code = CharField(help_text="One word for programs, such as `not_open`.")
    message = CharField(help_text="One sentence for people, in the language of Accept-Language.")


class Error(Shape):
    error = ErrorContent()


class SignIn(Shape):
    username = CharField(max_length=150)
    password = CharField(max_length=128, trim_whitespace=False, write_only=True)


class Token(Shape):
    token = CharField(help_text="Send it as `Authorization: Token …`. It is shown this once; only its hash is kept.")
    expiry = DateTimeField(allow_null=True, help_text="null: until it is revoked.")


class ClassOfMine(Shape):
    slug = SlugField()
    title = CharField()
    role = ChoiceField(choices=["student", "assistant", "teacher", "admin"])
    cloud = CharField(allow_null=True, help_text="The cloud's name; null while the class has none.")
    cloud_state = ChoiceField(choices=Cloud.State.choices, allow_null=True)


class Me(Shape):
    username = CharField()
    display_name = CharField()
    classes = ClassOfMine(many=True)


class Text(Shape):
    ko = CharField()
    en = CharField()


class Points(Shape):
    earned = IntegerField(help_text="Earned for sure.")
    possible = IntegerField(help_text="Earned if everything still open turns out well.")
    total = IntegerField()


class MarkShape(Shape):
    earned = IntegerField(help_text="The points that count.")
    total = IntegerField()
    late = BooleanField(help_text="A deadline left only a part of what was measured.")
    overridden = BooleanField(help_text="A teacher gave these points in place of what was measured.")
    excused = BooleanField(help_text="It counts in no total.")


class CountedPoints(Points):
    percent = IntegerField(help_text="What a deadline leaves of the points.")


class LateStep(Shape):
    until = DateTimeField()
    percent = IntegerField()


class TermsOfLab(Shape):
    opens = DateTimeField(allow_null=True, help_text="Before it the lab cannot be started.")
    due = DateTimeField(allow_null=True, help_text="Up to it everything counts in full.")
    late = LateStep(many=True, help_text="What is given after it was due.")
    closes = DateTimeField(allow_null=True, help_text="After it nothing is graded.")
    percent_now = IntegerField(help_text="What a grading asked for now would be worth.")
    exam = BooleanField()
    results_at = DateTimeField(allow_null=True, help_text="Of an exam: when its results are shown.")
    results_shown = BooleanField()


class AttemptsOfLab(Shape):
    limit = IntegerField(allow_null=True, help_text="null: as many as one likes.")
    left = IntegerField(allow_null=True)
    again_at = DateTimeField(allow_null=True, help_text="Of a pause between two gradings: when it is over.")


class LabLine(Shape):
    slug = SlugField()
    chapter = IntegerField()
    position = IntegerField(help_text="Within the chapter.")
    kind = ChoiceField(choices=["guided", "review", "optional", "final"])
    minutes = IntegerField(help_text="How long it takes about.")
    title = Text()
    session = ChoiceField(
        choices=Session.State.choices, allow_null=True, help_text="State of the session that is not finished yet."
    )
    standing = ChoiceField(
        choices=STANDINGS, help_text="How the lab stands as the pages say it; `done` is full points, not finished yet."
    )
    mark = MarkShape(allow_null=True, help_text="What counts; null while there is nothing to mark.")
    score = CountedPoints(
        allow_null=True, help_text="As measured by the run that counts; null too while an exam conceals it."
    )
    terms = TermsOfLab(allow_null=True, help_text="Dates and limits; null where there are none.")


class Cause(Shape):
    trouble = ChoiceField(choices=TROUBLES)
    service = CharField(help_text="Whom the classroom asked.")
    message = CharField()


class SessionLine(Shape):
    id = IntegerField()
    lab = SlugField()
    state = ChoiceField(choices=Session.State.choices)
    step = CharField(help_text="What start or finish is doing, in words; empty when it does nothing.")
    percent = IntegerField()
    cause = Cause(allow_null=True, help_text="Why it is broken.")
    project = CharField(help_text="The lab's project in the cloud.")
    rc_name = CharField(help_text="The name of its rc file.")
    started_at = DateTimeField()
    opened_at = DateTimeField(allow_null=True)
    finished_at = DateTimeField(allow_null=True)


class Finding(Shape):
    subject = CharField(help_text="What was looked at.")
    field = CharField(help_text="As the API of OpenStack calls it, or what else was compared.")
    name = CharField(help_text="The field in Horizon's words.")
    expected = CharField(allow_null=True, help_text="null where it would give an answer away.")
    observed = CharField()
    holds = BooleanField()


class Verdict(Shape):
    check = CharField(help_text="The check's id, such as `NTT-2`.")
    title = CharField()
    outcome = ChoiceField(choices=OUTCOMES)
    points = IntegerField()
    earned = IntegerField()
    message = CharField(help_text="What is not as asked for; empty for what has passed.")
    findings = Finding(many=True)
    hints = ListField(
        child=CharField(),
        help_text="Vague ones first, one more for each attempt that failed; none for what has passed.",
    )
    reading = CharField(allow_null=True, help_text="Where the notes teach it: `chapter#section`.")
    needs = CharField(allow_null=True, help_text="What a blocked check builds on.")
    cause = CharField(allow_null=True, help_text="Why it could not be seen.")


class RunLine(Shape):
    id = IntegerField()
    number = IntegerField(help_text="Within the session, from 1.")
    lab = SlugField()
    session = IntegerField()
    state = ChoiceField(choices=Run.State.choices)
    source = ChoiceField(choices=Run.Source.choices)  # type: ignore[assignment]  # taken off the class when declared
    ahead = IntegerField(help_text="How many runs wait before this one.")
    score = Points(allow_null=True, help_text="null until it is graded.")
    cause = Cause(allow_null=True, help_text="Why it could not be graded at all, or why a queued run waits.")
    phase = CharField(help_text="The phase that is graded; empty: the final grading.")
    handed_in = BooleanField(help_text="It is graded, and an exam keeps the result until its end.")
    hidden_points = IntegerField(help_text="Of checks that show nothing until the session has ended.")
    queued_at = DateTimeField()
    graded_at = DateTimeField(allow_null=True)
    retry_at = DateTimeField(allow_null=True, help_text="When the classroom looks again by itself, if it does.")
    verdicts = Verdict(many=True, help_text="Empty until the run is graded.")


class CheckLine(Shape):
    id = CharField()
    title = CharField()
    points = IntegerField()
    hidden = BooleanField(help_text="Shows nothing more until the session has ended.")


class Question(Shape):
    name = CharField()
    label = CharField()  # type: ignore[assignment]  # as above
    example = CharField()
    value = CharField(help_text="What has been answered so far.", allow_blank=True)


class Capability(Shape):
    name = CharField(help_text="As definitions call it.")
    title = CharField()


class LabPerson(Shape):
    person = CharField(help_text="`user`, `second`, `operator`, or the name that the lab gives a further user.")
    user = CharField(help_text="The user's name in the cloud.")
    project = CharField(allow_null=True, help_text="null: the person works on the domain itself.")
    domain = CharField()
    rc_name = CharField(help_text="The name of the rc file.")


class LateCredit(Shape):
    hours = IntegerField(min_value=1, max_value=48_000, help_text="Up to so long after the due date.")
    percent = IntegerField(min_value=0, max_value=100)


class OwnTerms(Shape):
    """What somebody has of their own; null is inherited."""

    group = CharField(allow_null=True, default=None, help_text="The group's name; null for the class or a student.")
    username = CharField(allow_null=True, default=None, help_text="The student's; null for the class or a group.")
    opens = DateTimeField(allow_null=True, default=None)
    due = DateTimeField(allow_null=True, default=None)
    late = LateCredit(many=True, allow_null=True, default=None)
    closes = DateTimeField(allow_null=True, default=None)
    attempts = IntegerField(allow_null=True, default=None, min_value=0, max_value=1000, help_text="0: any number.")
    pause_min = IntegerField(allow_null=True, default=None, min_value=0, max_value=10_080)
    exam = BooleanField(allow_null=True, default=None)


class ExtensionLine(Shape):
    id = IntegerField()
    lab = SlugField()
    username = CharField()
    state = ChoiceField(choices=Extension.State.choices)
    until = DateTimeField()
    why = CharField(help_text="The student's words.")
    answer = CharField(help_text="The teacher's.")


class AssignmentLine(Shape):
    lab = SlugField()
    terms = OwnTerms(many=True, help_text="Of the class, its groups and students, those who have any of their own.")
    extensions = ExtensionLine(many=True)


class GiveTime(Shape):
    username = CharField(max_length=150)
    until = DateTimeField()
    answer = CharField(max_length=1000, default="", allow_blank=True)


class AskTime(Shape):
    until = DateTimeField()
    why = CharField(max_length=1000)


class LabFile(Shape):
    name = CharField()
    size = IntegerField(help_text="In bytes.")


class Room(Shape):
    lab = LabLine()
    goal = Text()
    session = SessionLine(allow_null=True, help_text="The latest one, finished or not.")
    run = RunLine(allow_null=True, help_text="The latest run of that session.")
    attempts = AttemptsOfLab()
    checks = CheckLine(many=True)
    values = DictField(child=CharField(), help_text="The student's own values, by the names used in tasks.")
    questions = Question(many=True)
    phases = ListField(child=CharField(), help_text="What can be graded apart, before the final grading.")
    lacks = Capability(many=True, help_text="What the cloud lacks, so that the lab cannot be started there.")
    persons = LabPerson(many=True, help_text="Who can work in the lab, the student first.")
    files = LabFile(many=True, help_text="What can be downloaded while the lab is open.")


class TaskSheet(Shape):
    task = CharField(help_text="Markdown, with the student's own values.")


class GradeWhat(Shape):
    phase = CharField(required=False, default="", allow_blank=True, max_length=40, help_text="Empty: the final one.")


class Answers(Shape):
    answers = DictField(child=CharField(max_length=300, allow_blank=True), help_text="Question's name → value.")


class Regrade(Shape):
    session = IntegerField(help_text="A student's session, from the board.")


class BeginRegrade(Shape):
    lab = SlugField()


class PromoteRegrade(Shape):
    choice = ChoiceField(choices=[("all", "all"), ("rises", "rises")])
    falls = ListField(
        child=CharField(max_length=150),
        default=list,
        help_text="For `all`: the user names of everybody who falls, as you have seen them in `students`.",
    )


class ChangeOfCheck(Shape):
    check = CharField()
    before = ChoiceField(choices=OUTCOMES, allow_null=True, help_text="null: there was no such check.")
    after = ChoiceField(choices=OUTCOMES, allow_null=True, help_text="null: there is no such check any more.")
    points = IntegerField(help_text="Gained by it; negative: lost.")


class Credited(Shape):
    before = IntegerField(help_text="What a deadline leaves of the points.")
    after = IntegerField()


class StudentInRegrade(Shape):
    username = CharField()
    change = ChoiceField(choices=["rises", "falls", "same"])
    before = Points()
    after = Points()
    credited = Credited()
    changes = ChangeOfCheck(many=True, help_text="In the run that counted before.")
    troubles = ListField(child=CharField(), help_text="Why some runs cannot be judged; those stay as they are.")
    promoted = BooleanField()


class RegradeLine(Shape):
    id = IntegerField()
    lab = SlugField()
    state = ChoiceField(choices=RegradeModel.State.choices)
    definition = CharField(help_text="SHA-256 of the new definition.")
    done = IntegerField(help_text="Of `total`, in the step that is under way.")
    total = IntegerField()
    students = StudentInRegrade(many=True, help_text="Empty until everything is judged.")


class BoardCell(Shape):
    lab = SlugField()
    session = IntegerField(allow_null=True, help_text="The id of the session that is not finished yet.")
    state = ChoiceField(choices=Session.State.choices, allow_null=True)
    grading = BooleanField(help_text="A run is under way.")
    waits_for_cloud = BooleanField(help_text="That run waits because the cloud is away.")
    unseen = BooleanField(help_text="The last run could not see everything.")
    score = Points(allow_null=True, help_text="As measured.")
    mark = MarkShape(allow_null=True, help_text="What counts.")
    questioned = BooleanField(help_text="The student has asked about a verdict and waits for the answer.")


class BoardLine(Shape):
    username = CharField()
    display_name = CharField()
    number = IntegerField()
    earned = IntegerField()
    cells = BoardCell(many=True, help_text="One for each lab, in order; empty while the student has no cloud.")


class BoardColumn(Shape):
    lab = SlugField()
    title = Text()
    mean = IntegerField(allow_null=True, help_text="Of those who have a score; null when nobody has.")
    passed_percent = IntegerField()


class BoardShape(Shape):
    cohort = SlugField()
    columns = BoardColumn(many=True)
    lines = BoardLine(many=True)
