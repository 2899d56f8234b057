"""A release of the program: the same bytes wherever it is built, and a list of all that is in it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = ("portal_builder", "content", "theme", "mkdocs.yml", "pyproject.toml", "README.md")


def copied(folder: Path, mode: int, moment: int) -> Path:
    """The sources as someone else has them: other rights, other times, leftovers of a run."""
    folder.mkdir()
    for name in SOURCES:
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, folder / name)
    shutil.copy(ROOT / ".gitignore", folder)
    for path in folder.rglob("*"):
        path.chmod(0o755 if path.is_dir() else mode)
        os.utime(path, (moment, moment))
    return folder


def wheel(folder: Path, **environment: str) -> bytes:
    known = {key: value for key, value in os.environ.items() if key != "SOURCE_DATE_EPOCH"}
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", "made"],
        cwd=folder, check=True, capture_output=True, env={**known, **environment},
    )  # fmt: skip
    (made,) = (folder / "made").iterdir()
    return made.read_bytes()


def test_a_wheel_is_the_same_wherever_and_whenever_it_is_built(tmp_path: Path) -> None:
    one = copied(tmp_path / "one", 0o644, 1_700_000_000)
    other = copied(tmp_path / "an other place", 0o600, 1_800_000_001)
    (other / "portal_builder" / "__pycache__").mkdir(exist_ok=True)
    (other / "portal_builder" / "__pycache__" / "x.cpython-311.pyc").write_bytes(b"x")
    first = wheel(one, TZ="UTC", LC_ALL="C", PYTHONHASHSEED="1")
    second = wheel(other, TZ="Asia/Kathmandu", LC_ALL="C.UTF-8", PYTHONHASHSEED="2")
    assert first == second
    (other / "portal_builder" / "py.typed").write_text("x")
    assert wheel(other) != first


def test_a_wheel_holds_what_the_program_reads(tmp_path: Path) -> None:
    folder = copied(tmp_path / "one", 0o644, 1_700_000_000)
    wheel(folder)
    (made,) = (folder / "made").iterdir()
    names = set(zipfile.ZipFile(made).namelist())
    for name in (
        "portal_builder/access/templates/portals.conf.jinja",
        "portal_builder/seal/page/seal-worker.js",
        "portal_builder/shipped/mkdocs.yml",
        "portal_builder/shipped/theme/strings/en.po",
        "portal_builder/py.typed",
    ):
        assert name in names
    assert not [name for name in names if "__pycache__" in name or name.startswith("tests")]


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_package_is_locked_with_hashes_and_without_a_registry(lock: str) -> None:
    text = (ROOT / lock).read_text()
    packages = re.findall(r"^([a-z0-9][^ ]*)==\S+((?:.*\\\n)+.*\n)", text, re.MULTILINE)
    assert len(packages) == len(re.findall(r"^[a-z0-9]", text, re.MULTILINE)) > 40
    assert all("--hash=sha256:" in hashes for _, hashes in packages)
    assert "://" not in text


def test_the_list_of_parts_names_every_locked_package(tmp_path: Path) -> None:
    made = subprocess.run(
        ["make", "--no-print-directory", "--dry-run", "sbom"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout.strip().splitlines()[-1]  # fmt: skip
    words = made.replace(".venv/bin/", f"{Path(sys.executable).parent}/")
    assert "cyclonedx_py" in words
    command = [*words.split()[:-1], str(tmp_path / "sbom.json")]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    listed = json.loads((tmp_path / "sbom.json").read_text())
    assert listed["bomFormat"] == "CycloneDX"
    assert listed["metadata"]["component"]["name"] == "portal-builder"
    locked = re.findall(
        r"^([a-z0-9.-]+)[^=]*==(\S+)", (ROOT / "requirements.lock").read_text(), re.M
    )
    assert {(c["name"], c["version"]) for c in listed["components"]} == set(locked)
