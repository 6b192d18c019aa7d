"""English follows Korean: it names the Korean text that it was last compared with, so that neither lags unseen."""

import hashlib

import pytest

from tests.course.notes_reading import chapter_names, read_note


@pytest.mark.parametrize("name", chapter_names())
def test_the_translation_follows_the_original_as_it_is(name: str) -> None:
    original = hashlib.sha256(read_note("ko", name).body.encode()).hexdigest()[:12]
    followed = read_note("en", name).about.get("follows")
    assert followed == original, f"en/{name}: compare it with the Korean text, then write `follows: {original}`"


@pytest.mark.parametrize("name", chapter_names())
def test_the_original_follows_nothing(name: str) -> None:
    assert "follows" not in read_note("ko", name).about
