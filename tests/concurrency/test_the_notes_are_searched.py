"""Words are found in Korean and English, whatever particles hang on them: with FTS5 here, and on PostgreSQL."""

import pytest

from course.book import load_notes
from course.glossary import Glossary
from course.models import Passage
from course.notes_loader import FrontMatter, Note
from course.searching import find_passages

KO = """
## 라우터와 유동 IP {#routers}

라우터는 프로젝트 네트워크를 외부 네트워크에 잇습니다. `openstack router add subnet`으로 서브넷을 붙입니다.

### 인스턴스의 디스크 {#disks}

인스턴스가 사라지면 임시 디스크도 사라집니다.
"""
EN = """
## Routers and floating IPs {#routers}

A router joins project networks to the external network. See `--allocation-pool`.

### The disks of an instance {#disks}

When an instance goes, its ephemeral disks go too.
"""


def note(language: str, text: str, digest: str = "1") -> Note:
    about = FrontMatter(chapter=9, title="x", summary="x", minutes=1)
    return Note(about, "en" if language == "en" else "ko", text, digest)


@pytest.fixture
def _book(db: None) -> None:
    load_notes([note("ko", KO), note("en", EN)], Glossary((), ""))


@pytest.mark.usefixtures("_book")
@pytest.mark.parametrize(
    ("asked", "language", "found"),
    [
        ("라우터", "ko", ["routers"]),
        ("라우터를", "ko", ["routers"]),
        ("인스턴스를 디스크", "ko", ["disks"]),
        ("유동", "ko", ["routers"]),
        ("프로젝트네트워크", "ko", ["routers"]),
        ("임시디스크가", "ko", ["disks"]),
        ("임시 네트워크", "ko", []),
        ("router add", "ko", ["routers"]),
        ("rout", "en", ["routers"]),
        ("ROUTER", "en", ["routers"]),
        ("allocation-pool", "en", ["routers"]),
        ("instance disks", "en", ["disks"]),
        ("instance volcano", "en", []),
        ("라우터", "en", []),
        ("\"'%*();:&|!<->", "en", []),
        ("", "ko", []),
    ],
)
def test_words_are_found(asked: str, language: str, found: list[str]) -> None:
    assert [hit.passage.anchor for hit in find_passages(asked, language)] == found


@pytest.mark.usefixtures("_book")
def test_a_word_in_the_heading_comes_first() -> None:
    assert next(hit.passage.anchor for hit in find_passages("디스크", "ko")) == "disks"


@pytest.mark.usefixtures("_book")
def test_what_was_found_is_marked_and_nothing_is_run() -> None:
    load_notes([note("ko", KO.replace("잇습니다", "<b>잇습니다</b>"), "2"), note("en", EN)], Glossary((), ""))
    hit = next(iter(find_passages("네트워크를", "ko")))
    assert "<mark>네트워크</mark>" in hit.excerpt
    assert "<mark>프로젝트 네트워크</mark>" in next(iter(find_passages("프로젝트네트워크를", "ko"))).excerpt
    assert "&lt;b&gt;" in hit.excerpt


@pytest.mark.usefixtures("_book")
def test_a_chapter_that_changed_is_found_by_its_new_words_only() -> None:
    load_notes([note("ko", KO.replace("라우터", "스위치"), "2")], Glossary((), ""))
    assert find_passages("라우터", "ko") == []
    assert [hit.passage.anchor for hit in find_passages("스위치", "ko")] == ["routers"]
    assert not Passage.objects.filter(chapter__language="en").exists()
