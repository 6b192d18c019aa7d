"""A chapter as one person reads it: its sections with marks, remarks, questions and the labs that practise them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet
from django.utils.safestring import SafeString, mark_safe

from course.models import Bookmark, Chapter, Cohort, Highlight, OwnNote, Question, QuizAnswer, Remark, User
from course.pictures import show_pictures
from course.values import NOTE_NAME, fill_html, note_values
from labs.models import Definition, Lab, Place

SECTION = re.compile(r'(?=<h2 id="[a-z0-9-]+")')
ANCHOR = re.compile(r'<h2 id="([a-z0-9-]+)"')
HEADING_END = "</h2>"


@dataclass(frozen=True)
class Tally:
    """The questions of a section, and how many of them a person has answered right at least once."""

    asked: int = 0
    right: int = 0

    @property
    def is_complete(self) -> bool:
        return self.asked == self.right


@dataclass(frozen=True)
class Section:
    """What stands between two headings of the second level. Without an anchor: before the first."""

    anchor: str
    title: str
    heading: SafeString
    html: SafeString
    seen: bool = False
    own_note: str = ""
    remark: Remark | None = None
    quiz: Tally = Tally()
    labs: tuple[Lab, ...] = ()


@dataclass(frozen=True)
class Study:
    """What one person has left in a chapter, and what their class's teacher has."""

    seen: frozenset[str] = frozenset()
    own_notes: Mapping[str, str] = field(default_factory=dict)
    remarks: Mapping[str, Remark] = field(default_factory=dict)
    quizzes: Mapping[str, Tally] = field(default_factory=dict)
    marks: list[Any] = field(default_factory=list)
    place: str = ""  # the anchor where they were last


def study_of(user: User, cohort: Cohort | None, chapter: Chapter) -> Study:
    """Five queries, however long the chapter is."""
    mine = {"user": user, "chapter_number": chapter.number}
    bookmark = Bookmark.objects.filter(**mine).first()
    remarks = Remark.objects.select_related("by").filter(cohort=cohort, chapter_number=chapter.number)
    marks = Highlight.objects.filter(**mine, language=chapter.language).values("pk", "section", "quote", "nth")
    return Study(
        seen=frozenset(bookmark.seen if bookmark else ()),
        own_notes=dict(OwnNote.objects.filter(**mine).values_list("section", "text")),
        remarks={remark.section: remark for remark in remarks},
        quizzes=tally_questions(user, chapter),
        marks=list(marks),
        place=bookmark.anchor if bookmark else "",
    )


def tally_questions(user: User, chapter: Chapter) -> dict[str, Tally]:
    """Section → its questions; those about a smaller heading count for the larger one above it."""
    right = set(
        QuizAnswer.objects.filter(user=user, first_right_at__isnull=False).values_list("question_id", flat=True)
    )
    above = headings_above(chapter)
    found: dict[str, list[int]] = defaultdict(list)
    for pk, section in questions_of(chapter.number).values_list("pk", "section"):
        found[above.get(section, section)].append(pk)
    return {section: Tally(len(ids), len(right.intersection(ids))) for section, ids in found.items()}


def questions_of(chapter_number: int) -> QuerySet[Question]:
    return Question.objects.filter(chapter_number=chapter_number, is_retired=False)


def headings_above(chapter: Chapter) -> dict[str, str]:
    """Anchor → the anchor of the heading of the second level that it stands under."""
    found, current = {}, ""
    for one in chapter.sections:
        current = one["anchor"] if one["level"] == 2 or not current else current
        found[one["anchor"]] = current
    return found


def sections_of(chapter: Chapter, place: Place | None, study: Study, labs: Iterable[Lab]) -> list[Section]:
    """The chapter in pieces, with the reader's own values. Values first: pictures' own style sheets are not text."""
    values, practised = note_values(place), labs_by_section(chapter, labs)
    titles = {one["anchor"]: one["title"] for one in chapter.sections}
    filled = (fill_html(part, NOTE_NAME, values) for part in parts_of(chapter.html))
    return [_section(show_pictures(part, chapter.language), titles, study, practised) for part in filled]


@lru_cache(maxsize=32)
def parts_of(html: str) -> tuple[str, ...]:
    """A chapter's text, cut before each heading of the second level."""
    return tuple(part for part in SECTION.split(html) if part.strip())


def _section(part: str, titles: Mapping[str, str], study: Study, practised: Mapping[str, tuple[Lab, ...]]) -> Section:
    found = ANCHOR.match(part)
    anchor = found.group(1) if found else ""
    heading, sign, html = part.partition(HEADING_END) if found else ("", "", part)
    return Section(
        anchor,
        titles.get(anchor, ""),
        mark_safe(heading + sign),  # noqa: S308  cleaned when the chapter was loaded
        mark_safe(html),  # noqa: S308  as above
        seen=anchor in study.seen,
        own_note=study.own_notes.get(anchor, ""),
        remark=study.remarks.get(anchor),
        quiz=study.quizzes.get(anchor, Tally()),
        labs=practised.get(anchor, ()),
    )


def labs_by_section(chapter: Chapter, labs: Iterable[Lab]) -> dict[str, tuple[Lab, ...]]:
    """Of these labs those whose checks link to a section or to something under it, each once and in order."""
    above = headings_above(chapter)
    found: dict[str, dict[int, Lab]] = defaultdict(dict)
    start = f"{chapter.number}#"
    for lab in labs:
        taught = references_of(lab.definition_id) if lab.definition_id else ()
        for reference in (one for one in taught if one.startswith(start)):
            anchor = reference.removeprefix(start)
            found[above.get(anchor, anchor)][lab.pk] = lab
    return {anchor: tuple(practised.values()) for anchor, practised in found.items()}


@lru_cache(maxsize=256)
def references_of(definition_id: int) -> tuple[str, ...]:
    """The paragraphs that a definition's checks link to (chapter#anchor). What is stored never changes."""
    content = Definition.objects.values_list("content", flat=True).get(pk=definition_id)
    return tuple(dict.fromkeys(check["teaches"] for check in content["checks"] if check.get("teaches")))


def place_to_go_on(user: User, chapters: Iterable[Chapter], read: set[int]) -> tuple[Chapter, str, str] | None:
    """Where to read on: the chapter, and anchor and title of the section, both empty at a chapter's beginning.

    It is where the person stopped, unless that chapter is done; then the first that is not.
    """
    unread = [chapter for chapter in chapters if chapter.number not in read]
    bookmark = Bookmark.objects.filter(user=user).exclude(chapter_number__in=read).order_by("-moved_at").first()
    for chapter in unread if bookmark else ():
        titles = {one["anchor"]: one["title"] for one in chapter.sections}
        if bookmark and chapter.number == bookmark.chapter_number and bookmark.anchor in titles:
            return chapter, bookmark.anchor, titles[bookmark.anchor]
    return (unread[0], "", "") if unread else None
