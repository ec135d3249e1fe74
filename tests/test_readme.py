"""The README says what is true: its generated parts are current, its commands exist."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from claudelint.cli import main

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")


def test_generated_parts_are_current() -> None:
    """The example's output, the table of rules and the date are what the code gives today."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "update_readme.py"), "--check"], cwd=ROOT, check=False
    )
    assert done.returncode == 0, "run: python scripts/update_readme.py"


def test_first_command_has_the_promised_status() -> None:
    """The file named in the set-up has findings that end with status 1."""
    named = re.search(r"pip install \. && claudelint check (\S+)", TEXT)
    assert named is not None
    command = [sys.executable, "-m", "claudelint", "check", named[1]]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "CL" in done.stdout


def test_flags_exist() -> None:
    """Every flag that the README names is one of a command."""
    options = {
        name for command in main.commands.values() for parameter in command.params for name in parameter.opts
    }
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", re.sub(r"pip install[^\n]*|git\+[^\n]*", "", TEXT)))
    assert named - options == set()


def test_configuration_is_accepted(tmp_path: Path) -> None:
    """The configuration shown loads without an error."""
    block = re.search(r"```toml\n(.*?)```", TEXT, re.S)
    assert block is not None
    (tmp_path / "claudelint.toml").write_text("", encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(block[1], encoding="utf-8")
    (tmp_path / "claudelint.toml").unlink()
    (tmp_path / "a.py").write_text("import anthropic\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["check", str(tmp_path)])
    assert result.exit_code == 0, result.output


def test_no_snippet_installs_the_other_tool() -> None:
    """The bare name on the package index belongs to somebody else."""
    assert not re.search(r"pip install claudelint(?![-\w])", TEXT)
