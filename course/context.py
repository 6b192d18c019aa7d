"""What surrounds every page: the person's classes and roles, their place, the cloud's state, the queue."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from course.models import Cohort, Enrolment
from course.queries import cohorts_for, labs_for, may_operate, open_questions_in, place_for, role_in
from course.wording import CLOUD_ON_ITS_WAY, CLOUDS, Word
from grading.queries import queue_length
from labs import events
from labs.models import Cloud, Lab, Place
from labs.practice.status import PracticeStatus, State, read_status
from labs.practice_link import SLUG

CHOSEN = "cohort"  # the session's key for the class that was chosen
ON_ITS_WAY = frozenset({State.INSTALLING, State.STARTING})


@dataclass(frozen=True)
class Entry:
    """An entry of the side panel. `pages`: the address names under which it is the current one."""

    name: str
    title: StrPromise
    icon: str
    pages: frozenset[str]


def _entry(name: str, title: StrPromise, icon: str, *more: str) -> Entry:
    return Entry(name, title, icon, frozenset({name, *more}))


LEARN = (
    _entry("overview", _("Overview"), "house"),
    _entry("chapters", _("Chapters"), "book-open", "chapter", "quiz", "search"),
    _entry("labs", _("Labs"), "flask", "lab"),
    _entry("my_cloud", _("My cloud"), "cloud"),
    _entry("glossary", _("Glossary"), "book"),
)
ROSTER_PAGES = ("roster_add", "roster_student", "roster_groups", "roster_upload", "roster_import", "roster_passwords")
TEACH = (
    _entry("board", _("Board"), "table-cells", "student_lab", "override", "class_lab", "whatif", "evidence"),
    _entry("questions", _("Verdict queries"), "comment-dots"),
    _entry("reruns", _("Graded again"), "rotate-right", "rerun"),
    _entry("live_class", _("Live class view"), "tower-broadcast", "live_wall"),
    _entry("statistics", _("Statistics"), "chart-simple", "lab_statistics"),
    _entry("roster", _("Roster"), "users", *ROSTER_PAGES),
)
TEACH_AS_TEACHER = (  # what assistants have no part in
    _entry("assignments", _("Assignments"), "calendar-days", "assignment"),
    _entry("audit", _("Log"), "clock-rotate-left"),
)
LAB_PAGES = (
    "admin_lab",
    "admin_lab_new",
    "admin_lab_import",
    "admin_lab_edit",
    "admin_lab_compare",
    "admin_lab_preview",
    "admin_lab_try",
    "admin_trial",
)
OPERATE = (_entry("clouds", _("Clouds"), "server", "cloud_new", "cloud", "cloud_tab"),)
OPERATE_AS_ADMIN = (
    _entry("sessions", _("Sessions"), "list-check"),
    _entry("admin_labs", _("Lab definitions"), "flask-vial", *LAB_PAGES),
    _entry("admin_people", _("People"), "address-book", "admin_person", "admin_person_add", "admin_person_password"),
    _entry("admin_classes", _("Classes"), "school", "admin_class", "admin_class_add"),
    _entry("machinery", _("Operation"), "gauge-high"),
    _entry("admin_audit", _("Log of the classroom"), "clipboard-list"),
)


class Frame:
    """Each fact is read when it is first asked for, and once for each request.

    `live_after`: from where the page follows the stream. It is taken before the view reads anything, so that
    nothing falls between what was read and what will be heard. Pieces follow nothing.
    """

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._user = request.user
        self.live_after = "" if getattr(request, "htmx", False) else events.newest_id()

    @cached_property
    def cohorts(self) -> list[Cohort]:
        return list(cohorts_for(self._user))

    @cached_property
    def cohort(self) -> Cohort | None:
        """The class that the person has chosen, or their first."""
        slug = self._request.session.get(CHOSEN)
        chosen = [cohort for cohort in self.cohorts if cohort.slug == slug]
        return next(iter(chosen or self.cohorts), None)

    @cached_property
    def role(self) -> str | None:
        return role_in(self._user, self.cohort)

    @property
    def teaches(self) -> bool:
        return self.role == Enrolment.Role.TEACHER

    @property
    def helps(self) -> bool:
        """Sees the class's students and their work, as assistant or teacher."""
        return self.role in Enrolment.STAFF

    @cached_property
    def counts(self) -> dict[str, int]:
        """Entry of the side panel → what waits there for somebody."""
        if self.cohort is None or not self.helps:
            return {}
        return {"questions": open_questions_in(self.cohort).count()}

    @property
    def operates(self) -> bool:
        return may_operate(self._user)

    @property
    def is_staff(self) -> bool:
        return self.helps or self.operates

    @cached_property
    def labs(self) -> QuerySet[Lab]:
        """Those that the person meets in this class."""
        return labs_for(self._user, self.cohort)

    @cached_property
    def place(self) -> Place | None:
        return place_for(self._user, self.cohort)

    @property
    def cloud(self) -> Cloud | None:
        return self.cohort.cloud if self.cohort else None

    @cached_property
    def queue(self) -> int:
        return queue_length()

    @cached_property
    def practice(self) -> PracticeStatus | None:
        """The practice cloud, when it is the class's cloud or the person runs it."""
        if self.operates or (self.cloud is not None and self.cloud.slug == SLUG):
            return read_status(settings.CLASSROOM_HOME)
        return None

    @property
    def practice_on_its_way(self) -> bool:
        return self.practice is not None and self.practice.state in ON_ITS_WAY

    @property
    def cloud_word(self) -> Word | None:
        """The cloud's light. A cloud that is being started is not in trouble."""
        if self.cloud is None:
            return None
        is_ours = self.cloud.slug == SLUG and self.cloud.state != Cloud.State.OK
        return CLOUD_ON_ITS_WAY if is_ours and self.practice_on_its_way else CLOUDS[self.cloud.state]

    @property
    def practice_failed(self) -> bool:
        return self.practice is not None and self.practice.state is State.FAILED

    @property
    def sections(self) -> list[tuple[StrPromise, tuple[Entry, ...]]]:
        """The side panel for this person's roles."""
        found: list[tuple[StrPromise, tuple[Entry, ...]]] = [(_("Learn"), LEARN)]
        if self.helps:
            found.append((_("Teach"), TEACH + (TEACH_AS_TEACHER if self.teaches else ())))
        if self.is_staff:
            found.append((_("Operate"), OPERATE + (OPERATE_AS_ADMIN if self.operates else ())))
        return found


def frame_of(request: HttpRequest) -> Frame:
    """The one frame of a request, shared by its view and its templates."""
    kept = getattr(request, "_classroom_frame", None)
    if kept is None:
        kept = Frame(request)
        request._classroom_frame = kept  # type: ignore[attr-defined]
    return kept


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context processor. Nothing is read for pages that ask for nothing, such as that of an error."""
    return {"frame": SimpleLazyObject(lambda: frame_of(request))}
