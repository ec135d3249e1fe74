"""The hooks as pre-commit runs them. Needs the package index, and fails where there is none."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from checkout import copy_to, git

pytestmark = pytest.mark.network

BAD = """\
from clients import client

response = client.messages.create(model="claude-opus-4-8", max_tokens=1024, messages=[])
print(response.content[0].text)
"""
CLIENTS = "import anthropic\n\nclient = anthropic.Anthropic()\n"
SETTINGS = '[tool.claudelint]\nselect = ["CL601"]\nfail-on = "advice"\nextend-exclude = ["generated"]\n'


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A git repository of this checkout as it is now."""
    repository = copy_to(tmp_path_factory.mktemp("hooks"))
    git("init", "--quiet", cwd=repository)
    git("add", "--all", cwd=repository)
    git("commit", "--quiet", "--message", "as it is", cwd=repository)
    return repository


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pre-commit keeps its environments."""
    return tmp_path_factory.mktemp("pre-commit")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository that has one fault in each of two files."""
    (tmp_path / "clients.py").write_text(CLIENTS)
    (tmp_path / "a.py").write_text(BAD)
    (tmp_path / "b.py").write_text(BAD)
    (tmp_path / "generated").mkdir()
    (tmp_path / "generated" / "c.py").write_text(BAD)
    (tmp_path / "notes.txt").write_text("client.messages.create")
    (tmp_path / "pyproject.toml").write_text(SETTINGS)
    git("init", "--quiet", cwd=tmp_path)
    git("add", "--all", cwd=tmp_path)
    return tmp_path


def try_hook(project: Path, hooks: Path, home: Path, hook: str, *files: str) -> tuple[int, str]:
    """Run one hook on some files, or on all."""
    chosen = ["--files", *files] if files else ["--all-files"]
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pre_commit",
            "try-repo",
            str(hooks),
            hook,
            "--verbose",
            "--color=never",
            *chosen,
        ],
        cwd=project,
        capture_output=True,
        text=True,
        env={**os.environ, "PRE_COMMIT_HOME": str(home), "NO_COLOR": "1"},
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_hooks(project: Path, hooks: Path, home: Path) -> None:
    """The check fails, the fix mends and fails once, then both pass; excluded files are passed over."""
    status, out = try_hook(project, hooks, home, "claudelint")
    assert status == 1, out
    assert "a.py:4:7: CL601" in out
    assert "b.py:4:7: CL601" in out
    assert "generated" not in out
    assert (project / "a.py").read_text() == BAD

    status, out = try_hook(project, hooks, home, "claudelint-fix")
    assert status == 1, out
    assert "Fixed 2 problems in 2 files." in out
    assert "block.text" in (project / "a.py").read_text()
    assert (project / "generated" / "c.py").read_text() == BAD

    for hook in ("claudelint-fix", "claudelint"):
        status, out = try_hook(project, hooks, home, hook)
        assert status == 0, out
        assert "Passed" in out


def test_one_file_of_a_project(project: Path, hooks: Path, home: Path) -> None:
    """With one file given, the others are read to understand it, and neither reported nor written."""
    status, out = try_hook(project, hooks, home, "claudelint", "a.py")
    assert status == 1, out
    assert "a.py:4:7: CL601" in out
    assert "b.py" not in out
    status, out = try_hook(project, hooks, home, "claudelint-fix", "a.py")
    assert status == 1, out
    assert "block.text" in (project / "a.py").read_text()
    assert (project / "b.py").read_text() == BAD
    assert (project / "clients.py").read_text() == CLIENTS
    status, out = try_hook(project, hooks, home, "claudelint", "a.py", "generated/c.py", "notes.txt")
    assert status == 0, out
