"""A lab's files follow from the student's handle and the session's nonce, and from nothing else."""

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.serialization import load_ssh_public_key

from labs.files import LabFile, file_record, make_files
from labs.schema import FileToGive
from tests.lifecycle.definitions import lab_with

FILES = [
    {"bind": "noise", "name": "base.img", "random": 2097152},
    {"bind": "other", "name": "other.img", "random": 4096},
    {"bind": "report", "name": "report.txt", "text": "Quarterly report\n보고\n"},
    {"bind": "rsa", "name": "rsa.pub", "public_key": "rsa"},
    {"bind": "ed", "name": "ed.pub", "public_key": "ed25519"},
]
LAB = lab_with({"files": FILES}, "files-lab")


def contents(handle: str = "kim", nonce: str = "77aa") -> dict[str, bytes]:
    return {file.bind: file.content for file in make_files(LAB, handle=handle, nonce=nonce)}


def test_one_session_gets_the_same_bytes_each_time_and_another_one_others() -> None:
    assert contents() == contents()
    for others in (contents(nonce="77ab"), contents(handle="lee")):
        same = {bind for bind, content in contents().items() if others[bind] == content}
        assert same == {"report"}


def test_files_of_one_session_have_nothing_in_common() -> None:
    found = contents()
    assert len(found["noise"]) == 2097152
    assert not found["noise"].startswith(found["other"][:32])


@pytest.mark.parametrize("file", make_files(LAB, handle="kim", nonce="77aa"), ids=lambda file: file.bind)
def test_the_record_says_what_the_file_is(file: LabFile) -> None:
    record, content = file.record, file.content
    assert record["size"] == len(content)
    assert record["md5"] == hashlib.md5(content, usedforsecurity=False).hexdigest()
    assert record["sha512"] == hashlib.sha512(content).hexdigest()
    assert bool(record["fingerprint"]) == record["name"].endswith(".pub")


@pytest.mark.parametrize("bind", ["rsa", "ed"])
def test_a_public_key_is_one_to_those_who_use_keys(bind: str) -> None:
    key = next(file for file in make_files(LAB, handle="kim", nonce="77aa") if file.bind == bind)
    load_ssh_public_key(key.content)
    blob = base64.b64decode(key.content.split()[1])
    digest = hashlib.md5(blob, usedforsecurity=False).hexdigest()
    assert key.record["fingerprint"] == ":".join(digest[at : at + 2] for at in range(0, 32, 2))


def test_a_record_is_what_its_file_gives() -> None:
    for item, file in zip(LAB.start.files, make_files(LAB, handle="kim", nonce="77aa"), strict=True):
        assert file_record(FileToGive.model_validate(item.model_dump()), handle="kim", nonce="77aa") == file.record
