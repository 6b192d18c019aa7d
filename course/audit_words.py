"""What was done, as people read it: a word for each action, and the values before and after in plain words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from course.models import AuditEntry
from course.operating.words import JOBS, ORDERS, QUOTA_WORDS
from course.wording import POLICIES, ROLES, ROSTER_FIELDS, ROSTER_STEPS, Word, moment_words

NOTHING = "–"
LIST_MAX = 5  # values of a longer list are counted


@dataclass(frozen=True)
class Area:
    """Actions that one looks for together."""

    title: StrPromise
    actions: Mapping[str, Word]


AREAS: dict[str, Area] = {
    "grades": Area(
        _("Grades"),
        {
            "policy_chosen": Word(_("which run counts"), "scale-balanced", "open"),
            "unproven_allowed": Word(_("lab not proven as it is"), "flask", "open"),
            "regrade_promoted": Word(_("new verdicts promoted"), "circle-check", "passed"),
            "regrade_dropped": Word(_("new verdicts dropped"), "circle-minus", "none"),
            "mark_overridden": Word(_("score overridden"), "pen", "open"),
            "override_withdrawn": Word(_("override withdrawn"), "rotate-left", "none"),
            "verdict_questioned": Word(_("verdict questioned"), "comment-dots", "open"),
            "question_answered": Word(_("question answered"), "comment", "passed"),
            "question_closed": Word(_("question closed"), "comment-slash", "none"),
            "graded_again": Word(_("graded again"), "rotate-right", "open"),
            "rerun_started": Word(_("many labs graded again"), "rotate-right", "open"),
            "rerun_cancelled": Word(_("grading again cancelled"), "circle-stop", "none"),
            "rerun_resumed": Word(_("grading again resumed"), "play", "open"),
        },
    ),
    "deadlines": Area(
        _("Deadlines"),
        {
            "assignment_changed": Word(_("deadline changed"), "calendar-days", "open"),
            "assignment_removed": Word(_("deadline removed"), "calendar-xmark", "none"),
            "extension_asked": Word(_("more time asked for"), "hourglass-half", "open"),
            "extension_given": Word(_("more time given"), "circle-check", "passed"),
            "extension_declined": Word(_("more time declined"), "circle-xmark", "failed"),
        },
    ),
    "students": Area(
        _("Students"),
        {
            "student_added": Word(_("student added"), "user-plus", "passed"),
            "student_changed": Word(_("student changed"), "pen", "open"),
            "student_dropped": Word(_("student dropped"), "user-minus", "failed"),
            "student_taken_back": Word(_("student taken back"), "rotate-left", "passed"),
            "password_reset": Word(_("new password"), "key", "open"),
            "roster_imported": Word(_("roster imported"), "file-import", "open"),
            "group_made": Word(_("group made"), "people-group", "passed"),
            "group_renamed": Word(_("group renamed"), "pen", "open"),
            "group_deleted": Word(_("group deleted"), "trash-can", "failed"),
        },
    ),
    "class": Area(
        _("Class and accounts"),
        {
            "role_given": Word(_("role given"), "user-shield", "passed"),
            "role_taken": Word(_("role taken"), "user-minus", "failed"),
            "class_made": Word(_("class made"), "school", "passed"),
            "class_changed": Word(_("class changed"), "pen", "open"),
            "account_made": Word(_("account made"), "user-plus", "passed"),
            "account_changed": Word(_("account changed"), "pen", "open"),
            "watch_rules_chosen": Word(_("who counts as stuck"), "sliders", "open"),
        },
    ),
    "clouds": Area(
        _("Clouds"),
        {
            "cloud_added": Word(_("cloud added"), "server", "passed"),
            "cloud_credentials_replaced": Word(_("credentials replaced"), "key", "open"),
            "cloud_changed": Word(_("cloud changed"), "pen", "open"),
            "cloud_removed": Word(_("cloud taken off the list"), "trash-can", "failed"),
            "cloud_quotas_changed": Word(_("quotas changed"), "gauge", "open"),
            "cloud_job_asked": Word(_("work on the cloud asked for"), "gears", "open"),
            "breaker_closed": Word(_("breaker closed by hand"), "plug", "passed"),
            "practice_ordered": Word(_("order to the practice cloud"), "power-off", "open"),
            "session_restarted": Word(_("session started again"), "rotate-right", "open"),
            "session_finished": Word(_("session finished by force"), "broom", "failed"),
        },
    ),
}
ACTIONS: dict[str, Word] = {action: word for area in AREAS.values() for action, word in area.actions.items()}

NAMES: dict[str, StrPromise | str] = {
    **ROSTER_FIELDS,
    **{step: word.text for step, word in ROSTER_STEPS.items()},
    **QUOTA_WORDS,
    "account": _("Account"),
    "handle": _("Handle"),
    "number": _("Number"),
    "role": _("Role"),
    "file": _("File"),
    "title": _("Title"),
    "cloud": _("Cloud"),
    "archived": _("archived"),
    "is_active": _("account open"),
    "is_superuser": _("administrator"),
    "policy": _("what counts"),
    "unproven": _("open although not proven"),
    "definition": _("definition"),
    "choice": _("promoted"),
    "falls": _("who fall"),
    "opens": _("opens"),
    "due": _("due"),
    "late": _("late credit"),
    "closes": _("closes"),
    "attempts": _("gradings"),
    "pause_min": _("pause, min"),
    "exam": _("exam"),
    "until": _("Until when"),
    "points": _("points"),
    "excused": _("excused"),
    "comment": _("comment"),
    "check": _("check"),
    "run": _("run"),
    "closed": _("closed"),
    "job": _("work"),
    "slug": _("Short name"),
    "mode": _("Mode"),
    "auth_url": _("Identity service"),
    "public_auth_url": _("Identity service for students"),
    "site": _("What labs use here"),
    "state": _("State"),
    "session": _("session"),
    "keys": _("what is ticked"),
    "order": _("order"),
}
CHOICES: dict[str, StrPromise] = {"all": _("all"), "rises": _("rises only")}
TABLES: dict[str, Mapping[str, Any]] = {
    "policy": POLICIES,
    "choice": CHOICES,
    "role": ROLES,
    "job": JOBS,
    "order": ORDERS,
}
WHOSE = frozenset({"group", "check", "run"})  # told although it stays: what else changed is about it
MOMENTS = frozenset({"opens", "due", "closes", "until"})


@dataclass(frozen=True)
class Value:
    """One thing that changed; `before` is None where only what holds now is told, and `after` the other way round."""

    name: str
    before: str | None
    after: str | None


def values_of(entry: AuditEntry) -> Iterator[Value]:
    """What an entry says, in the order in which it was written."""
    for name in {**entry.before, **entry.after}:
        before = words_for(name, entry.before[name]) if name in entry.before else None
        after = words_for(name, entry.after[name]) if name in entry.after else None
        label = str(NAMES.get(name, name))
        if before != after:
            yield Value(label, before, after)
        elif name in WHOSE:
            yield Value(label, None, after)


def words_for(name: str, value: Any) -> str:
    """A stored value as people read it; what we have no words for stays what it is."""
    if value is None or value in ("", [], {}):
        return NOTHING
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if name in MOMENTS and (moment := parse_datetime(str(value))):
        return moment_words(moment)
    if name == "late" and isinstance(value, list):
        return ", ".join(f"{step['hours']} h: {step['percent']} %" for step in value)
    return choice_words(name, value) or plain_words(value)


def choice_words(name: str, value: Any) -> str | None:
    """What was chosen among a few, by its word."""
    found = TABLES.get(name, {}).get(str(value))
    return str(found.text if isinstance(found, Word) else found) if found else None


def plain_words(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name}: {plain_words(one)}" for name, one in value.items())
    if isinstance(value, list):
        return ", ".join(map(plain_words, value)) if len(value) <= LIST_MAX else str(len(value))
    return str(value)
