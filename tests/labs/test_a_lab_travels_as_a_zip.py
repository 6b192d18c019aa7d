"""A lab's files as a zip: the same bytes each time, read back as they were; whatever else is in one is refused."""

import io
import zipfile

import pytest

from labs.loader import DEFINITIONS, FILES, DefinitionError, load_lab
from labs.packing import FILE_MAX, ZIP_MAX, pack, unpack, unpacked

SLUG = "network-tenant"
LAB = load_lab(DEFINITIONS / SLUG)


def zipped(**entries: bytes) -> bytes:
    """Names have `__` for a slash and `_` for a dot."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return target.getvalue()


def test_what_is_packed_is_unpacked() -> None:
    assert unpack(pack(SLUG, LAB.files)) == (SLUG, LAB.files)
    assert pack(SLUG, LAB.files) == pack(SLUG, dict(sorted(LAB.files.items(), reverse=True)))


def test_as_a_folder_it_is_read_like_any_other() -> None:
    with unpacked(SLUG, LAB.files) as folder:
        assert load_lab(folder).digest == LAB.digest
    assert not folder.exists()


def test_line_ends_and_byte_order_marks_of_other_systems_are_taken_away() -> None:
    assert unpack(zipped(lab__lab_yaml=b"\xef\xbb\xbfslug: lab\r\n"))[1] == {"lab.yaml": "slug: lab\n"}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "no zip"),
        (b"PK\x05\x06 cut off", "no zip"),
        (zipped(), "one folder"),
        (zipped(lab_yaml=b"slug: lab"), "has only the files"),
        (zipped(lab__lab_yaml=b"", other__lab_yaml=b""), "one folder"),
        (zipped(lab__solution_yaml=b""), "one folder"),
        (zipped(lab__lab_yaml=b"", lab__solution_sh=b""), "solution.sh: a lab has only the files"),
        (zipped(Lab__lab_yaml=b""), "Lab: "),
        (zipped(lab__lab_yaml=b"\xff"), "no UTF-8 at byte 0"),
        (zipped(lab__lab_yaml=b"#" * (FILE_MAX + 1)), "more than 256 KiB"),
        (b"#" * (ZIP_MAX + 1), "the zip has more than"),
    ],
)
def test_anything_else_is_refused_with_its_reason(content: bytes, told: str) -> None:
    with pytest.raises(DefinitionError, match=told):
        unpack(content)


@pytest.mark.parametrize("name", ["../lab/lab.yaml", "/etc/lab.yaml", "lab/../../lab.yaml", "lab/sub/lab.yaml"])
def test_nothing_leads_out_of_the_folder(name: str) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("lab/lab.yaml", "slug: lab")
        archive.writestr(name, "")
    with pytest.raises(DefinitionError):
        unpack(target.getvalue())


def test_only_the_files_of_a_lab_are_packed() -> None:
    with zipfile.ZipFile(io.BytesIO(pack(SLUG, {**LAB.files, "secret.txt": "no"}))) as archive:
        assert archive.namelist() == [f"{SLUG}/{name}" for name in FILES]
