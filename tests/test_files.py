"""Which files are found, what reports call them, and which of them can matter."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from claudelint.judging.config import Configuration
from claudelint.running.files import FoundFiles, find_files, matters, project_root


def tree(root: Path, *names: str) -> None:
    """Make empty files, and the folders they stand in."""
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def found(cwd: Path, *paths: str) -> FoundFiles:
    """What is found from a working directory, with the configuration there."""
    return find_files(paths, Configuration(str(cwd)).settings_for, str(cwd))


def names(cwd: Path, *paths: str) -> list[str]:
    """What reports call the files found."""
    return [file.display for file in found(cwd, *paths).files]


def test_folders_are_walked(tmp_path: Path) -> None:
    """Python files and stubs in sorted order; a folder named like a file is a folder."""
    tree(tmp_path, "b.py", "a.pyi", "c.txt", "pkg.py/z.py", "pkg.py/a.py")
    assert names(tmp_path) == ["a.pyi", "b.py", "pkg.py/a.py", "pkg.py/z.py"]
    assert names(tmp_path, "pkg.py") == ["pkg.py/a.py", "pkg.py/z.py"]


def test_named_files(tmp_path: Path) -> None:
    """A file that is named is taken whatever it is called, and once only."""
    tree(tmp_path, "script", "a.py")
    files = found(tmp_path, ".", "script", "a.py", str(tmp_path / "a.py")).files
    assert [(file.display, file.explicit) for file in files] == [("a.py", True), ("script", True)]


def test_outside_of_the_working_directory(tmp_path: Path) -> None:
    """A file outside of the working directory is called by its full path."""
    tree(tmp_path, "a.py", "sub/b.py")
    assert names(tmp_path / "sub", "../a.py", "b.py") == [str(tmp_path / "a.py"), "b.py"]


def test_missing_path(tmp_path: Path) -> None:
    """A path that is not there is an error, and the others are found all the same."""
    tree(tmp_path, "a.py")
    result = found(tmp_path, "nothing.py", "a.py")
    assert [(error.path, error.notice) for error in result.errors] == [("nothing.py", False)]
    assert [file.display for file in result.files] == ["a.py"]


def test_notebooks(tmp_path: Path) -> None:
    """Notebooks are passed over, with one notice."""
    tree(tmp_path, "a.ipynb", "b.ipynb", "c.py")
    result = found(tmp_path)
    assert [(error.message, error.notice) for error in result.errors] == [
        ("2 notebooks passed over: notebooks are not checked yet", True)
    ]
    assert [error.notice for error in found(tmp_path, "a.ipynb").errors] == [True]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links(tmp_path: Path) -> None:
    """Links to folders are not followed, a link to a file found anyway is not taken twice."""
    tree(tmp_path, "pkg/b.py")
    (tmp_path / "pkg" / "loop").symlink_to(tmp_path)
    (tmp_path / "pkg" / "a.py").symlink_to("b.py")
    (tmp_path / "other.py").symlink_to(tmp_path / "pkg" / "b.py")
    assert names(tmp_path) == ["pkg/b.py"]
    (tmp_path / "round.py").symlink_to("round.py")
    (tmp_path / ".#lock.py").symlink_to("nowhere")
    errors = found(tmp_path).errors
    assert [(error.path, error.notice) for error in errors] == [(".#lock.py", True), ("round.py", False)]


def test_default_excludes(tmp_path: Path) -> None:
    """Environments and the like are passed over, unless they are named."""
    tree(tmp_path, "a.py", ".venv/b.py", "x/node_modules/c.py", "dist/d.py")
    assert names(tmp_path) == ["a.py"]
    assert names(tmp_path, "dist", ".venv/b.py") == [".venv/b.py", "dist/d.py"]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("exclude = ['gen']", ["a.py", "dist/d.py", "pkg/new.py", "pkg/old.py"]),
        ("extend-exclude = ['gen']", ["a.py", "pkg/new.py", "pkg/old.py"]),
        ("extend-exclude = ['pkg/o*.py']", ["a.py", "gen/g.py", "pkg/new.py"]),
        ("extend-exclude = ['old.py', './gen/']", ["a.py", "pkg/new.py"]),
        ("extend-exclude = ['**/{old,g}.py']", ["a.py", "pkg/new.py"]),
        ("extend-exclude = ['pkg/[!n]*.py', 'pk']", ["a.py", "gen/g.py", "pkg/new.py"]),
    ],
)
def test_excludes(tmp_path: Path, settings: str, expected: list[str]) -> None:
    """Excludes of the configuration replace or extend those by default."""
    tree(tmp_path, "a.py", "pkg/new.py", "pkg/old.py", "gen/g.py", "dist/d.py")
    (tmp_path / "claudelint.toml").write_text(settings)
    assert names(tmp_path) == expected


def test_force_exclude(tmp_path: Path) -> None:
    """Named files are excluded only when that is forced; a folder above the project has no say."""
    project = tmp_path / "dist" / "project"
    tree(project, "a.py", "gen/deep/b.py")
    (project / "claudelint.toml").write_text("extend-exclude = ['gen']")
    assert names(project, "gen/deep/b.py") == ["gen/deep/b.py"]
    (project / "claudelint.toml").write_text("extend-exclude = ['gen']\nforce-exclude = true")
    assert names(project, "gen/deep/b.py", "gen", "a.py") == ["a.py"]


def test_gitignore(tmp_path: Path) -> None:
    """Ignore files count inside a repository, the innermost one last; a named path is taken anyway."""
    tree(tmp_path, "a.py", "build/b.py", "pkg/gen.py", "pkg/keep.py", "pkg/sub/gen.py", "pkg/sub/x.py")
    (tmp_path / ".gitignore").write_text("# comment\nbuild/\ngen.py\n")
    (tmp_path / "pkg" / "sub" / ".gitignore").write_text("!gen.py\nx.py\n")
    everything = [
        "a.py",
        "build/b.py",
        "pkg/gen.py",
        "pkg/keep.py",
        "pkg/sub/gen.py",
        "pkg/sub/x.py",
    ]
    assert names(tmp_path) == everything
    (tmp_path / ".git").mkdir()
    assert names(tmp_path) == ["a.py", "pkg/keep.py", "pkg/sub/gen.py"]
    assert names(tmp_path, "pkg") == ["pkg/keep.py", "pkg/sub/gen.py"]
    assert names(tmp_path, "build", "pkg/gen.py") == ["build/b.py", "pkg/gen.py"]


def test_gitignore_library_is_imported_when_needed(tmp_path: Path) -> None:
    """The library for ignore files is not imported without such a file."""
    tree(tmp_path, "a.py")
    code = (
        "import sys; from claudelint.running.files import find_files\n"
        "from claudelint.judging.config import Configuration\n"
        f"cwd = {str(tmp_path)!r}\n"
        "assert find_files(['.'], Configuration(cwd).settings_for, cwd).files\n"
        "unwanted = {'pathspec', 'tomllib', 'tomli', 'libcst', 'rich', 'packaging', 'msgspec'}\n"
        "print(unwanted & set(sys.modules))"
    )
    root = Path(__file__).parent.parent
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root)
    assert result.stdout == "set()\n", result.stderr


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"import anthropic", True),
        (b"MODEL = 'Claude-3'", True),
        (b"key = 'sk-ant-api03'", True),
        (b"self.messages\n    .create()", True),
        (b"c.messages.with_raw_response.create", True),
        (b"x = 1  # noqa: E501, CL401", True),
        (b"x = 1  # NOQA:cl401", True),
        (b"x = 1  # noqa: E501", False),
        (b"messages.append(1)", False),
        (b"", False),
        (b"CLASS = 'CL401'", False),
    ],
)
def test_byte_scan(data: bytes, expected: bool) -> None:
    """A file matters when it mentions Claude, sends messages or suppresses one of our codes."""
    assert matters(data) is expected


def test_project_root(tmp_path: Path) -> None:
    """The root is the nearest folder that looks like one, else the working directory."""
    tree(tmp_path, "mono/setup.cfg", "mono/one/requirements-dev.txt", "mono/one/src/a.py", "mono/two/b.py")
    assert project_root(tmp_path / "mono" / "one" / "src" / "a.py", tmp_path) == tmp_path / "mono" / "one"
    assert project_root(tmp_path / "mono" / "two" / "b.py", tmp_path) == tmp_path / "mono"
    markers = {"pyproject.toml", "setup.py", "setup.cfg", ".git", "claudelint.toml"}
    if not any(markers & set(os.listdir(folder)) for folder in tmp_path.parents):
        assert project_root(tmp_path / "c.py", Path("/elsewhere")) == Path("/elsewhere")


def test_deep_folders(tmp_path: Path) -> None:
    """Folders nested deeper than Python's calls are walked."""
    folder = tmp_path
    for _ in range(400):
        folder = folder / "d"
    folder.mkdir(parents=True)
    (folder / "a.py").touch()
    assert len(names(tmp_path)) == 1
