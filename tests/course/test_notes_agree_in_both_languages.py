"""The Korean and the English chapter are one chapter: same sections, same pieces, same commands, same labs."""

import pytest

from tests.course.notes_reading import NOTES, Note, chapter_names, read_note

Pair = tuple[Note, Note]


@pytest.fixture(params=chapter_names())
def pair(request: pytest.FixtureRequest) -> Pair:
    return read_note("ko", request.param), read_note("en", request.param)


def test_every_chapter_is_written_in_both_languages() -> None:
    korean, english = ({path.name for path in (NOTES / language).glob("*.md")} for language in ("ko", "en"))
    assert korean == english


def test_front_matter_differs_in_words_only(pair: Pair) -> None:
    korean, english = pair
    assert korean.about.keys() == english.about.keys() - {"follows"}
    for key in ("chapter", "minutes", "covers", "labs"):
        assert korean.about[key] == english.about[key]


def test_sections_are_the_same(pair: Pair) -> None:
    korean, english = pair
    assert korean.anchors == english.anchors


def test_callouts_and_pictures_come_in_the_same_order(pair: Pair) -> None:
    korean, english = pair
    assert korean.containers == english.containers


def test_tables_have_the_same_shape(pair: Pair) -> None:
    korean, english = pair
    assert korean.table_shapes == english.table_shapes


def test_code_blocks_are_identical(pair: Pair) -> None:
    korean, english = pair
    assert korean.fences == english.fences


def test_commands_in_the_text_are_the_same(pair: Pair) -> None:
    korean, english = pair
    assert sorted(set(korean.inline_code)) == sorted(set(english.inline_code))


def test_the_same_values_of_the_student_are_filled_in(pair: Pair) -> None:
    korean, english = pair
    assert korean.placeholders == english.placeholders
