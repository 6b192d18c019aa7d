"""What is stored of people and classes, of the book, and of how people read it."""

from course.models.book import Chapter, Passage, Question, Term
from course.models.people import HANDLE, Cohort, Enrolment, LabUse, User
from course.models.study import Bookmark, Highlight, OwnNote, QuizAnswer, Reading, Remark

__all__ = [
    "HANDLE",
    "Bookmark",
    "Chapter",
    "Cohort",
    "Enrolment",
    "Highlight",
    "LabUse",
    "OwnNote",
    "Passage",
    "Question",
    "QuizAnswer",
    "Reading",
    "Remark",
    "Term",
    "User",
]
