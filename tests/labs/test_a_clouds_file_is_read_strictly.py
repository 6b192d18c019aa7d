"""An entry of a pasted `clouds.yaml` is used as it stands, or refused with its line; secrets are never repeated."""

import pytest

from labs.cloud_files import LARGEST, CloudFileError, read_cloud_file

SECRET = "pa55-never-told"
GOOD = f"""\
clouds:
  class-b:
    auth:
      auth_url: https://cloud.example.org:5000/v3
      username: grader
      password: {SECRET}
      project_name: admin
      user_domain_name: Default
      project_domain_name: Default
    region_name: RegionOne
    interface: public
  other:
    auth: {{}}
"""


def faults_of(text: str, entry: str = "class-b") -> list[tuple[int, str]]:
    with pytest.raises(CloudFileError) as raised:
        read_cloud_file(text).entry(entry)
    assert SECRET not in str(raised.value)
    return raised.value.faults


def test_a_good_entry_is_what_openstacksdk_is_given() -> None:
    assert read_cloud_file(GOOD).entry("class-b") == {
        "auth": {
            "auth_url": "https://cloud.example.org:5000/v3",
            "username": "grader",
            "password": SECRET,
            "project_name": "admin",
            "user_domain_name": "Default",
            "project_domain_name": "Default",
        },
        "auth_type": "password",
        "region_name": "RegionOne",
        "interface": "public",
    }


@pytest.mark.parametrize(
    ("before", "after", "line", "told"),
    [
        ("username: grader", "usernme: grader", 5, "did you mean"),
        ("    region_name", "    regoin_name", 10, "did you mean"),
        (f"      password: {SECRET}\n", "", 3, "password"),
        ("      project_name: admin\n", "", 3, "the administrators' project"),
        ("      user_domain_name: Default\n", "", 3, "user_domain_name"),
        ("https://cloud.example.org:5000/v3", "cloud.example.org", 4, "http://"),
        ("https://cloud", "https://u:p@cloud", 4, "must not carry"),
        ("    region_name", "    profile: vexxhost\n    region_name", 2, "write them out"),
        ("    region_name", "    auth_type: v3applicationcredential\n    region_name", 2, "a user's password"),
        ("interface: public", "interface: outer", 11, "interface"),
        ("interface: public", "interface: public\n    cert: /etc/shadow", 12, "not known"),
        ("interface: public", "network_endpoint_override: file:///etc/passwd", 11, "http://"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(before: str, after: str, line: int, told: str) -> None:
    assert before in GOOD
    found = faults_of(GOOD.replace(before, after))
    assert line in {at for at, _told in found}
    assert any(told in sentence for _at, sentence in found)


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("", 1, "the key clouds"),
        ("clouds: []", 1, "the key clouds"),
        ("- a\n- b", 1, "the key clouds"),
        ("clouds:\n  a: {\n", 3, ""),
        ("clouds:\n  a:\n    auth: 1\n    auth: 2\n", 4, "repeated"),
        ("clouds:\n  a: &x {}\n  b: *x\n", 2, "quotes"),
        (f"clouds:\n  a:\n    password: *{SECRET}\n", 3, "quotes"),
        (f"clouds:\n  a:\n    password: !{SECRET} x\n", 3, "quotes"),
        ("clouds:\n  a: \x07\n", 1, "no YAML"),
        ("clouds:\n  a: 2026-13-32\n", 2, "quotes"),
        ("clouds: " + "[" * 5000, 0, "deeply"),
        ("x" * (LARGEST + 1), 0, "larger"),
    ],
)
def test_a_file_that_is_none_is_refused(text: str, line: int, told: str) -> None:
    found = faults_of(text)
    assert [at for at, _told in found] == [line]
    assert told in found[0][1]


def test_only_the_entry_that_is_chosen_has_to_be_right() -> None:
    file = read_cloud_file(GOOD)
    assert list(file.entries) == ["class-b", "other"]
    assert faults_of(GOOD, "class-a") == [(0, "there is no entry class-a; did you mean class-b?")]
    assert faults_of(GOOD, "other")
