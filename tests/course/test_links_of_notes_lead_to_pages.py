"""A link to another chapter's file is a link to its page, and to a section that is there."""

import re

import pytest

from course.rendering import render
from tests.course.notes_reading import Note, all_notes

PAGE = re.compile(r'href="/chapters/([0-9]+)/(?:#([a-z0-9-]+))?"')


@pytest.mark.parametrize("note", all_notes(), ids=lambda note: note.place)
def test_links_between_chapters_lead_somewhere(note: Note) -> None:
    html = render(note.body, "en" if note.language == "en" else "ko").html
    assert not re.search(r'href="[^"/#:]+\.md', html)
    known = {one.about["chapter"]: one.anchors for one in all_notes() if one.language == note.language}
    lost = [found for found in PAGE.findall(html) if found[1] and found[1] not in known.get(int(found[0]), [])]
    assert lost == []


def test_a_file_becomes_a_page() -> None:
    assert '<a href="/chapters/0/#networks"' in render("[x](00-classroom.md#networks)", "en").html
