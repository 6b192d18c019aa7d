"""An alias stands for one student of a class for ever, and tells nothing of who that is."""

from django.utils.translation import override

from course.aliases import MANY, alias

NUMBERS = range(1, 251)  # all that a class may have


def test_no_two_students_share_one() -> None:
    for language in ("ko", "en"):
        with override(language):
            assert len({alias(7, number) for number in NUMBERS}) == len(NUMBERS)


def test_there_are_enough_for_every_number_of_a_class() -> None:
    assert max(NUMBERS) < MANY


def test_the_same_student_keeps_it() -> None:
    assert [alias(7, number) for number in NUMBERS] == [alias(7, number) for number in NUMBERS]


def test_another_class_or_another_key_has_others(settings: object) -> None:
    before = [alias(7, number) for number in NUMBERS]
    assert [alias(8, number) for number in NUMBERS] != before
    settings.SECRET_KEY = "another"  # type: ignore[attr-defined]
    assert [alias(7, number) for number in NUMBERS] != before
