"""An admin's desk for one lab: what they are writing, what is wrong with it, and what it is compared with."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils.safestring import SafeString

from course.differences import FileDifference, compare_files
from course.language import Language
from course.models import User
from course.rendering import render
from course.values import EXAMPLE, TASK_NAME, fill_html, fill_text, values_of_session
from grading.authoring.examining import Examined, Found, examine
from labs.editing import drop_draft, keep_draft
from labs.loader import FILES
from labs.models import Definition, Draft, Lab, Revision, Session
from labs.queries import draft_of, shipped_revision
from labs.schema import LabDefinition

DRAFT = "draft"  # the word for one's own draft in an address; revisions go by number
Files = Mapping[str, str]


@dataclass(frozen=True)
class OpenFile:
    """A file on the desk, with what was found in it."""

    name: str
    text: str
    found: tuple[Found, ...]

    @property
    def key(self) -> str:
        """For ids and names of fields."""
        return self.name.replace(".", "-")

    @property
    def faults(self) -> int:
        return sum(one.is_fault for one in self.found)


class Desk:
    """What one person writes of one lab. Nothing here is in force before it is saved."""

    def __init__(self, lab: Lab, user: User) -> None:
        self.lab = lab
        self.user = user
        self.draft: Draft | None = draft_of(lab, user.pk)

    @property
    def in_force(self) -> Revision | None:
        return self.lab.revision

    @property
    def base(self) -> Revision | None:
        """What was in force when writing began."""
        return self.draft.base if self.draft else self.in_force

    @cached_property
    def files(self) -> Files:
        source = self.draft or self.in_force
        return dict(source.files) if source else {}

    @property
    def note(self) -> str:
        return self.draft.note if self.draft else ""

    @property
    def is_outrun(self) -> bool:
        """Whether somebody else has saved since writing began."""
        return self.draft is not None and self.draft.base_id != self.lab.revision_id

    @cached_property
    def examined(self) -> Examined:
        return examine(self.lab.slug, self.files)

    @property
    def open_files(self) -> list[OpenFile]:
        found = self.examined.found
        return [
            OpenFile(name, self.files.get(name, ""), tuple(one for one in found if one.file == name)) for name in FILES
        ]

    @property
    def changed_files(self) -> list[str]:
        """Those of the draft that differ from what it began with."""
        begun = self.base.files if self.base else {}
        return [name for name in FILES if self.files.get(name, "") != begun.get(name, "")]

    @cached_property
    def others(self) -> list[Draft]:
        """Drafts of other people, so that nobody is surprised."""
        return list(self.lab.drafts.exclude(user=self.user).select_related("user").order_by("-kept_at"))

    @cached_property
    def shipped(self) -> Revision | None:
        return shipped_revision(self.lab)

    def write(self, files: Files, note: str, base: Revision | None) -> None:
        """Keep what was typed; what is as it was needs no draft."""
        base = self.draft.base if self.draft else base
        if base is None:
            return
        if dict(files) == base.files and not note:
            drop_draft(lab=self.lab, user=self.user)
        else:
            keep_draft(lab=self.lab, user=self.user, base=base, files=files, note=note)
        self.draft = draft_of(self.lab, self.user.pk)
        self.__dict__.pop("files", None)
        self.__dict__.pop("examined", None)


@dataclass(frozen=True)
class Side:
    """One side of a comparison: the draft, or a revision."""

    name: str
    files: Files
    revision: Revision | None = None


@dataclass(frozen=True)
class Comparison:
    left: Side
    right: Side

    @cached_property
    def files(self) -> list[FileDifference]:
        return compare_files(self.left.files, self.right.files)


def side_of(desk: Desk, name: str) -> Side | None:
    """`draft`, or the number of a revision; None for what is not there."""
    if name == DRAFT:
        return Side(DRAFT, desk.draft.files) if desk.draft else None
    found = desk.lab.revisions.select_related("by", "definition").filter(number=int(name)) if name.isdecimal() else ()
    return next((Side(str(one.number), one.files, one) for one in found), None)


@dataclass(frozen=True)
class Sheet:
    """What a student reads, in one language."""

    language: Language
    title: str
    goal: str
    task: SafeString
    questions: tuple[str, ...]
    checks: tuple[tuple[str, int], ...]  # title and points; hidden ones as the student sees them are left out


def sheets_of(desk: Desk) -> list[Sheet]:
    """The draft's task sheets with the values of an example student; nothing while it cannot be read."""
    folder = desk.examined.lab
    if folder is None:
        return []
    content = folder.definition.model_dump(mode="json", exclude_unset=True)
    session = Session(place=EXAMPLE, lab=desk.lab, definition=Definition(lab=desk.lab, content=content), nonce="")
    values = values_of_session(session)
    return [
        _sheet(folder.definition, "ko", folder.task_ko, values),
        _sheet(folder.definition, "en", folder.task_en, values),
    ]


def _sheet(definition: LabDefinition, language: Language, task: str, values: Mapping[str, str]) -> Sheet:
    def say(text: str) -> str:
        return fill_text(text, values)

    return Sheet(
        language=language,
        title=definition.title.in_language(language),
        goal=say(definition.goal.in_language(language)),
        task=fill_html(render(task, language).html, TASK_NAME, values),
        questions=tuple(say(question.label.in_language(language)) for question in definition.questions),
        checks=tuple((say(check.title.in_language(language)), check.points) for check in definition.checks),
    )
