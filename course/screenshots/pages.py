"""Which pages are shown in the documentation: one line each."""

from typing import NamedTuple


class Shot(NamedTuple):
    """`who`: one of the three below; `address`: with names in braces that course/screenshots/stage.py knows."""

    name: str
    who: str
    address: str


TEACHER, STUDENT, ADMIN = "showcase-teacher", "showcase-haneul", "showcase-admin"
SHOTS = (
    Shot("overview", STUDENT, "/"),
    Shot("chapter", STUDENT, "/chapters/6/"),
    Shot("labs", STUDENT, "/labs/"),
    Shot("lab", STUDENT, "/labs/{lab}/"),
    Shot("attempts", STUDENT, "/labs/{lab}/attempts/"),
    Shot("board", TEACHER, "/board/"),
    Shot("evidence", TEACHER, "/runs/{run}/evidence/"),
    Shot("live-class", TEACHER, "/live-class/"),
    Shot("wall", TEACHER, "/live-class/wall/?anonymous=1"),
    Shot("statistics", TEACHER, "/statistics/"),
    Shot("check-difficulty", TEACHER, "/statistics/{lab}/"),
    Shot("assignments", TEACHER, "/assignments/"),
    Shot("roster", TEACHER, "/roster/"),
    Shot("lab-editor", ADMIN, "/operate/labs/{lab}/edit/"),
    Shot("cloud", ADMIN, "/clouds/overcloud-1/"),
)
