"""What was read becomes plain data for the shapes, in the language of the request."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from course.attempts import Attempts
from course.boards import Board, Cell, Line
from course.lab_room import LabRoom
from course.marks import Mark, Points, decision_of
from course.models import User
from course.progress import Standing
from course.queries import cohorts_for, roles_of
from course.rows import Comparison, Row, list_rows
from course.terms import Terms, terms_of
from course.values import task_values
from course.wording import name_of_step, what_happened, what_is_lacking
from grading.models import Run, Score
from grading.queries import queue_position
from labs.credentials import USER, Credentials, credentials_of
from labs.models import Lab, Session
from labs.schema import LabDefinition

Data = dict[str, Any]


def tell_person(user: User) -> Data:
    roles = {} if user.is_superuser else roles_of(user)
    classes = [
        {
            "slug": cohort.slug,
            "title": cohort.title,
            "role": roles.get(cohort.pk, "admin"),
            "cloud": cohort.cloud.title if cohort.cloud else None,
            "cloud_state": cohort.cloud.state if cohort.cloud else None,
        }
        for cohort in cohorts_for(user)
    ]
    return {"username": user.username, "display_name": user.get_full_name(), "classes": classes}


def tell_score(score: Score | Run | Points | None) -> Data | None:
    return {"earned": score.earned, "possible": score.possible, "total": score.total} if score else None


def tell_mark(mark: Mark | None) -> Data | None:
    """What counts: after deadlines and teachers' decisions."""
    if mark is None:
        return None
    return {
        "earned": mark.earned,
        "total": mark.total,
        "late": mark.is_late,
        "overridden": mark.override is not None,
        "excused": mark.is_excused,
    }


def tell_counted(score: Score | None) -> Data | None:
    return {**(tell_score(score) or {}), "percent": score.percent} if score else None


def tell_title(lab: Lab) -> Data:
    return {"ko": lab.title_ko, "en": lab.title_en}


def tell_standing(standing: Standing) -> Data:
    lab = standing.lab
    return {
        "slug": lab.slug,
        "chapter": lab.chapter,
        "position": lab.position,
        "kind": lab.kind,
        "minutes": lab.minutes,
        "title": tell_title(lab),
        "session": standing.session.state if standing.session else None,
        "standing": standing.code,
        "score": tell_counted(standing.score),
        "mark": tell_mark(standing.mark),
        "terms": tell_terms(standing.terms),
    }


def tell_terms(terms: Terms) -> Data | None:
    """None where there is no limit of any kind."""
    moment = timezone.now()
    if not terms.is_set:
        return None
    return {
        "opens": terms.opens,
        "due": terms.due,
        "late": [{"until": step.until, "percent": step.percent} for step in terms.late_steps],
        "closes": terms.closes,
        "percent_now": terms.credit(moment),
        "exam": terms.exam,
        "results_at": terms.end if terms.exam else None,
        "results_shown": not terms.conceals(moment),
    }


def tell_attempts(attempts: Attempts) -> Data:
    return {"limit": attempts.limit or None, "left": attempts.left, "again_at": attempts.again_at}


def tell_room(room: LabRoom) -> Data:
    standing = Standing(
        room.lab,
        room.session if room.is_active else None,
        room.score,
        tried=room.session is not None,
        decided=decision_of(room.override),
        terms=room.terms,
        handed_in=room.has_handed_in,
    )
    return {
        "lab": tell_standing(standing),
        "goal": {"ko": room.lab.goal_ko, "en": room.lab.goal_en},
        "session": tell_session(room.session) if room.session else None,
        "run": tell_run(room.run, room.rows, concealed=room.conceals) if room.run else None,
        "attempts": tell_attempts(room.attempts),
        "checks": [
            {"id": row.check_id, "title": row.title, "points": row.points, "hidden": row.is_hidden} for row in room.rows
        ],
        "values": room.values,
        "questions": [
            {"name": asked.question.name, "label": asked.label, "example": asked.question.example, "value": asked.value}
            for asked in room.questions
        ],
        "phases": list(room.definition.phases),
        "lacks": [{"name": name, "title": what_is_lacking([name])} for name in room.lacks],
        "persons": [tell_credentials(name, found) for name, found in room.people.items()],
        "files": [{"name": file.name, "size": len(file.content)} for file in room.files],
    }


def tell_credentials(name: str, found: Credentials) -> Data:
    return {
        "person": name,
        "user": found.user,
        "project": found.project or None,
        "domain": found.place.domain,
        "rc_name": found.rc_name,
    }


def tell_session(session: Session) -> Data:
    working = session.state in {Session.State.PREPARING, Session.State.FINISHING}
    return {
        "id": session.pk,
        "lab": session.lab.slug,
        "state": session.state,
        "step": name_of_step(session.step) if working else "",
        "percent": session.percent,
        "cause": tell_cause(session.cause),
        "project": session.project,
        "rc_name": credentials_of(session)[USER].rc_name,
        "started_at": session.started_at,
        "opened_at": session.opened_at,
        "finished_at": session.finished_at,
    }


def tell_cause(cause: Mapping[str, Any] | None) -> Data | None:
    """Without the detail, which is for staff."""
    if not cause:
        return None
    return {
        "trouble": cause.get("trouble", "unexpected"),
        "service": cause.get("service", ""),
        "message": what_happened(cause),
    }


def tell_run(run: Run, rows: list[Row] | None = None, *, concealed: bool = False) -> Data:
    """A run with its verdicts; `rows` when they have been read already. `concealed`: an exam keeps what it is worth."""
    session = run.session
    graded = run.state == Run.State.GRADED and not concealed
    if graded and rows is None:
        rows = rows_of(run)
    return {
        "id": run.pk,
        "number": run.number,
        "lab": session.lab.slug,
        "session": session.pk,
        "state": run.state,
        "source": run.source,
        "ahead": queue_position(run) if run.state == Run.State.QUEUED else 0,
        "score": tell_score(run) if graded else None,
        "cause": tell_cause(run.cause),
        "phase": run.phase,
        "handed_in": run.state == Run.State.GRADED and concealed,
        "hidden_points": sum(row.points for row in rows or [] if row.is_hidden) if graded else 0,
        "queued_at": run.queued_at,
        "graded_at": run.published_at,
        "retry_at": run.retry_at,
        "verdicts": [tell_verdict(row) for row in rows or [] if row.outcome] if graded else [],
    }


def rows_of(run: Run) -> list[Row]:
    """As the student sees them who may see them; after an exam nothing stays hidden."""
    session = run.session
    definition = LabDefinition.model_validate(run.definition.content)
    values = task_values(session.place, session.lab, session)
    after_exam = False if terms_of(session.place, session.lab).exam else None
    return list_rows(definition, session, run, values, conceals=after_exam)


def tell_verdict(row: Row) -> Data:
    return {
        "check": row.check_id,
        "title": row.title,
        "outcome": row.outcome,
        "points": row.points,
        "earned": row.earned,
        "message": row.message,
        "findings": [tell_finding(comparison) for comparison in row.comparisons],
        "hints": list(row.hints),
        "reading": f"{row.reading.chapter}#{row.reading.anchor}" if row.reading else None,
        "needs": row.needs or None,
        "cause": row.cause or None,
    }


def tell_finding(comparison: Comparison) -> Data:
    return {
        "subject": comparison.subject,
        "field": comparison.field,
        "name": comparison.what,
        "expected": comparison.expected,
        "observed": comparison.observed,
        "holds": comparison.holds,
    }


def tell_board(slug: str, board: Board) -> Data:
    return {
        "cohort": slug,
        "columns": [
            {
                "lab": column.lab.slug,
                "title": tell_title(column.lab),
                "mean": column.mean,
                "passed_percent": column.passed_percent,
            }
            for column in board.columns
        ],
        "lines": [tell_line(line) for line in board.lines],
    }


def tell_line(line: Line) -> Data:
    return {
        "username": line.student.username,
        "display_name": line.student.name,
        "number": line.student.number,
        "earned": line.earned,
        "cells": [tell_cell(cell) for cell in line.cells],
    }


def tell_cell(cell: Cell) -> Data:
    return {
        "lab": cell.lab.slug,
        "session": cell.session.pk if cell.session else None,
        "state": cell.session.state if cell.session else None,
        "grading": cell.running,
        "waits_for_cloud": cell.away,
        "unseen": cell.unseen,
        "score": tell_score(cell.mark.measured if cell.mark else None),
        "mark": tell_mark(cell.mark),
        "questioned": cell.questioned,
    }
