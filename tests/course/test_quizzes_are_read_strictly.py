"""A quiz file is read as a lab is: what cannot be meant is refused with file, line and what was expected."""

from pathlib import Path

import pytest

from course.glossary import GlossaryError, read_glossary
from course.quiz.files import QuizError, read_quiz, read_quizzes

GOOD = """\
- id: formats
  section: image-formats
  kind: choice
  question: {ko: "무엇입니까?", en: "What is it?"}
  options:
    - {ko: 하나, en: one, right: true}
    - {ko: 둘, en: two}
  explanation: {ko: 그렇습니다., en: It is so.}
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "04-chapter.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_file_is_read(tmp_path: Path) -> None:
    quiz = read_quiz(written(tmp_path, GOOD))
    assert (quiz.chapter, [question.id for question in quiz.questions]) == (4, ["formats"])


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("kind: choice", "kind: guess", "04-chapter.yaml:1: "),
        ("right: true", "right: false", "needs exactly one right option"),
        ("    - {ko: 둘, en: two}", "    - {ko: 둘, en: two, right: true}", "needs exactly one right option"),
        ("    - {ko: 둘, en: two}\n", "", "04-chapter.yaml:5: 0.options: "),
        (
            "explanation: {ko: 그렇습니다., en: It is so.}",
            "explanation: {ko: 그렇습니다.}",
            "04-chapter.yaml:8: 0.explanation.en",
        ),
        ("section: image-formats", "section: image-formats\n  colour: red", "04-chapter.yaml:3: 0.colour: Extra"),
        ("section: image-formats", "section: image-formats\n  section: other", "section is repeated"),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path: Path, before: str, after: str, told: str) -> None:
    assert before in GOOD
    with pytest.raises(QuizError) as refused:
        read_quiz(written(tmp_path, GOOD.replace(before, after)))
    assert told in str(refused.value)


def test_two_questions_of_one_id_are_refused(tmp_path: Path) -> None:
    with pytest.raises(QuizError, match="two questions have the id formats"):
        read_quiz(written(tmp_path, GOOD + GOOD))


def test_a_glossary_with_a_fault_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "glossary.yaml"
    path.write_text("- id: a\n  term: {ko: 가, en: a}\n  text: {ko: 나}\n", encoding="utf-8")
    with pytest.raises(GlossaryError, match=r"glossary.yaml:3: 0.text.en: Field required"):
        read_glossary(path)


def test_our_own_files_are_good() -> None:
    assert read_quizzes() is not None
    assert read_glossary().entries
