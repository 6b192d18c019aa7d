"""Every command and every address in the documents of the API and the `lab` command is tried."""

import json
import re
import shlex
import urllib.request
from collections.abc import Iterator
from functools import reduce
from pathlib import Path

import pytest
import yaml
from django.core.management import call_command

from course.api.sentences import SENTENCES
from course.wording import REFUSALS
from tests.client.conftest import LAB, ROOT, Site
from tests.pages.factories import PASSWORD

LAB_DOCUMENT = (ROOT / "docs" / "lab-command.md").read_text(encoding="utf-8")
API_DOCUMENT = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
ADDRESS = "http://127.0.0.1:8000"


def commands(document: str, program: str) -> Iterator[str]:
    for block in re.findall(r"```console\n(.*?)```", document, re.DOTALL):
        for line in block.splitlines():
            if line.startswith(f"$ {program} "):
                yield line[2:]


@pytest.mark.parametrize("command", list(commands(LAB_DOCUMENT, "lab")))
def test_a_command_of_the_lab_document_works(site: Site, command: str) -> None:
    """By a student whose labs are open, in a class named `one` whose cloud is away: nothing can be seen or removed."""
    student = site.student(signed_in="login" not in command)
    words = shlex.split(command.replace(ADDRESS, site.url).replace("openstack-16", "one"))[1:]
    words = [student.name if word == "kim" else word for word in words]
    done = student.lab(*words, *(["--no-wait"] if "finish" in words else []), LAB_PASSWORD=PASSWORD)
    assert done.returncode == (2 if "grade" in words else 0), done.stderr
    assert done.stderr == ""


def test_the_file_that_is_downloaded_is_this_one(site: Site) -> None:
    assert f"curl -O {ADDRESS}/lab " in LAB_DOCUMENT
    with urllib.request.urlopen(f"{site.url}/lab") as answer:
        assert answer.read() == LAB.read_bytes()


def test_the_commands_of_the_api_document_work_in_their_order(site: Site) -> None:
    student = site.student(signed_in=False)
    names = {ADDRESS: site.url, '"kim"': f'"{student.name}"', "PASSWORD": PASSWORD}
    revoked = ""
    for line in commands(API_DOCUMENT, "curl"):
        command = reduce(lambda text, name: text.replace(name, names[name]), names, line)
        if "-X DELETE" in command:
            revoked = command  # of the document's first part; it would end the second
            continue
        told = ask(command)
        if told.startswith('{"token"'):
            names["TOKEN"] = json.loads(told)["token"]
        if "/grade/" in command:
            names["RUN"] = str(json.loads(told)["id"])
        if "/events/" in command:
            assert "event: run\n" in told
    assert ask(revoked) == ""


def ask(command: str) -> str:
    """Do what a curl command line says, as far as the document goes: -X, -H, -d, -N."""
    words, method, headers, body, url = shlex.split(command)[1:], "", {}, None, ""
    while words:
        word = words.pop(0)
        if word == "-X":
            method = words.pop(0)
        elif word == "-H":
            name, value = words.pop(0).split(": ", 1)
            headers[name] = value
        elif word == "-d":
            body = words.pop(0).encode()
        elif word != "-N":
            url = word
    request = urllib.request.Request(url, body, headers, method=method or ("POST" if body else "GET"))
    with urllib.request.urlopen(request, timeout=30) as answer:
        text: str = answer.read().decode()
    return text


def test_the_table_of_operations_is_the_schemas(tmp_path: Path) -> None:
    path = tmp_path / "schema.yaml"
    call_command("spectacular", "--file", str(path))
    schema = yaml.safe_load(path.read_text(encoding="utf-8"))
    operations = {f"{method.upper()} {at}" for at, item in schema["paths"].items() for method in item}
    assert set(re.findall(r"^\| `([A-Z]+ /[^`]+)`", API_DOCUMENT, re.MULTILINE)) == operations


def test_the_table_of_errors_has_every_code() -> None:
    table = API_DOCUMENT[API_DOCUMENT.index("## Errors") :]
    assert set(re.findall(r"`([a-z_]+)`", table)) == {*SENTENCES, *REFUSALS}


def test_every_word_for_an_outcome_and_every_variable_is_explained() -> None:
    source = LAB.read_text(encoding="utf-8")
    for word in re.findall(r'": \("([A-Z-]+)", "\d+"\)', source):
        assert f"| `{word}` |" in LAB_DOCUMENT
    for name in set(re.findall(r"\bLAB_[A-Z]+\b|\bNO_COLOR\b|\bSSL_CERT_FILE\b", source)):
        assert f"`{name}`" in LAB_DOCUMENT
