"""Start, grade, finish and what lies between, in both orders of words, for people and for programs."""

import json
import os
import subprocess

import pytest

from tests.client.conftest import Site


def test_the_list_shows_where_one_stands(site: Site) -> None:
    lines = [" ".join(line.split()) for line in site.student().lab("list").stdout.splitlines()]
    assert lines[0].startswith("ch. 0 classroom-startup 40 min not started")
    assert "ch. 1 intro-launch 25 min open – First instance from the command line" in lines


@pytest.mark.parametrize("words", [["intro-launch"], ["intro-launch", "status"], ["status", "intro-launch"]])
def test_both_orders_of_words_mean_the_same(site: Site, words: list[str]) -> None:
    done = site.student("perfect").lab(*words)
    assert done.returncode == 0
    assert done.stdout.startswith("intro-launch  First instance from the command line: done – press Finish\n")


def test_what_is_open_already_is_started_at_once(site: Site) -> None:
    student = site.student()
    done = student.lab("network-tenant", "start")
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "network-tenant is open.",
        f"  Project  {student.name}-network-tenant",
        f"  Task     {site.url}/labs/network-tenant/",
        f"  rc file  lab rc network-tenant  (writes {student.name}-network-tenant-rc into this folder)",
    ]


def test_a_start_that_has_to_wait_says_for_what(site: Site) -> None:
    student = site.student("fresh")
    done = student.lab("start", "network-tenant", "--timeout", "4")
    assert done.returncode == 2
    assert "being prepared" in done.stdout
    assert done.stderr == (
        "lab: It takes longer than 4 s. The classroom goes on; lab network-tenant status shows how it stands.\n"
    )
    assert "could not be reached" in student.lab("network-tenant").stdout


def test_a_broken_start_says_why_and_what_to_do(site: Site) -> None:
    done = site.student("broken").lab("intro-launch")
    assert "interrupted" in done.stdout
    assert "intro-launch could not be prepared or cleaned up:" in done.stdout
    assert "lab intro-launch start" in done.stdout
    assert "secret-host" not in done.stdout


def test_grading_what_cannot_be_seen_ends_with_2(site: Site) -> None:
    done = site.student().lab("network-tenant", "grade")
    lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (2, "")
    assert [line.split()[0] for line in lines[:9]] == ["UNKNOWN"] * 9
    assert "Neutron (networks) could not be reached: nobody answered." in done.stdout
    assert "Run 1. Score: 0–100 of 100 (100 still open)" in lines


def test_a_failure_counts_even_beside_what_cannot_be_seen(site: Site) -> None:
    student = site.student()
    student.lab("answer", "intro-launch", "subnet_cidr=10.0.0.0/8")
    done = student.lab("grade", "intro-launch")
    assert done.returncode == 1
    assert done.stdout.startswith("FAIL       0/10  The subnet's CIDR\n"), "judged first, shown first"


def test_asked_without_waiting_it_is_asked_for(site: Site) -> None:
    student = site.student()
    done = student.lab("grade", "network-tenant", "--no-wait")
    assert (done.returncode, done.stdout) == (0, "Asked for. lab network-tenant status shows how it stands.\n")


def test_answers_are_given_and_shown(site: Site) -> None:
    student = site.student()
    student.lab("intro-launch", "answer", "subnet_cidr=192.168.0.0/24")
    lines = student.lab("answer", "intro-launch").stdout.splitlines()
    assert lines[0] == "subnet_cidr = 192.168.0.0/24"
    assert any(line.startswith("image_id = (not answered; for example ") for line in lines)
    refused = student.lab("answer", "intro-launch", "nobody=asks")
    assert (refused.returncode, refused.stderr) == (2, "lab: The lab does not ask for this value.\n")
    assert student.lab("answer", "network-tenant").stdout == "network-tenant asks no questions.\n"


def test_the_rc_file_is_the_owners_and_can_be_sourced(site: Site) -> None:
    student = site.student()
    name = f"{student.name}-network-tenant-rc"
    (student.folder / name).write_text("an old one, readable by all")
    done = student.lab("rc", "network-tenant")
    assert done.stdout.splitlines()[-1] == f"Use it: source {name}"
    assert (student.folder / name).stat().st_mode & 0o777 == 0o600
    script = f'export OS_TOKEN=left; source ./{name}; echo "$OS_USERNAME|$OS_PROJECT_NAME|$OS_PASSWORD|$OS_TOKEN"'
    sourced = subprocess.run(["bash", "-c", script], cwd=student.folder, capture_output=True, text=True, check=True)
    assert sourced.stdout == f"{student.name}|{student.name}-network-tenant|s3cret'word|\n"


def test_finish_without_a_cloud_is_asked_for_and_goes_on(site: Site) -> None:
    student = site.student()
    assert student.lab("finish", "network-tenant", "--no-wait").returncode == 0
    assert "being cleaned up" in student.lab("network-tenant").stdout
    refused = student.lab("start", "network-tenant")
    assert refused.returncode == 2
    assert refused.stderr.startswith("lab: The lab is being cleaned up.")


@pytest.mark.parametrize(
    ("words", "code", "key"),
    [
        (["list"], 0, None),
        (["intro-launch", "status"], 0, "checks"),
        (["start", "intro-launch"], 0, "project"),
        (["grade", "intro-launch"], 2, "verdicts"),
        (["answer", "intro-launch"], 0, None),
        (["rc", "intro-launch"], 0, "file"),
        (["grade", "nothing"], 2, "error"),
        (["grade"], 2, "error"),
    ],
)
def test_a_program_gets_one_json_value(site: Site, words: list[str], code: int, key: str | None) -> None:
    student = site.student("perfect")
    if "grade" in words and code == 2:
        student = site.student()
        student.lab("answer", "intro-launch", "subnet_cidr=192.168.0.0/24")
    done = student.lab(*words, "--json")
    value = json.loads(done.stdout)
    assert isinstance(value, dict if key else list)
    assert key is None or key in value
    assert done.stderr == ""


def test_whoever_stops_reading_is_no_trouble(site: Site) -> None:
    student = site.student("perfect")
    reader, writer = os.pipe()
    os.close(reader)
    command, env = student.command("list"), student.environment()
    done = subprocess.run(command, env=env, stdout=writer, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writer)
    assert done.stderr == ""
