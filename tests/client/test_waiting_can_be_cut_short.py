"""Cut streams, long queues and Ctrl-C: the classroom goes on, and the command says so."""

import signal
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.client.conftest import Site, Student
from tests.client.neighbours import cutting_proxy


@pytest.fixture
def busy_site(site: Site) -> Iterator[Site]:
    """Its worker takes no work for now."""
    site.pause()
    yield site
    site.go_on()


def test_a_cut_event_stream_is_made_up_for_by_asking(site: Site) -> None:
    student = site.student()
    token = student.config.read_text().split('"token": "')[1].split('"')[0]
    with cutting_proxy(urlsplit(site.url).port or 80) as port:
        done = student.lab("grade", "network-tenant", LAB_URL=f"http://127.0.0.1:{port}", LAB_TOKEN=token)
    assert (done.returncode, done.stderr) == (2, "")
    assert done.stdout.count("UNKNOWN  ") == 9
    assert "Score: 0–100 of 100" in done.stdout


def test_a_long_queue_is_waited_for_no_longer_than_asked(busy_site: Site) -> None:
    done = busy_site.student().lab("grade", "network-tenant", "--timeout", "1")
    assert done.returncode == 2
    assert done.stderr == (
        "lab: It takes longer than 1 s. The classroom goes on; lab network-tenant status shows how it stands.\n"
    )


def test_ctrl_c_is_polite_and_the_run_goes_on(site: Site) -> None:
    student = site.student()
    site.pause()
    try:
        process = student.lab_process("grade", "network-tenant")
        wait_for_run(student)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=30)
    finally:
        site.go_on()
    assert process.returncode == 130
    assert told == "\nInterrupted. The classroom goes on; lab network-tenant status shows how it stands.\n"
    wait_for_run(student, "Score: 0–100 of 100")


def wait_for_run(student: Student, words: str = "Run 1") -> None:
    deadline = time.monotonic() + 60
    while words not in student.lab("network-tenant").stdout:
        assert time.monotonic() < deadline, f"never “{words}”"
        time.sleep(0.2)
