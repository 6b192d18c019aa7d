"""A lab's files outside of their folder: as texts by name, as a zip, and for a moment as a folder again."""

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from pydantic import TypeAdapter, ValidationError

from labs.loader import FILES, LAB_FILE, DefinitionError
from labs.schema.text import Slug

FILE_MAX = 256 * 1024  # bytes of one file; the largest lab.yaml has 40,000
ZIP_MAX = 5 * FILE_MAX
ENTRIES_MAX = 20
MOMENT = (2020, 1, 1, 0, 0, 0)  # of every file in a zip, so that the same lab is the same bytes
SLUG = TypeAdapter[str](Slug)


@contextmanager
def unpacked(slug: str, files: Mapping[str, str]) -> Iterator[Path]:
    """The lab's folder, as long as it is looked at."""
    with TemporaryDirectory(prefix="classroom-lab-") as parent:
        folder = Path(parent) / slug
        folder.mkdir()
        write_files(folder, files)
        yield folder


def write_files(folder: Path, files: Mapping[str, str]) -> None:
    for name in FILES:
        if name in files:
            (folder / name).write_text(files[name], encoding="utf-8", newline="\n")


def pack(slug: str, files: Mapping[str, str]) -> bytes:
    """A zip with the lab's folder in it."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in FILES:
            if name in files:
                entry = zipfile.ZipInfo(f"{slug}/{name}", MOMENT)
                entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
                archive.writestr(entry, files[name].encode())
    return target.getvalue()


def unpack(content: bytes) -> tuple[str, dict[str, str]]:
    """The slug, which is the folder's name, and the files of a zip. Raises DefinitionError for anything else in it."""
    if len(content) > ZIP_MAX:
        raise DefinitionError(f"the zip has more than {ZIP_MAX // 1024} KiB")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            slug = _slug_of(entries)
            return slug, {PurePosixPath(entry.filename).name: _text(archive, entry) for entry in entries}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise DefinitionError(f"this is no zip that can be read: {error}") from error


def _slug_of(entries: list[zipfile.ZipInfo]) -> str:
    """Refuses any name but `slug/lab.yaml` and its neighbours, so that nothing leads out of the folder."""
    if len(entries) > ENTRIES_MAX:
        raise DefinitionError(f"the zip holds more than {ENTRIES_MAX} files")
    folders = {entry.filename.partition("/")[0] for entry in entries}
    strange = [entry.filename for entry in entries if entry.filename.partition("/")[2] not in FILES]
    if strange:
        raise DefinitionError(*(f"{name}: a lab has only the files {', '.join(FILES)}" for name in strange))
    names = [entry.filename for entry in entries]
    if len(folders) != 1 or len(set(names)) < len(names) or not any(name.endswith(f"/{LAB_FILE}") for name in names):
        raise DefinitionError(f"the zip must hold one folder with a {LAB_FILE}, and each file once")
    return slug_of(folders.pop())


def slug_of(word: str) -> str:
    """Raises DefinitionError for what cannot be the name of a lab."""
    try:
        return SLUG.validate_python(word)
    except ValidationError as error:
        raise DefinitionError(f"{word}: {error.errors()[0]['msg']}") from error


def _text(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> str:
    """Never more than its share is unpacked, whatever the zip says of its size."""
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise DefinitionError(f"{entry.filename}: packed in a way that is not read here")
    with archive.open(entry) as stream:
        content = stream.read(FILE_MAX + 1)
    if len(content) > FILE_MAX:
        raise DefinitionError(f"{entry.filename}: more than {FILE_MAX // 1024} KiB")
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise DefinitionError(f"{entry.filename}: no UTF-8 at byte {error.start}") from error
