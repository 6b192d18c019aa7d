"""`lab login` keeps a token, never a password, in a file of the owner's; a token goes to its own classroom only."""

import json
import os
import pty
import select
import subprocess
import time

from tests.client.conftest import Site
from tests.pages.factories import PASSWORD


def test_the_password_may_come_from_standard_input(site: Site) -> None:
    student = site.student("fresh", signed_in=False)
    done = student.lab("login", site.url, "fresh", typed=f"{PASSWORD}\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"Signed in to {site.url} as fresh.\n"


def test_user_and_password_are_asked_for(site: Site) -> None:
    student = site.student("fresh", signed_in=False)
    assert student.lab("login", site.url, typed=f"fresh\n{PASSWORD}\n").returncode == 0


def test_on_a_terminal_the_password_is_not_shown(site: Site) -> None:
    student = site.student("fresh", signed_in=False)
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        student.command("login", site.url, "fresh"),
        env=student.environment(),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,  # without another terminal to ask
    )
    os.close(theirs)
    shown = read_until(ours, "Password of fresh: ")
    os.write(ours, f"{PASSWORD}\n".encode())
    shown += read_until(ours, "Signed in")
    assert process.wait(30) == 0
    assert PASSWORD not in shown


def read_until(terminal: int, words: str) -> str:
    shown, deadline = "", time.monotonic() + 30
    while words not in shown and time.monotonic() < deadline:
        if select.select([terminal], [], [], 1)[0]:
            shown += os.read(terminal, 4096).decode()
    assert words in shown
    return shown


def test_the_file_is_the_owners_and_holds_no_password(site: Site) -> None:
    student = site.student(signed_in=False)
    student.lab("login", site.url, student.name, LAB_PASSWORD=PASSWORD)
    assert student.config.stat().st_mode & 0o777 == 0o600
    text = student.config.read_text()
    assert PASSWORD not in text
    kept = json.loads(text)
    assert kept["current"] == site.url
    assert set(kept["sites"][site.url]) == {"user", "token"}


def test_without_lab_config_it_lies_where_settings_lie(site: Site) -> None:
    student = site.student(signed_in=False)
    home = str(student.folder)
    student.lab("login", site.url, student.name, HOME=home, LAB_CONFIG="", LAB_PASSWORD=PASSWORD)
    path = student.folder / ".config" / "overcloud-classroom" / "lab.json"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    student.lab("login", site.url, student.name, XDG_CONFIG_HOME=f"{home}/x", LAB_CONFIG="", LAB_PASSWORD=PASSWORD)
    assert (student.folder / "x" / "overcloud-classroom" / "lab.json").exists()


def test_a_wrong_password_keeps_nothing(site: Site) -> None:
    student = site.student("fresh", signed_in=False)
    done = student.lab("login", site.url, "fresh", LAB_PASSWORD="wrong")
    assert done.returncode == 2
    assert done.stderr == "lab: User name and password do not match.\n"
    assert not student.config.exists()


def test_a_new_token_takes_the_place_of_the_old_one(site: Site) -> None:
    student = site.student()
    old = token_of(site, student.config.read_text())
    student.lab("login", site.url, student.name, LAB_PASSWORD=PASSWORD)
    assert student.lab("list").returncode == 0
    assert student.lab("list", LAB_URL=site.url, LAB_TOKEN=old).returncode == 2, "the old one is revoked"


def test_logout_forgets_the_token_on_both_sides(site: Site) -> None:
    student = site.student()
    token = token_of(site, student.config.read_text())
    assert student.lab("logout").stdout == f"Signed out of {site.url}.\n"
    assert token not in student.config.read_text()
    refused = student.lab("list", LAB_URL=site.url, LAB_TOKEN=token)
    assert refused.returncode == 2
    assert f"Sign in again: lab login {site.url}" in refused.stderr
    assert student.lab("logout").stdout == "You were not signed in.\n"


def test_the_environment_goes_before_the_file(site: Site) -> None:
    student, nobody = site.student(), site.student("fresh", signed_in=False)
    token = token_of(site, student.config.read_text())
    assert nobody.lab("list", LAB_URL=f"{site.url}/", LAB_TOKEN=token).returncode == 0


def test_a_token_is_not_sent_to_another_classroom(site: Site) -> None:
    done = site.student().lab("list", LAB_URL="http://127.0.0.1:9")
    assert done.returncode == 2
    assert done.stderr == "lab: Sign in first: lab login http://127.0.0.1:9\n"


def test_login_without_an_address_takes_lab_url(site: Site) -> None:
    student = site.student("fresh", signed_in=False)
    done = student.lab("login", "fresh", LAB_URL=site.url, LAB_PASSWORD=PASSWORD)
    assert done.stdout == f"Signed in to {site.url} as fresh.\n"


def test_a_file_that_cannot_be_read_says_what_to_do(site: Site) -> None:
    student = site.student()
    student.config.write_text("{")
    done = student.lab("list")
    assert done.returncode == 2
    assert str(student.config) in done.stderr
    assert "Delete it and sign in again" in done.stderr


def token_of(site: Site, text: str) -> str:
    token: str = json.loads(text)["sites"][site.url]["token"]
    return token
