"""Do a lab as a student does it: the `lab` command, the real `openstack` command, the reference solution."""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from openstack.connection import Connection

from labs.loader import DEFINITIONS, SOLUTION_FILE, load_lab
from labs.overcloud.connections import identity, open_connection
from labs.reference import load_solution
from tests.classroom import ROOT, Classroom

SCRIPT_S = 240


def administrator(classroom: Classroom) -> Connection:
    """A connection of the practice cloud's administrator, to see what students left."""
    entry = yaml.safe_load((classroom.home / "practice" / "clouds.yaml").read_text(encoding="utf-8"))["clouds"]
    return open_connection("practice", entry["practice"])


@dataclass(frozen=True)
class Student:
    """One student at one lab, with a folder of their own."""

    classroom: Classroom
    user: str
    slug: str
    folder: Path

    def lab(self, *words: str) -> subprocess.CompletedProcess[str]:
        return self.classroom.lab(self.user, *words)

    def status(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.lab("status", self.slug, "--json").stdout)
        return found

    def start(self) -> None:
        done = self.lab(self.slug, "start")
        assert done.returncode == 0, done.stdout + done.stderr

    def grade(self) -> tuple[int, dict[str, Any]]:
        """The command's exit code, and the run that it printed as JSON."""
        done = self.lab(self.slug, "grade", "--json")
        assert done.stdout, done.stderr
        return done.returncode, json.loads(done.stdout)

    def project_id(self) -> str:
        """The id of the lab's project in the cloud, as the cloud's administrator sees it."""
        name = self.status()["session"]["project"]
        return next(project.id for project in identity(administrator(self.classroom)).projects(name=name))

    def outcomes(self) -> dict[str, str]:
        _, run = self.grade()
        return {verdict["check"]: verdict["outcome"] for verdict in run["verdicts"]}

    def finish(self) -> None:
        done = self.lab(self.slug, "finish")
        assert done.returncode == 0, done.stdout + done.stderr

    def solve(self) -> None:
        """The reference solution with the real client; answers are typed by the lab command."""
        folder = DEFINITIONS / self.slug
        for step in load_solution(folder / SOLUTION_FILE, load_lab(folder).definition):
            answers = [f'"{name}={value}"' for name, value in step.answers.items()]
            typed = f'"$LAB" answer {self.slug} {" ".join(answers)}\n' if answers else ""
            self.run(f"{step.run or ''}\n{typed}")

    def run(self, commands: str) -> str:
        """Run shell commands as the student would: the lab's rc sourced, `openstack` and `lab` at hand."""
        rc = self.folder / "rc"
        rc.write_text(self.classroom.manage("rc", self.user, self.slug), encoding="utf-8")
        done = subprocess.run(
            ["bash", "-c", f"source {rc}\nset -eu\n{commands}"],
            cwd=self.folder,
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=SCRIPT_S,
            check=False,
        )
        assert done.returncode == 0, f"{commands}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def environment(self) -> dict[str, str]:
        """The variables that solutions use, beside what any shell has."""
        own = self.classroom.lab_env(self.user)
        client = Path(own["CLASSROOM_ENVS"]) / "client" / "bin"
        values = self.status()["values"]
        return own | {
            "PATH": f"{client}{os.pathsep}{own['PATH']}",
            "LAB": str(ROOT / "labs" / "client" / "lab"),
            **{name: str(value) for name, value in values.items()},
        }
