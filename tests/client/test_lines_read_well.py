"""What a student reads: each outcome in its word, expected beside observed, columns that hold in Korean too."""

import os
import pty
import re
import subprocess

import pytest
from wcwidth import wcswidth

from tests.client.conftest import Site, Student

ESCAPES = re.compile(r"\x1b\[[0-9;]*[mK]")


@pytest.fixture(scope="module")
def mixed(site: Site) -> Student:
    return site.student("mixed")


def test_every_outcome_has_its_word(mixed: Student) -> None:
    lines = mixed.lab("intro-launch").stdout.splitlines()
    first = next(index for index, line in enumerate(lines) if line.startswith("PASS"))
    words = [line.split()[0] for line in lines[first : first + 9]]
    assert words == ["PASS", "PASS", "FAIL", "BLOCKED", "UNKNOWN", "PENDING", "PASS", "PASS", "N-A"]
    assert lines[first] == "PASS      10/10  The subnet's CIDR"


def test_a_failure_shows_expected_beside_observed_then_why_then_a_hint(mixed: Student) -> None:
    text = mixed.lab("intro-launch").stdout
    block = text[text.index("\nFAIL INL-3") :].split("\n\n")[0].strip().splitlines()
    assert block[1:5] == [
        "    intro-vm1 · status",
        "      expected  ACTIVE",
        "      observed  <b>SHUTOFF</b>",
        "    It is <b>SHUTOFF</b>.",
    ]
    assert block[5].startswith("    Hint: ")


def test_what_is_blocked_or_open_says_by_what(mixed: Student) -> None:
    text = mixed.lab("intro-launch").stdout
    assert "First needed: INL-1 “The subnet's CIDR”" in text
    assert "UNKNOWN INL-5\n    Nova (compute)" in text
    assert "PENDING INL-6\n    The cloud is still at work on it." in text
    assert "secret-host" not in text


def test_the_score_is_an_interval_until_all_is_settled(mixed: Student) -> None:
    assert re.search(r"Run 1\. Score: (\d+)–(\d+) of 95 \((\d+) still open\)", mixed.lab("intro-launch").stdout)


def test_korean_is_spoken_where_the_environment_does_or_when_asked(mixed: Student) -> None:
    for text in (
        mixed.lab("intro-launch", LANG="ko_KR.UTF-8").stdout,
        mixed.lab("intro-launch", "--lang", "ko").stdout,
        mixed.lab("intro-launch", LC_ALL="ko_KR.UTF-8", LANG="en_US.UTF-8").stdout,
    ):
        assert "상태가 <b>SHUTOFF</b>입니다." in text
        assert "기대  ACTIVE" in text
        assert "힌트: " in text
        assert text.count("PASS") == 4, "the words of outcomes stay"


@pytest.mark.parametrize("language", ["ko", "en"])
def test_columns_hold(mixed: Student, language: str) -> None:
    lines = mixed.lab("list", "--lang", language).stdout.splitlines()
    two = [next(line for line in lines if f" {slug} " in line) for slug in TITLES[language]]
    starts = {start_of_column(line, slug) for line, slug in zip(two, TITLES[language], strict=True)}
    titles = {start_of_column(line, title) for line, title in zip(two, TITLES[language].values(), strict=True)}
    assert len(starts) == len(titles) == 1


TITLES = {
    "ko": {"intro-launch": "CLI로", "network-tenant": "프로젝트 네트워크와"},
    "en": {"intro-launch": "First", "network-tenant": "Project networks"},
}


def start_of_column(line: str, word: str) -> int:
    return wcswidth(line[: line.index(word)])


def on_a_terminal(student: Student, *words: str, **env: str) -> str:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        student.command(*words), env=student.environment(**({"TERM": "xterm", "COLUMNS": "60"} | env)), stdout=theirs
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            chunk = os.read(ours, 4096)
        except OSError:  # how Linux tells the end of a terminal
            break
        if not chunk:
            break
        shown += chunk
    process.wait(30)
    return shown.decode()


def test_colours_are_for_terminals_that_want_them(mixed: Student) -> None:
    assert "\x1b[32mPASS" in on_a_terminal(mixed, "intro-launch")
    assert "\x1b[3" not in mixed.lab("intro-launch").stdout
    assert "\x1b[3" not in on_a_terminal(mixed, "intro-launch", "--no-color")
    assert "\x1b[3" not in on_a_terminal(mixed, "intro-launch", NO_COLOR="1")
    assert "\x1b[3" not in on_a_terminal(mixed, "intro-launch", TERM="dumb")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_long_sentences_break_at_the_terminals_edge(mixed: Student, language: str) -> None:
    shown = ESCAPES.sub("", on_a_terminal(mixed, "intro-launch", "--lang", language))
    sentences = [line for line in shown.splitlines() if line.startswith("    ")]
    assert sentences
    assert all(wcswidth(line.rstrip()) <= 60 for line in sentences)
