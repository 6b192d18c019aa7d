"""The application's environment is made once for each list of packages, and made again when it was cut off."""

from pathlib import Path

import pytest

from config.processes import installing
from config.processes.places import Places, Trouble

PACKAGE = "iniconfig==2.3.1\n"  # small, and without dependencies


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(home=tmp_path / "home", envs=tmp_path / "envs")


@pytest.fixture
def requirements(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "requirements.txt"
    path.write_text(PACKAGE)
    monkeypatch.setattr(installing, "RUNTIME", path)
    return path


def test_made_once_and_again_when_cut_off(places: Places, requirements: Path) -> None:
    installing.ensure_installed(places, requirements, may_install_packages=False)
    package = next(places.app.glob("lib/python3*/site-packages/iniconfig/__init__.py"))
    before = places.python.lstat().st_ino

    installing.ensure_installed(places, requirements, may_install_packages=False)
    assert places.python.lstat().st_ino == before

    places.unfinished.touch()  # a power cut in the middle, which left half a package that pip believes in
    package.unlink()
    installing.ensure_installed(places, requirements, may_install_packages=False)
    assert package.exists()
    assert not places.unfinished.exists()

    requirements.write_text(PACKAGE + "no-such-package-of-ours==1.0\n")
    with pytest.raises(Trouble, match=r"no-such-package-of-ours.*install\.log"):
        installing.ensure_installed(places, requirements, may_install_packages=False)
    assert not installing.is_installed(places, requirements)
