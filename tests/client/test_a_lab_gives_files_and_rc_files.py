"""What a lab gives is written where the student wants it: its files, and an rc file for each of its persons."""

import json
import stat
import subprocess

import pytest

from tests.client.conftest import Site


def test_the_files_are_written_with_the_same_bytes_each_time(site: Site) -> None:
    student = site.student("given")
    done = student.lab("giving-lab", "files")
    assert (done.returncode, done.stderr) == (0, "")
    disk, report = student.folder / "given-base.img", student.folder / "report.txt"
    assert report.read_text() == "Report of given, 0123456789abcdef\n"
    before = disk.read_bytes()
    assert len(before) == 70000
    again = student.lab("files", "giving-lab", "elsewhere", "--json")
    assert (student.folder / "elsewhere" / "given-base.img").read_bytes() == before
    assert [line["file"].rpartition("/")[2] for line in json.loads(again.stdout)] == ["given-base.img", "report.txt"]


def test_a_lab_without_files_says_so(site: Site) -> None:
    done = site.student().lab("files", "network-tenant")
    assert (done.returncode, done.stdout) == (0, "network-tenant gives no files, or it is not open yet.\n")


@pytest.mark.parametrize(
    ("person", "name", "line"),
    [
        ("", "given-giving-lab-rc", "OS_PROJECT_NAME=given-giving-lab"),
        ("second", "given-user2-giving-lab-b-rc", "OS_PROJECT_NAME=given-giving-lab-b"),
        ("operator", "given-oper-dom-rc", "OS_DOMAIN_NAME=given-dom"),
    ],
)
def test_each_person_has_an_rc_file(site: Site, person: str, name: str, line: str) -> None:
    student = site.student("given")
    done = student.lab("rc", "giving-lab", *filter(None, [person]))
    assert (done.returncode, done.stderr) == (0, "")
    written = student.folder / name
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    sourced = subprocess.run(
        ["bash", "-c", f'export OS_DOMAIN_NAME=left OS_PROJECT_NAME=left; source {written}; env | grep "^OS_"'],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    assert line in sourced
    assert not any(one.endswith("=left") for one in sourced)


def test_somebody_whom_the_lab_does_not_have_is_refused(site: Site) -> None:
    done = site.student("given").lab("rc", "giving-lab", "director")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "lab: The lab has no such person. Its page shows who there is.\n"


def test_the_status_tells_of_both(site: Site) -> None:
    told = site.student("given").lab("giving-lab").stdout
    assert "  lab rc giving-lab second  (given-user2 @ given-giving-lab-b)\n" in told
    assert "  lab rc giving-lab operator  (given-oper @ given-dom)\n" in told
    assert "  lab files giving-lab  (given-base.img, report.txt)\n" in told
