"""Whatever stands in the way, the command says what it is and what to do, and ends with 2."""

from pathlib import Path

import pytest

from tests.client.conftest import Site, Student, free_port
from tests.client.neighbours import certificate_in, stranger


def trouble(student: Student, url: str, **env: str) -> str:
    done = student.lab("list", LAB_URL=url, LAB_TOKEN="0123456789", **env)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("lab: ")
    assert done.stderr.count("\n") == 1, "one sentence, no traceback"
    return done.stderr


@pytest.fixture
def student(tmp_path: Path) -> Student:
    return Student("kim", tmp_path)


def test_nobody_listens(student: Student) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    assert trouble(student, url) == (
        f"lab: Nothing answers at {url}. Is the classroom running, and is the address right?\n"
    )


def test_no_such_host(student: Student) -> None:
    assert "There is no host classroom.invalid." in trouble(student, "http://classroom.invalid")


def test_not_signed_in(student: Student) -> None:
    done = student.lab("list")
    assert (done.returncode, done.stderr) == (2, "lab: Sign in first: lab login URL\n")


def test_a_token_that_is_none(site: Site) -> None:
    told = trouble(site.student("fresh", signed_in=False), site.url)
    assert told.endswith(f"Sign in again: lab login {site.url}\n")


def test_a_server_in_trouble(student: Student) -> None:
    with stranger(502, "<html>Bad Gateway</html>") as server:
        assert "is in trouble (HTTP 502). Try again later." in trouble(student, f"http://127.0.0.1:{server.port}")


@pytest.mark.parametrize("status", [200, 404])
def test_a_server_that_is_no_classroom(student: Student, status: int) -> None:
    with stranger(status, "<html>Welcome</html>") as server:
        assert "is not a classroom's" in trouble(student, f"http://127.0.0.1:{server.port}")


def test_a_redirection_is_told_and_the_token_stays(student: Student) -> None:
    with stranger(200, "[]") as thief:
        place = f"http://127.0.0.1:{thief.port}/"
        with stranger(302, "", Location=place) as server:
            assert f"lab login {place}" in trouble(student, f"http://127.0.0.1:{server.port}")
        assert thief.authorizations == []


def test_a_certificate_that_cannot_be_trusted(student: Student, tmp_path: Path) -> None:
    certificate = certificate_in(tmp_path)
    with stranger(200, "[]", tls=certificate) as server:
        url = f"https://127.0.0.1:{server.port}"
        assert "cannot be trusted" in trouble(student, url)
        assert server.authorizations == []
        done = student.lab("list", LAB_URL=url, LAB_TOKEN="0123456789", SSL_CERT_FILE=str(certificate))
        assert done.returncode == 0


def test_https_where_http_is_spoken(student: Student) -> None:
    with stranger(200, "[]") as server:
        assert "Perhaps it is http:// there." in trouble(student, f"https://127.0.0.1:{server.port}")


@pytest.mark.parametrize("url", ["ftp://classroom", "http://", "http://user@classroom", "http://classroom:x"])
def test_what_is_no_address(student: Student, url: str) -> None:
    assert "is no address of a classroom" in trouble(student, url)


def test_a_lab_that_is_none_brings_the_list(site: Site) -> None:
    done = site.student().lab("grade", "network-tennant")
    assert done.returncode == 2
    assert "Did you mean network-tenant?" in done.stderr
    assert "intro-launch" in done.stderr


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["grade"], "grade needs the name of a lab"),
        (["network-tenant", "begin"], "There is no “begin”"),
        (["network-tenant", "grade", "now"], "“now” is one word too many."),
        (["answer", "network-tenant", "value"], "“value” is not of the form KEY=VALUE."),
        (["list", "--loud"], "unrecognized arguments: --loud"),
        (["list", "--timeout", "soon"], "invalid float value"),
    ],
)
def test_what_cannot_be_understood(site: Site, words: list[str], sentence: str) -> None:
    done = site.student("perfect").lab(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr


def test_a_password_that_travels_openly_is_warned_of(student: Student) -> None:
    done = student.lab("login", "http://classroom.invalid", "kim", LAB_PASSWORD="word")
    assert "Careful: http://classroom.invalid is not encrypted" in done.stderr


def test_control_characters_from_the_other_side_do_not_reach_the_terminal(student: Student) -> None:
    body = '{"error": {"code": "x", "message": "red \\u001b[31m and \\u202e turned"}}'
    with stranger(409, body) as server:
        told = trouble(student, f"http://127.0.0.1:{server.port}")
    assert "\x1b" not in told
    assert "\u202e" not in told
