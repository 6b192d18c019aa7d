"""Words, icons and colours for every state on the pages: no state is shown by colour alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from django_stubs_ext import StrPromise

from course.language import language_now
from course.stuck import Why
from grading.engine.scoring import Policy
from grading.engine.verdicts import Outcome
from grading.models import Regrade, RegradeRow, Rerun, Run, Trial
from grading.place_models import Watch
from labs.capabilities import capability_word
from labs.field_words import FIELD_WORDS, Words, field_word
from labs.kinds import KINDS, Kind
from labs.models import Cloud, Revision, Session
from labs.overcloud.causes import Trouble
from labs.practice.status import ServiceState, State, StepState
from labs.services import Refused


@dataclass(frozen=True)
class Word:
    """A state as people see it. `tone`: passed, failed, open, unknown, none (static/css/tokens.css)."""

    text: StrPromise | str
    icon: str
    tone: str


OUTCOMES: dict[str, Word] = {
    Outcome.PASSED: Word(_("passed"), "circle-check", "passed"),
    Outcome.FAILED: Word(_("failed"), "circle-xmark", "failed"),
    Outcome.BLOCKED: Word(_("blocked"), "ban", "failed"),
    Outcome.PENDING: Word(_("pending"), "hourglass-half", "open"),
    Outcome.UNKNOWN: Word(_("unknown"), "circle-question", "unknown"),
    Outcome.NOT_APPLICABLE: Word(_("does not apply"), "circle-minus", "none"),
}
WAITING = Word(_("waiting"), "ellipsis", "none")
HIDDEN = Word(_("hidden"), "eye-slash", "none")
NOT_GRADED = Word(_("not graded yet"), "circle-dot", "none")

SESSIONS: dict[str, Word] = {
    Session.State.PREPARING: Word(_("being prepared"), "spinner", "open"),
    Session.State.OPEN: Word(_("open"), "pen-to-square", "open"),
    Session.State.BROKEN: Word(_("interrupted"), "triangle-exclamation", "unknown"),
    Session.State.FINISHING: Word(_("being cleaned up"), "broom", "open"),
    Session.State.FINISHED: Word(_("finished"), "flag-checkered", "none"),
}
NOT_STARTED = Word(_("not started"), "circle", "none")
DONE = Word(_("done – press Finish"), "circle-check", "passed")
COMPLETE = Word(_("finished, full points"), "circle-check", "passed")
INCOMPLETE = Word(_("finished"), "circle-half-stroke", "failed")
EXCUSED = Word(_("excused"), "user-check", "none")
HANDED_IN = Word(_("handed in"), "paper-plane", "none")
LOCKED = Word(_("locked"), "lock", "none")
STANDINGS: dict[str, Word] = {
    # how a lab stands (course.progress.standing_of), the same on every page and in the lab command
    "not_started": NOT_STARTED,
    **{state: SESSIONS[state] for state in SESSIONS if state != Session.State.FINISHED},
    "done": DONE,
    "complete": COMPLETE,
    "handed_in": HANDED_IN,
    "locked": LOCKED,
    "finished": INCOMPLETE,
    "excused": EXCUSED,
}
SIGNS: dict[str, Word] = {
    # what the board tells at the corners of a cell (course.boards.Cell.signs)
    "late": Word(_("late"), "clock", "open"),
    "overridden": Word(_("overridden by a teacher"), "pen", "none"),
    "questioned": Word(_("a verdict is questioned"), "comment-dots", "open"),
    "unseen": Word(_("something could not be seen"), "circle-question", "unknown"),
    "excused": EXCUSED,
}

RUNS: dict[str, Word] = {
    Run.State.QUEUED: Word(_("in the queue"), "clock", "open"),
    Run.State.RUNNING: Word(_("being graded"), "spinner", "open"),
    Run.State.GRADED: Word(_("graded"), "square-check", "none"),
    Run.State.ERROR: Word(_("could not be graded"), "triangle-exclamation", "unknown"),
}
WAITS_FOR_CLOUD = Word(_("waiting for the cloud"), "cloud-bolt", "unknown")
SOURCES: dict[str, StrPromise] = {
    Run.Source.PAGE: _("from this page"),
    Run.Source.COMMAND: _("by the lab command"),
    Run.Source.TEACHER: _("by a teacher"),
    Run.Source.RETRY: _("automatic second look"),
    Run.Source.WATCH: _("by the watch"),
    Run.Source.REGRADE: _("judged by a newer definition"),
}

REGRADES: dict[str, Word] = {
    Regrade.State.QUEUED: Word(_("in the queue"), "clock", "open"),
    Regrade.State.RUNNING: Word(_("being judged"), "spinner", "open"),
    Regrade.State.READY: Word(_("waits for your decision"), "scale-balanced", "open"),
    Regrade.State.PROMOTING: Word(_("being promoted"), "spinner", "open"),
    Regrade.State.PROMOTED: Word(_("promoted"), "circle-check", "passed"),
    Regrade.State.DROPPED: Word(_("dropped"), "circle-minus", "none"),
    Regrade.State.ERROR: Word(_("interrupted"), "triangle-exclamation", "unknown"),
}
RERUNS: dict[str, Word] = {
    Rerun.State.RUNNING: Word(_("being graded"), "spinner", "open"),
    Rerun.State.DONE: Word(_("done"), "circle-check", "passed"),
    Rerun.State.CANCELLED: Word(_("cancelled"), "circle-stop", "none"),
    Rerun.State.ERROR: Word(_("interrupted"), "triangle-exclamation", "unknown"),
}
SKIPPED = Word(_("passed over: no longer open"), "forward", "none")
WHY_NOT_JUDGED: dict[str, StrPromise] = {
    RegradeRow.Trouble.NOT_SEEN: _("the new definition needs something that was not looked at then"),
    RegradeRow.Trouble.NOT_PREPARED: _("the new definition builds on something that the lab had not prepared or asked"),
    RegradeRow.Trouble.NOT_READABLE: _("what is stored of the run cannot be read any longer"),
}
PROOFS: dict[str, Word] = {
    "proven": Word(_("proven"), "circle-check", "passed"),
    "changed": Word(_("changed since it was proven"), "code-compare", "open"),
    "unproven": Word(_("not proven"), "flask", "unknown"),
}
ORIGINS: dict[str, Word] = {
    Revision.Origin.SHIPPED: Word(_("as shipped"), "box", "none"),
    Revision.Origin.TAKEN: Word(_("shipped version taken back"), "box", "none"),
    Revision.Origin.EDITED: Word(_("edited here"), "pen-to-square", "open"),
    Revision.Origin.RESTORED: Word(_("restored"), "clock-rotate-left", "open"),
    Revision.Origin.IMPORTED: Word(_("imported"), "file-import", "open"),
    Revision.Origin.NEW: Word(_("begun here"), "seedling", "open"),
}
SHIPPING: dict[str, Word] = {
    "newer": Word(_("newer version shipped"), "box-open", "unknown"),
    "now": Word(_("in force"), "circle-check", "passed"),
}
REHEARSED: dict[str, Word] = {
    "holds": Word(_("as it should be"), "circle-check", "passed"),
    "otherwise": Word(_("otherwise"), "circle-xmark", "failed"),
    "unseen": Word(_("not seen yet: prove again"), "circle-question", "unknown"),
}
TRIALS: dict[str, Word] = {
    Trial.State.QUEUED: Word(_("in the queue"), "clock", "open"),
    Trial.State.RUNNING: Word(_("looking at the cloud"), "spinner", "open"),
    Trial.State.DONE: Word(_("tried"), "circle-check", "passed"),
    Trial.State.ERROR: Word(_("could not be tried"), "triangle-exclamation", "unknown"),
}
POLICIES: dict[str, StrPromise] = {
    Policy.BEST: _("the best run"),
    Policy.LAST: _("the last run"),
    Policy.FIRST: _("the first run"),
}

CHANGES: dict[str, Word] = {
    # what has become of a record between two observations
    "new": Word(_("new"), "circle-plus", "passed"),
    "gone": Word(_("gone"), "circle-minus", "failed"),
    "changed": Word(_("changed"), "code-compare", "open"),
}
WATCHES: dict[str, Word] = {
    Watch.State.PASSED: Word(_("The watch has seen everything pass."), "circle-check", "passed"),
    Watch.State.SPENT: Word(_("The watch has ended: its time or its gradings are used up."), "hourglass-end", "none"),
    Watch.State.CLOSED: Word(_("The watch has ended: this lab may not be watched any longer."), "lock", "none"),
}
STUCK: dict[str, Word] = {
    # why somebody is stuck (course.stuck.Why); a number is put in
    Why.BROKEN: Word(_("the start was interrupted"), "triangle-exclamation", "unknown"),
    Why.FAILED: Word(_("one check failed %(number)s times"), "rotate-left", "failed"),
    Why.NOTHING: Word(_("nothing passed in %(number)s gradings"), "battery-empty", "failed"),
    Why.IDLE: Word(_("no grading for %(number)s min"), "hourglass-end", "open"),
}

CLOUDS: dict[str, Word] = {
    Cloud.State.OK: Word(_("cloud ok"), "cloud", "passed"),
    Cloud.State.DOWN: Word(_("cloud not reachable"), "cloud-bolt", "failed"),
    Cloud.State.UNKNOWN: Word(_("cloud not looked at yet"), "cloud", "unknown"),
}
CLOUD_ON_ITS_WAY = Word(_("cloud starting"), "spinner", "open")
PRACTICE: dict[str, Word] = {
    State.ABSENT: Word(_("not installed"), "circle-minus", "none"),
    State.INSTALLING: Word(_("being installed"), "spinner", "open"),
    State.STARTING: Word(_("starting"), "spinner", "open"),
    State.READY: Word(_("ready"), "circle-check", "passed"),
    State.TROUBLE: Word(_("a service does not answer"), "triangle-exclamation", "open"),
    State.STOPPING: Word(_("stopping"), "spinner", "open"),
    State.STOPPED: Word(_("stopped"), "circle-stop", "none"),
    State.FAILED: Word(_("could not be started"), "circle-xmark", "failed"),
}
STEPS: dict[str, Word] = {
    StepState.WAITING: Word(_("waiting"), "circle", "none"),
    StepState.RUNNING: Word(_("running"), "spinner", "open"),
    StepState.DONE: Word(_("done"), "circle-check", "passed"),
    StepState.FAILED: Word(_("failed"), "circle-xmark", "failed"),
}
STEP_TITLES: dict[str, StrPromise] = {
    "install": _("Install the OpenStack services"),
    "client": _("Install the openstack command"),
    "prepare": _("Prepare databases and settings"),
    "services": _("Start the services"),
    "seed": _("Set up image, flavors and networks"),
}
SERVICES: dict[str, Word] = {
    ServiceState.STOPPED: Word(_("stopped"), "circle-stop", "none"),
    ServiceState.STARTING: Word(_("starting"), "spinner", "open"),
    ServiceState.READY: Word(_("ready"), "circle-check", "passed"),
    ServiceState.SILENT: Word(_("does not answer"), "triangle-exclamation", "failed"),
    ServiceState.RESTARTING: Word(_("restarting"), "rotate", "open"),
}

KINDS_OF_LAB: dict[str, StrPromise] = {
    "guided": _("Guided exercise"),
    "review": _("Review lab"),
    "optional": _("Optional lab"),
    "final": _("Final lab"),
}

OPENSTACK_NAMES: dict[str, StrPromise] = {
    # openstacksdk's word, or a kind of resource → the service as people call it
    "identity": _("Keystone (identity)"),
    "compute": _("Nova (compute)"),
    "server": _("Nova (compute)"),
    "console": _("Nova (compute)"),
    "flavor": _("Nova (compute)"),
    "image": _("Glance (images)"),
    "network": _("Neutron (networks)"),
    "subnet": _("Neutron (networks)"),
    "port": _("Neutron (networks)"),
    "block_storage": _("Cinder (volumes)"),
    "block-storage": _("Cinder (volumes)"),
    "object_store": _("Swift (objects)"),
    "object-store": _("Swift (objects)"),
    "shared_file_system": _("Manila (shares)"),
    "placement": _("Placement"),
    "baremetal": _("Ironic (bare metal)"),
    "orchestration": _("Heat (orchestration)"),
    "load_balancer": _("Octavia (load balancing)"),
    "cloud": _("The cloud"),
    "classroom": _("The classroom"),
}

WHAT_HAPPENED: dict[str, str] = {
    Trouble.REFUSED: gettext_noop("%(service)s could not be reached: nobody answered."),
    Trouble.TIMEOUT: gettext_noop("%(service)s did not answer in time."),
    Trouble.FORBIDDEN: gettext_noop("%(service)s did not let the grader look."),
    Trouble.SERVER_ERROR: gettext_noop("%(service)s answered with an error of its own."),
    Trouble.NOT_JSON: gettext_noop("%(service)s gave an answer that no OpenStack service gives."),
    Trouble.NO_SERVICE: gettext_noop("%(service)s is not part of this cloud."),
    Trouble.MISSING: gettext_noop("%(service)s lacks something that this lab needs and a teacher must provide."),
    Trouble.STATE: gettext_noop(
        "The classroom's nodes are not in the power state in which this lab begins: see its task."
    ),
    Trouble.TAKEN: gettext_noop("%(service)s: something that this lab needs for itself is in use. Tell your teacher."),
    Trouble.CONTRADICTION: gettext_noop("%(service)s contradicted itself."),
    Trouble.UNEXPECTED: gettext_noop("%(service)s met with trouble that nobody expected."),
}

STEPS_OF_SESSION: dict[str, StrPromise] = {
    "": _("waiting for a worker"),
    "claimed": _("a worker begins"),
    "site": _("looking at what the cloud offers"),
    "project": _("Project"),
    "server": _("Instance"),
    "network": _("Network"),
    "subnet": _("Subnet"),
    "port": _("Port"),
    "router": _("Router"),
    "floating_ip": _("Floating IP"),
    "security_group": _("Security Group"),
    "router_interface": _("Router interface"),
    "volume": _("Volume"),
    "snapshot": _("Volume snapshot"),
    "share_snapshot": _("Share snapshot"),
    "load_balancer": _("Load balancer"),
    "making": _("making what the lab begins with"),
    "image": _("Image"),
    "flavor": _("Flavor"),
    "keypair": _("Key Pair"),
    "done": _("done"),
}
OPERATORS: dict[str, StrPromise] = {
    "not_equals": _("anything but"),
    "one_of": _("one of"),
    "matches": _("of the form"),
    "has_text": _("text that holds"),
    "contains": _("contains"),
    "elements": _("exactly these:"),
    "within": _("only of these:"),
    "without": _("none of these:"),
    "entries": _("with at least"),
    "count": _("this many:"),
    "at_least": _("at least"),
    "at_most": _("at most"),
    "differs_from": _("another one than"),
    "same_elements_as": _("exactly these:"),
    "later_than": _("later than"),
    "listed_in": _("one of"),
    "in_network": _("addresses in"),
    "in_network_of": _("addresses in"),
    "pools_within": _("ranges within"),
    "in_pools_of": _("addresses in"),
    # of evidence alone (grading.engine.subjects, paths, rules, roles)
    "after": _("later than"),
    "leads_to": _("leads to"),
    "has_rule": _("a rule"),
    "nothing_else": _("nothing else"),
    "never": _("never"),
    "absent": _("none of them"),
}
PLAIN_OPERATORS = frozenset({"equals", "same_as", "same_network", "pools", "function"})  # the value speaks for itself
REFUSALS: dict[str, StrPromise] = {
    "not_open": _("The lab is not open. Start it first, and wait until it is prepared."),
    "finishing": _("The lab is being cleaned up. Start it again as soon as that is done."),
    "not_proven": _("This lab is not open to your class yet: it is still being tried out. Your teacher can open it."),
    "no_definition": _("This lab is not available now. Tell your teacher."),
    "preparing": _("The lab is still being prepared. Wait until it is open."),
    "cloud_not_ready": _("The cloud is still being set up. Try again in a minute or two."),
    "place_not_ready": _("Your place in the cloud is still being made. Try again in a minute."),
    "no_watch_in_exam": _("This is an exam: it is graded when you press Grade, and not watched."),
    "no_watch_with_limit": _("Your teacher limits how often this lab is graded, so it cannot be watched."),
    "look_too_soon": _("You have looked a moment ago. Wait 20 seconds between two looks."),
    "nothing_to_regrade": _("There is no run that another definition has judged and whose evidence is kept."),
    "falls_changed": _("The list of falls has changed meanwhile. Look at it again before you agree."),
    "nothing_to_rerun": _("None of the chosen labs is open, so there is nothing to grade again."),
    "nothing_decided": _("Give points, excuse the lab or write a comment."),
    "no_reason": _("Say why: the student reads the reason beside the measured score."),
    "too_many_points": _("A lab has no more points than its total."),
    "excused_with_points": _("What is excused counts in no total, so it gets no points."),
    "no_override": _("There is no override any more."),
    "no_text": _("Write something first."),
    "no_verdict": _("There is no verdict of this check in this run."),
    "already_questioned": _("You have asked about this verdict already. The answer will stand here."),
    "question_closed": _("The question has been closed already."),
    "not_answered": _("Answer the question before you close it."),
    "not_ready": _("That has been decided already, or is not judged to its end yet."),
    "unknown_phase": _("The lab has no phase of this name. Its page shows the phases that can be graded."),
    "unknown_answer": _("The lab does not ask for this value."),
    "unknown_person": _("The lab has no such person. Its page shows who there is."),
    "unknown_file": _("The lab gives no file of this name. Its page shows them."),
    "at_work": _("A worker is at it. Wait until it is done."),
    "not_stuck": _("Nothing is stuck there."),
    "practice_describes_itself": _("The practice cloud describes itself; nothing can be changed here."),
    "not_practice": _("Only the practice cloud can be made anew."),
    "cloud_in_use": _("A class uses this cloud, or students have places in it: it stays."),
    "not_agreed": _("Nothing was reset: say first that you agree to what is lost."),
    "nothing_ticked": _("Tick what is to be removed."),
    "locked": _("This lab opens at {when}. Until then it cannot be started."),
    "closed": _("This lab was closed at {when}. Nothing is graded any more."),
    "no_attempts": _("You have used up your gradings of this lab. Your teacher can allow more."),
    "pause": _("There is a pause between two gradings. You can grade again at {when}."),
    "no_due": _("This lab has no deadline, so there is nothing to extend."),
    "not_later": _("Name a date that is later than the deadline and than now."),
    "already_asked": _("You have asked already. Your teacher's answer will stand on this page."),
    "answered": _("That has been answered already."),
    "lacks_capability": _("This cloud cannot host the lab. It lacks: {what}"),
}
PAGE_REFUSALS: dict[str, StrPromise] = {  # of what only pages do
    # people and classes
    "account_of_others": _("This account is also used beyond your class. An administrator can change it."),
    "group_taken": _("The class has a group of this name."),
    "group_unnamed": _("Type a name for the group."),
    "file_too_big": _("The file is too big. A roster may have 1 MB."),
    "file_no_text": _("The file is no text. Save it as CSV, and choose it again."),
    "roster_changed": _("The class has changed meanwhile. Look at the changes again before you agree."),
    "already_applied": _("This file has been applied already."),
    "passwords_told": _("These passwords have been shown already. Give a student a new one on the student's page."),
    "last_admin": _("This is the last administrator. Make somebody else one first."),
    "account_taken": _("There is an account of this name."),
    "account_form": _("An account has letters, digits and @ . + - _ only, 150 at most."),
    "person_form": _("The name has 100 characters at most, and the e-mail address must be one."),
    "class_full": _("The class is full: a cloud has room for 250 students."),
    "no_such_account": _("There is no account of this name."),
    "class_taken": _("There is a class of this short name."),
    "class_form": _("A short name has small letters, digits and hyphens only, and the class needs a title."),
    "class_at_work": _("Students have begun labs on the class's cloud. It cannot be changed any more."),
    "cloud_crowded": _("Handles or numbers of this class are taken in that cloud."),
}


ROSTER_FAULTS: dict[str, StrPromise] = {
    "empty_file": _("The file is empty."),
    "only_headings": _("Below the headings the file has no line."),
    "not_csv": _("From this line on it is not CSV: {what}"),
    "too_many_lines": _("The file has more than {what} lines."),
    "too_many_cells": _("The line has more cells than there are headings ({what})."),
    "no_column": _("A column is missing: {what}"),
    "column_twice": _("A column is there twice: {what}"),
    "no_account": _("The account is missing."),
    "no_name": _("The name is missing."),
    "account_twice": _("The account stands in line {what} already."),
    "account_form": _("An account has letters, digits and @ . + - _ only, 150 at most: {what}"),
    "name_form": _("A name has 100 characters at most, and none that cannot be seen: {what}"),
    "email_form": _("This is no e-mail address: {what}"),
    "handle_form": _("A handle has 2 to 12 small letters and digits, a letter first: {what}"),
    "group_form": _("The name of a group has 60 characters at most, and none that cannot be seen: {what}"),
    "handle_taken": _("Somebody else has this handle: {what}"),
    "handle_fixed": _("The handle is {what} and cannot be changed: names in the cloud rest on it."),
    "class_full": _("The class is full: a cloud has room for 250 students."),
    "is_admin": _("{what} is an administrator, and so no student."),
    "is_staff": _("{what} is teacher or assistant of this class."),
    "is_inactive": _("The account {what} is closed. An administrator can open it again."),
}
ROSTER_STEPS: dict[str, Word] = {
    "added": Word(_("joins"), "user-plus", "passed"),
    "returned": Word(_("comes back"), "rotate-left", "passed"),
    "changed": Word(_("changes"), "pen", "open"),
    "same": Word(_("stays as it is"), "equals", "none"),
    "dropped": Word(_("leaves"), "user-minus", "failed"),
}
ROSTER_FIELDS: dict[str, StrPromise] = {"name": _("Name"), "email": _("E-mail"), "group": _("Group")}
ROLES: dict[str, Word] = {
    "student": Word(_("student"), "user-graduate", "none"),
    "assistant": Word(_("assistant"), "handshake-angle", "open"),
    "teacher": Word(_("teacher"), "chalkboard-user", "passed"),
    "admin": Word(_("administrator"), "user-shield", "unknown"),
}

FIELDS: dict[str, Words] = FIELD_WORDS


def refusal_words(refused: Refused, otherwise: StrPromise | str) -> str:
    """Why something cannot be done now, in one sentence."""
    sentence = str((REFUSALS | PAGE_REFUSALS).get(refused.code, otherwise))
    return sentence.format(what=what_is_lacking(refused.lacks), when=moment_words(refused.when))


def moment_words(moment: datetime | None) -> str:
    """A moment in the classroom's time zone; of today the hour alone."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    return local.strftime("%H:%M" if local.date() == timezone.localdate() else "%Y-%m-%d %H:%M")


def what_is_lacking(names: Sequence[str]) -> str:
    """Capabilities as people call them, in one line."""
    return ", ".join(capability_word(name, language_now()) for name in names)


def name_of_step(step: str) -> str:
    """What start or finish is doing; a kind of resource by its noun."""
    return noun(step) if step in KINDS and step not in STEPS_OF_SESSION else str(STEPS_OF_SESSION.get(step, step))


def name_of_field(field: str) -> str:
    """A field in the page's language; the field of an edge or of what should be gone is a kind of resource."""
    return noun(field) if field in KINDS and field not in FIELDS else field_word(field, language_now())


def noun(kind: str) -> str:
    """Horizon's word for a kind of resource."""
    about = KINDS[Kind(kind)]
    return about.en if language_now() == "en" else about.ko


def word_of_run(run: Run) -> Word:
    """A queued run with a cause waits for its cloud, not for its turn."""
    return WAITS_FOR_CLOUD if waits_for_cloud(run) else RUNS[run.state]


def waits_for_cloud(run: Run) -> bool:
    return run.state == Run.State.QUEUED and bool(run.cause)


def what_happened(cause: Mapping[str, Any] | None) -> str:
    """A cause in one sentence. Its detail is for staff and stays out."""
    if not cause:
        return ""
    sentence = _(WHAT_HAPPENED.get(str(cause.get("trouble")), WHAT_HAPPENED[Trouble.UNEXPECTED]))
    service = str(cause.get("service", ""))
    return str(sentence) % {"service": OPENSTACK_NAMES.get(service, service)}
