"""What a reader leaves in a chapter stays theirs: place, notes, marks, answers; a teacher's remark is the class's."""

from typing import Any

import pytest
from django.urls import reverse

from course.models import Bookmark, Cohort, Highlight, OwnNote, Question, QuizAnswer, User
from labs.models import Place
from tests.pages import factories

SECTION = "rc-file"


def at(name: str, *more: Any) -> str:
    return reverse(name, args=[1, *more])


@pytest.fixture
def question(chapters: None) -> Question:
    words = {"ko": "`rc`는?", "en": "What of `rc`?"}
    content = {
        "id": "told",
        "section": SECTION,
        "kind": "short",
        "question": words,
        "explanation": {"ko": "그렇습니다.", "en": "So it is."},
        "accept": ["source"],
    }
    Question.objects.update(is_retired=True)
    return Question.objects.create(chapter_number=1, slug="told", section=SECTION, position=0, content=content)


@pytest.mark.usefixtures("chapters")
def test_the_place_and_the_sections_gone_through_are_remembered(page_of: Any, student: Place) -> None:
    client = page_of(student.user)
    assert client.post(at("bookmark"), {"anchor": SECTION, "seen": ["goals", "nowhere"]}).status_code == 204
    client.post(at("bookmark"), {"anchor": "console", "seen": [SECTION]})
    client.post(at("bookmark"), {"anchor": "nowhere", "seen": ["console"]})
    bookmark = Bookmark.objects.get()
    assert (bookmark.anchor, bookmark.seen) == ("console", ["goals", SECTION])
    assert client.get(at("chapter")).content.decode().count('class="is-seen"') == 4  # wide and narrow contents
    assert f"{at('chapter')}#console" in client.get("/").content.decode()


@pytest.mark.usefixtures("chapters")
def test_a_note_is_kept_changed_and_deleted_without_scripts(page_of: Any, student: Place, cohort: Cohort) -> None:
    client, other = page_of(student.user), page_of(factories.make_student(cohort, "lee", 13).user)
    for text in ("처음", "<b>베낌글</b>"):
        assert client.post(at("own_note", SECTION), {"text": text}).url.endswith(f"#{SECTION}")
    assert "&lt;b&gt;베낌글&lt;/b&gt;" in client.get(at("chapter")).content.decode()
    assert "베낌글" not in other.get(at("chapter")).content.decode()
    client.post(at("own_note", SECTION), {"text": " "})
    assert not OwnNote.objects.exists()


@pytest.mark.usefixtures("chapters")
def test_what_is_no_section_is_not_found(page_of: Any, student: Place) -> None:
    client = page_of(student.user)
    for name in ("own_note", "mark"):
        assert client.post(at(name, "nowhere"), {"text": "x", "quote": "x", "nth": "0"}).status_code == 404
    assert client.get(at("quiz", "goals")).status_code == 404  # no questions there


@pytest.mark.usefixtures("chapters")
def test_a_mark_is_only_its_readers(page_of: Any, student: Place, cohort: Cohort) -> None:
    client, other = page_of(student.user), page_of(factories.make_student(cohort, "lee", 13).user)
    made = client.post(at("mark", SECTION), {"quote": "환경 변수", "nth": "1"}).json()
    assert client.post(at("mark", SECTION), {"quote": "환경 변수", "nth": "1"}).json() == made
    assert client.post(at("mark", SECTION), {"quote": " ", "nth": "0"}).status_code == 400
    assert client.post(at("mark", SECTION), {"quote": "x", "nth": "-1"}).status_code == 400
    other.post(reverse("unmark", args=[made["pk"]]))
    assert Highlight.objects.count() == 1
    assert "환경 변수" not in other.get(at("chapter")).content.decode().partition('id="marks"')[2][:200]
    client.post(reverse("unmark", args=[made["pk"]]))
    assert not Highlight.objects.exists()


@pytest.mark.usefixtures("chapters")
def test_a_remark_is_the_teachers_word_to_the_class(page_of: Any, student: Place, teacher: User) -> None:
    pupil, master = page_of(student.user), page_of(teacher)
    assert pupil.post(at("remark", SECTION), {"text": "나"}).status_code == 404
    master.post(at("remark", SECTION), {"text": "내일 <script> 합니다"})
    seen = pupil.get(at("chapter")).content.decode()
    assert "내일 &lt;script&gt; 합니다" in seen
    stranger = page_of(factories.make_student(factories.make_cohort("two"), "choi", 1).user)
    assert "내일" not in stranger.get(at("chapter")).content.decode()
    master.post(at("remark", SECTION), {"text": ""})
    assert "내일" not in pupil.get(at("chapter")).content.decode()


def test_an_answer_is_marked_at_once_and_right_stays_right(page_of: Any, student: Place, question: Question) -> None:
    client = page_of(student.user)
    told = client.post(at("quiz_answer", "told"), {"text": "sorce"}, follow=True).content.decode()
    assert "오답" in told
    assert "그렇습니다." in told
    told = client.post(at("quiz_answer", "told"), {"text": " Source "}, follow=True).content.decode()
    assert "정답" in told
    client.post(at("quiz_answer", "told"), {"text": "x"})
    client.post(at("quiz_answer", "told"), {"text": ""})
    answer = QuizAnswer.objects.get()
    assert (answer.given, answer.is_right, answer.tries) == ("x", False, 3)
    assert answer.first_right_at is not None


def test_the_answer_is_not_in_the_page_before_a_try(page_of: Any, student: Place, question: Question) -> None:
    asked = page_of(student.user).get(at("quiz", SECTION)).content.decode()
    assert "<code>rc</code>" in asked
    assert "그렇습니다." not in asked
    assert "source" not in asked.partition('id="q-told"')[2].partition("</form>")[0]


def test_the_board_counts_questions_where_the_teacher_chose_so(
    page_of: Any, student: Place, teacher: User, question: Question, cohort: Cohort
) -> None:
    page_of(student.user).post(at("quiz_answer", "told"), {"text": "source"})
    master = page_of(teacher)
    assert 'data-figure="quiz-kim"' not in master.get(reverse("board")).content.decode()
    assert page_of(student.user).post(reverse("quizzes_counted"), {"counted": "on"}).status_code == 404
    master.post(reverse("quizzes_counted"), {"counted": "on"})
    assert 'data-figure="quiz-kim">1<small>/1</small>' in master.get(reverse("board")).content.decode()


def test_a_question_that_went_keeps_its_answers(page_of: Any, student: Place, question: Question) -> None:
    client = page_of(student.user)
    client.post(at("quiz_answer", "told"), {"text": "source"})
    Question.objects.filter(pk=question.pk).update(is_retired=True)
    assert client.post(at("quiz_answer", "told"), {"text": "x"}).status_code == 404
    assert QuizAnswer.objects.get().is_right
