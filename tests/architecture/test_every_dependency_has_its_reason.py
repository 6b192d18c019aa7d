"""Requirements are pinned, and each that we chose is listed with its reason."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()


def requirements(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith(("#", "-r"))]


def test_everything_is_pinned() -> None:
    files = [*ROOT.glob("requirements*.txt"), *(ROOT / "labs" / "practice").glob("requirements*.txt")]
    loose = [line for file in files for line in requirements(file) if not re.fullmatch(r"[\w.\[\]-]+==[\w.]+", line)]
    assert not loose


def test_what_we_chose_has_its_reason() -> None:
    chosen = (ROOT / "requirements.txt").read_text(encoding="utf-8").partition("# What those need")[0]
    names = [line.partition("==")[0].lower() for line in chosen.splitlines() if "==" in line]
    listed = set(re.findall(r"[\w.-]+", " ".join(row.split("|")[1] for row in DOCUMENT.splitlines() if "|" in row)))
    assert [name for name in names if name not in listed] == []
