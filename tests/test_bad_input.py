"""Files that cannot be checked: each is named, the status is 2, the others are checked, nothing is changed."""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from harness import claudelint

GOOD = """\
import anthropic

client = anthropic.Anthropic()
response = client.messages.create(model="claude-opus-4-8", max_tokens=1024, messages=[])
print(response.content[0].text)
"""
FOUND = "good.py:5:7: CL601"
IMPORT = b"import anthropic\n"
CALL = b"import anthropic\nanthropic.Anthropic().messages.create(model='claude-opus-4-8', system="


def snapshot(root: Path) -> dict[str, tuple[str, int, bytes | str]]:
    """Everything below a folder: kind, permissions and content."""
    found: dict[str, tuple[str, int, bytes | str]] = {}
    for folder, folders, files in os.walk(root):
        for name in (*folders, *files):
            path = Path(folder, name)
            mode = stat.S_IMODE(path.lstat().st_mode)
            if path.is_symlink():
                found[str(path.relative_to(root))] = ("link", mode, os.readlink(path))
            elif path.is_file():
                content = path.read_bytes() if os.access(path, os.R_OK) else b"?"
                found[str(path.relative_to(root))] = ("file", mode, content)
            else:
                found[str(path.relative_to(root))] = ("folder", mode, "")
    return found


@dataclass(frozen=True)
class Bad:
    """A way to make a file that cannot be checked, the words that must be said of it, and its name."""

    name: str
    make: Callable[[Path], object]
    says: str
    file: str = "bad.py"


def content(data: bytes) -> Callable[[Path], object]:
    """Writes the bytes."""
    return lambda path: path.write_bytes(data)


def circle(path: Path) -> None:
    """Two links that lead to each other."""
    path.symlink_to("other_link.py")
    path.with_name("other_link.py").symlink_to(path.name)


DEEP = 10_000
BAD = [
    Bad("syntax error", content(IMPORT + b"def f(:\n    pass\n"), r"bad\.py:2:\d+: cannot be parsed"),
    Bad("unterminated string", content(IMPORT + b"x = 'abc\n"), r"bad\.py:2:\d+: cannot be parsed"),
    Bad("bad indentation", content(IMPORT + b"if x:\nfoo()\n"), r"bad\.py:3:\d+: cannot be parsed"),
    Bad(
        "undecodable bytes",
        content(IMPORT + b"x = '\xff\xfe'\n"),
        r"bad\.py:2: byte 0xff on line 2 is not valid utf-8",
    ),
    Bad("unknown coding", content(b"# coding: nonsense\n" + IMPORT), r"bad\.py: cannot be decoded"),
    Bad(
        "wrong coding", content(b"# coding: ascii\n" + IMPORT + "x = 'é'\n".encode()), r"bad\.py:3: byte 0xc3"
    ),
    Bad("NUL bytes", content(IMPORT + b"x = 1\x00\n"), r"bad\.py:2: holds a NUL byte on line 2"),
    Bad("a link in a circle", circle, r"bad\.py: is a link that leads in a circle"),
    Bad(
        "nested parentheses",
        content(CALL + b"(" * DEEP + b"1" + b")" * DEEP + b")\n"),
        r"bad\.py.*: too deeply nested",
    ),
    Bad("nested lists", content(CALL + b"[" * DEEP + b"]" * DEEP + b")\n"), r"bad\.py.*: too deeply nested"),
    Bad("nested calls", content(CALL + b"f(" * DEEP + b")" * DEEP + b")\n"), r"bad\.py.*: too deeply nested"),
    Bad(
        "nested dicts",
        content(CALL + b"{1:" * DEEP + b"1" + b"}" * DEEP + b")\n"),
        r"bad\.py.*: too deeply nested",
    ),
    Bad("chained calls", content(CALL + b"a" + b".b()" * DEEP + b")\n"), r"bad\.py.*: too deeply nested"),
    Bad("chained attributes", content(CALL + b"a" + b".b" * DEEP + b")\n"), r"bad\.py.*: too deeply nested"),
    Bad("chained subscripts", content(CALL + b"a" + b"[0]" * DEEP + b")\n"), r"bad\.py.*: too deeply nested"),
    Bad("chained sums", content(CALL + b"1" + b"+1" * DEEP + b")\n"), r"bad\.py.*: too deeply nested"),
    Bad("chained minus", content(CALL + b"-" * DEEP + b"1)\n"), r"bad\.py.*: too deeply nested"),
    Bad("chained not", content(CALL + b"not " * DEEP + b"1)\n"), r"bad\.py.*: too deeply nested"),
    Bad(
        "chained conditions",
        content(CALL + b"1 if a else " * DEEP + b"1)\n"),
        r"bad\.py.*: too deeply nested",
    ),
    Bad("chained lambdas", content(CALL + b"lambda: " * DEEP + b"1)\n"), r"bad\.py.*: too deeply nested"),
    Bad("chained powers", content(CALL + b"1" + b"**1" * DEEP + b")\n"), r"bad\.py.*: too deeply nested"),
    Bad(
        "many elif",
        content(IMPORT + b"if a: pass\n" + b"elif a: pass\n" * DEEP),
        r"bad\.py.*: too deeply nested",
    ),
    Bad(
        "many blocks",
        content(IMPORT + b"".join(b" " * n + b"if a:\n" for n in range(2_000)) + b" " * 2_000 + b"pass\n"),
        r"bad\.py.*: (too deeply nested|cannot be parsed)",
    ),
    Bad(
        "nested f-strings",
        content(IMPORT + b"x = " + b"f'{" * 500 + b"1" + b"}'" * 500 + b"\n"),
        r"bad\.py.*: (too deeply nested|cannot be parsed)",
    ),
]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a file that is in order, in which one thing is found."""
    (tmp_path / "good.py").write_text(GOOD)
    return tmp_path


FIX = ("--fix", "--unsafe-fixes")
FIXED = (
    "syntax error",
    "undecodable bytes",
    "NUL bytes",
    "a link in a circle",
    "nested calls",
    "chained calls",
)


@pytest.mark.parametrize(
    ("bad", "flags"),
    [
        *(pytest.param(bad, (), id=bad.name) for bad in BAD),
        *(pytest.param(bad, FIX, id=f"fix, {bad.name}") for bad in BAD if bad.name in FIXED),
    ],
)
def test_bad_file(project: Path, bad: Bad, flags: tuple[str, ...]) -> None:
    """The file is named, the status is 2, the file beside it is checked, and the bad one is left alone."""
    bad.make(project / bad.file)
    before = snapshot(project)
    result = claudelint("check", "--select", "CL601", *flags, cwd=project)
    error = result.stderr.decode()
    assert result.returncode == 2, error[-2000:]
    assert re.search(rf"^error: {bad.says}", error, re.MULTILINE), error[-2000:]
    assert "Traceback" not in error
    if flags:
        assert b"block.text" in (project / "good.py").read_bytes()
        after = snapshot(project)
        assert {**after, "good.py": None} == {**before, "good.py": None}
    else:
        assert result.stdout.decode().startswith(FOUND), result.stdout
        assert snapshot(project) == before


def test_all_at_once(project: Path) -> None:
    """Many bad files are all named, also with --exit-zero, and JSON stays JSON."""
    import json

    for number, bad in enumerate(BAD[:8]):
        folder = project / f"f{number}"
        folder.mkdir()
        bad.make(folder / bad.file)
    before = snapshot(project)
    result = claudelint(
        "check", "--exit-zero", "--quiet", "--select", "CL601", "--output-format", "json", cwd=project
    )
    assert result.returncode == 2
    assert [finding["filename"] for finding in json.loads(result.stdout)] == ["good.py"]
    errors = result.stderr.decode().splitlines()
    for number in range(8):
        assert any(f"f{number}/" in line for line in errors), errors
    assert snapshot(project) == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_file(project: Path) -> None:
    """A file without the permission to read it is named."""
    (project / "bad.py").write_bytes(IMPORT)
    (project / "bad.py").chmod(0)
    result = claudelint("check", "--select", "CL601", cwd=project)
    assert result.returncode == 2
    assert b"error: bad.py: cannot be read: Permission denied" in result.stderr
    assert result.stdout.decode().startswith(FOUND)


def test_unreadable_file_as_anyone(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that the system refuses to open is named, whoever runs the tests."""
    from harness import run_in

    from claudelint.running import run as running

    (project / "bad.py").write_bytes(IMPORT)
    real = open

    def refuse(name: str, *arguments: object, **options: object) -> object:
        if str(name).endswith("bad.py"):
            raise PermissionError(13, "Permission denied")
        return real(name, *arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setitem(vars(running), "open", refuse)
    outcome = run_in(project, select=["CL601"])
    assert [(error.path, error.message) for error in outcome.errors] == [
        ("bad.py", "cannot be read: Permission denied")
    ]
    assert [finding.span.file for finding in outcome.findings] == ["good.py"]


def test_vanished_file(project: Path) -> None:
    """A file that is gone between being found and being read is named."""
    from claudelint.judging.config import Configuration
    from claudelint.running.files import find_files
    from claudelint.running.outcome import RunRequest
    from claudelint.running.run import run

    (project / "bad.py").write_bytes(IMPORT)
    configuration = Configuration(str(project))
    found = find_files(["."], configuration.settings_for, str(project))
    (project / "bad.py").unlink()
    outcome = run(RunRequest(found.files, configuration.settings_for(str(project)), str(project)))
    assert [error.path for error in outcome.errors] == ["bad.py"]
    assert {finding.span.file for finding in outcome.findings} == {"good.py"}


@pytest.mark.parametrize("name", ["nothing.py", "nothing/", "no\tthing.py", "x" * 300 + ".py"])
def test_missing_path(project: Path, name: str) -> None:
    """A path that is not there is named, and the others are checked."""
    result = claudelint("check", "--select", "CL601", name, "good.py", cwd=project)
    assert result.returncode == 2
    assert b"error: " in result.stderr
    assert b"Traceback" not in result.stderr
    assert result.stdout.decode().startswith(FOUND)


def test_folder_named_like_a_file(project: Path) -> None:
    """A folder named x.py is a folder, whose files are checked."""
    (project / "x.py").mkdir()
    (project / "x.py" / "inner.py").write_text(GOOD)
    result = claudelint("check", "--select", "CL601", "x.py", cwd=project)
    assert result.returncode in (0, 1)
    assert result.stdout.decode().startswith("x.py/inner.py:5:7: CL601")


def test_links_between_folders(project: Path) -> None:
    """Links to folders that lead in a circle end nothing, and nothing is checked twice."""
    (project / "a").mkdir()
    (project / "a" / "b").symlink_to(project, target_is_directory=True)
    (project / "a" / "one.py").write_text(GOOD)
    (project / "a" / "two.py").symlink_to("one.py")
    result = claudelint("check", "--select", "CL601", "--fail-on", "advice", cwd=project)
    assert result.returncode == 1
    lines = result.stdout.decode().splitlines()
    assert [line.split(":")[0] for line in lines] == ["a/one.py", "good.py"]


def test_link_that_leads_nowhere(project: Path) -> None:
    """A link into nothing in a folder is a note, as an argument it is an error."""
    (project / "lock.py").symlink_to("nowhere")
    result = claudelint("check", "--select", "CL601", "--exit-zero", cwd=project)
    assert (result.returncode, b"lock.py" in result.stderr) == (0, True)
    assert claudelint("check", "lock.py", cwd=project).returncode == 2


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xef\xbb\xbf",
        b"\n",
        b"# claude\n",
        b"\xef\xbb\xbf# anthropic\r\n",
        b"\x0c",
        b"#!/usr/bin/python\n# anthropic",
    ],
    ids=["empty", "mark alone", "newline", "comment", "mark and comment", "form feed", "no newline"],
)
def test_nothing_in_it(project: Path, data: bytes) -> None:
    """Empty files and the like are in order."""
    (project / "empty.py").write_bytes(data)
    result = claudelint("check", "--select", "CL601", "empty.py", cwd=project)
    assert (result.returncode, result.stdout) == (0, b"")
    assert b"error" not in result.stderr


def test_byte_order_mark(project: Path) -> None:
    """A byte order mark is no character: rows and columns are as without it."""
    (project / "good.py").write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    result = claudelint("check", "--select", "CL601", cwd=project)
    assert result.stdout.decode().startswith(FOUND)


def test_large_files(project: Path) -> None:
    """Files of ten megabytes are checked in time, whether or not they hold anything of interest."""
    filler = b"# " + b"x" * 97 + b"\n"
    (project / "comments.py").write_bytes(GOOD.encode() + filler * 100_000)
    (project / "other.py").write_bytes(b"x = 1\n" * 1_700_000)
    (project / "text.py").write_bytes(IMPORT + b'x = """' + b"y" * 10_000_000 + b'"""\n')
    result = claudelint("check", "--select", "CL601", "--exit-zero", cwd=project, timeout=100)
    assert result.returncode == 0, result.stderr[-2000:]
    assert sorted(line.split(":")[0] for line in result.stdout.decode().splitlines()) == [
        "comments.py",
        "good.py",
    ]


def test_long_prompt(project: Path) -> None:
    """Five hundred lines of a prompt, concatenated in either way, are checked."""
    beside = "\n    ".join('"a line of a prompt "' for _ in range(500))
    added = " +\n    ".join('"a line of a prompt "' for _ in range(500))
    text = GOOD.replace("max_tokens=1024", "max_tokens=1024, system=(\n    {})")
    (project / "beside.py").write_text(text.format(beside))
    (project / "added.py").write_text(text.format(added))
    result = claudelint("check", "--select", "CL601", "--fix", "beside.py", "added.py", cwd=project)
    assert (result.returncode, result.stderr.count(b"error")) == (0, 0), result.stderr[-2000:]
    assert b"block.text" in (project / "beside.py").read_bytes()
    assert b"block.text" in (project / "added.py").read_bytes()


def test_what_does_not_matter_is_not_parsed(project: Path) -> None:
    """The mistakes of a file without any trigger are not reported."""
    (project / "other.py").write_bytes(b"def f(:\n")
    (project / "binary.py").write_bytes(bytes(range(256)))
    result = claudelint("check", "--select", "CL601", "--exit-zero", cwd=project)
    assert result.returncode == 0
    assert b"other.py" not in result.stderr
    assert b"binary.py" not in result.stderr


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="the running Python reads it itself")
def test_newer_syntax(project: Path) -> None:
    """What only a newer Python parses is none of the mistakes."""
    (project / "newer.py").write_text(GOOD + "x = t'a{client}'\n")
    result = claudelint("check", "--select", "CL601", "--exit-zero", "newer.py", cwd=project)
    assert result.returncode == 0, result.stderr
    assert result.stdout.decode().startswith("newer.py:5:7: CL601")


def test_notebook(project: Path) -> None:
    """Notebooks are passed over with a notice."""
    (project / "a.ipynb").write_text("{}")
    result = claudelint("check", "--select", "CL601", "--exit-zero", "a.ipynb", cwd=project)
    assert result.returncode == 0
    assert b"note: a.ipynb: notebooks are not checked yet" in result.stderr


@pytest.mark.parametrize("data", [IMPORT + b"def f(:\n", IMPORT + b"\xff\n", IMPORT + b"\x00\n"])
def test_standard_input(project: Path, data: bytes) -> None:
    """What cannot be checked on standard input is named and, with --fix, handed back as it is."""
    result = claudelint("check", "-", "--stdin-filename", "bad.py", "--fix", cwd=project, stdin=data)
    assert result.returncode == 2
    assert result.stdout == data
    assert result.stderr.startswith(b"error: bad.py:")


def test_requirements_that_cannot_be_read(project: Path) -> None:
    """Broken requirement files say nothing of the SDK, and end nothing."""
    (project / "requirements.txt").write_bytes(b"anthropic==\xff\n-r other.txt\n===\n")
    (project / "pyproject.toml").write_bytes(b"[project\nanthropic")
    result = claudelint("check", "--select", "CL601", "--exit-zero", "--isolated", cwd=project)
    assert result.returncode == 0, result.stderr
    assert result.stdout.decode().startswith(FOUND)
