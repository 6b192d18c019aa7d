"""What is stored of people and classes, of the book, and of how people read it."""

from course.models.assignments import Assignment, Extension, Settling
from course.models.audit import AuditEntry
from course.models.book import Chapter, Passage, Question, Term
from course.models.marks import Override, VerdictQuestion
from course.models.people import HANDLE, Cohort, Enrolment, Group, LabUse, User
from course.models.roster import RosterImport
from course.models.study import Bookmark, Highlight, OwnNote, QuizAnswer, Reading, Remark
from course.models.watching import WatchRules

__all__ = [
    "HANDLE",
    "Assignment",
    "AuditEntry",
    "Bookmark",
    "Chapter",
    "Cohort",
    "Enrolment",
    "Extension",
    "Group",
    "Highlight",
    "LabUse",
    "Override",
    "OwnNote",
    "Passage",
    "Question",
    "QuizAnswer",
    "Reading",
    "Remark",
    "RosterImport",
    "Settling",
    "Term",
    "User",
    "VerdictQuestion",
    "WatchRules",
]
