"""The templates are whole by the schemas of those who run them, and one that is not is found."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from check_jsonschema.cli.main_command import main as check_jsonschema
from click.testing import CliRunner

ROOT = Path(__file__).parent.parent
TEMPLATES = ROOT / "docs" / "templates"
STEPS = (r"(?m)^( *)(runs-on|script):", r"\1nothing-known:")
TIMEOUT = (r"timeout-minutes:", "x:")
# The schema, the file, and how what is whole becomes what is not.
BY_SCHEMA = [
    ("vendor.github-workflows", "github-workflow.yml", STEPS),
    ("vendor.github-workflows", "github-publish.yml", STEPS),
    ("vendor.github-workflows", "github-pages.yml", STEPS),
    ("custom.github-workflows-require-timeout", "github-publish.yml", TIMEOUT),
    ("custom.github-workflows-require-timeout", "github-pages.yml", TIMEOUT),
    ("vendor.gitlab-ci", "gitlab-ci.yml", STEPS),
    ("vendor.gitlab-ci", "gitlab-publish.yml", STEPS),
]
BY_COMMAND = [
    ("validate-manifest", ROOT / ".pre-commit-hooks.yaml"),
    ("validate-config", TEMPLATES / "pre-commit-config.yaml"),
]


def fits(schema: str, file: Path) -> bool:
    said = CliRunner().invoke(check_jsonschema, ["--builtin-schema", schema, str(file)])
    assert said.exit_code == 0 or "validation errors" in said.output, said.output
    return said.exit_code == 0


@pytest.mark.parametrize(("schema", "name", "fault"), BY_SCHEMA)
def test_templates_fit_the_schema(
    schema: str, name: str, fault: tuple[str, str], tmp_path: Path
) -> None:
    assert fits(schema, TEMPLATES / name)
    broken = tmp_path / name
    broken.write_text(re.sub(*fault, (TEMPLATES / name).read_text("utf-8")), "utf-8")
    assert not fits(schema, broken)


def passes(command: str, file: Path) -> bool:
    words = [sys.executable, "-m", "pre_commit", command, str(file)]
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize(("command", "file"), BY_COMMAND)
def test_hooks_are_what_pre_commit_takes(command: str, file: Path, tmp_path: Path) -> None:
    assert passes(command, file)
    broken = tmp_path / file.name
    broken.write_text(file.read_text("utf-8").replace("id:", "nothing-known:"), "utf-8")
    assert not passes(command, broken)
