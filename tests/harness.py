"""Small projects in a temporary folder, checked, fixed and linked in this process."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from textwrap import dedent

from claudelint.catalog.catalog import load
from claudelint.findings import Finding
from claudelint.judging.config import Configuration
from claudelint.judging.settings import Layer, merge, parse_target_sdk
from claudelint.linking.project import Project, Request
from claudelint.linking.sdk import target_of
from claudelint.reading.module import Module
from claudelint.reading.reader import read_module
from claudelint.reading.source import Source
from claudelint.running.files import display_path, find_files
from claudelint.running.imports import Imports
from claudelint.running.outcome import FixMode, Outcome, RunRequest
from claudelint.running.project_files import ProjectFiles
from claudelint.running.run import run
from claudelint.running.tree import Tree

ROOT = Path(__file__).resolve().parent.parent
TODAY = date(2026, 11, 22)
MAIN = "main.py"

Files = Mapping[str, "str | bytes"]


def clean(text: str) -> str:
    """A text of a test as it would stand in a file: without the test's own indentation."""
    return dedent(text.lstrip("\n") if text.startswith("\n") else text)


@contextmanager
def folder_of(files: Files) -> Iterator[Path]:
    """A folder that is the root of a project of these files."""
    with tempfile.TemporaryDirectory(prefix="claudelint-test-") as name:
        root = Path(name).resolve()
        (root / ".git").mkdir()
        write(root, files)
        yield root


def write(root: Path, files: Files) -> None:
    """Write files below a folder; texts as UTF-8 with their newlines as they are."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


# checking and fixing


def run_in(
    root: Path,
    *,
    select: Sequence[str] | None = None,
    extend_select: Sequence[str] = (),
    fixable: Sequence[str] | None = None,
    preview: bool | None = None,
    fix: FixMode = FixMode.SHOW,
    unsafe: bool = False,
    today: date = TODAY,
    target_sdk: str | None = None,
    paths: Sequence[str] = (".",),
    cache: Path | None = None,
    jobs: int | None = None,
) -> Outcome:
    """Run claudelint on a folder, as the command would, with the folder as the working directory.

    Nothing is cached unless a folder for that is given.
    """
    layer = Layer(
        origin="test",
        select=None if select is None else tuple(select),
        extend_select=tuple(extend_select),
        fixable=None if fixable is None else tuple(fixable),
        preview=preview,
        target_sdk=None if target_sdk is None else parse_target_sdk(target_sdk),
    )
    configuration = Configuration(str(root), command_line=[layer])
    found = find_files(paths, configuration.settings_for, str(root))
    assert not [error for error in found.errors if not error.notice], found.errors
    return run(
        RunRequest(
            files=found.files,
            settings=configuration.settings_for(str(root)),
            cwd=str(root),
            folders=found.folders,
            fix_mode=fix,
            unsafe=unsafe,
            with_edits=True,
            today=today,
            jobs=jobs,
            cache=cache is not None,
            cache_dir=None if cache is None else str(cache),
            settings_by_folder=configuration.settings_for,
        )
    )


def check_outcome(
    text: str,
    *,
    select: Sequence[str] | None = None,
    unsafe: bool = False,
    today: date = TODAY,
    files: Files | None = None,
    target_sdk: str | None = None,
    preview: bool | None = None,
) -> Outcome:
    """The outcome of checking a text, as the file `main.py`, together with the other files of its project."""
    with folder_of({MAIN: clean(text), **(files or {})}) as root:
        outcome = run_in(
            root, select=select, unsafe=unsafe, today=today, target_sdk=target_sdk, preview=preview
        )
    assert not outcome.errors, outcome.errors
    return outcome


def check_text(
    text: str,
    select: Sequence[str] | None = None,
    unsafe: bool = False,
    today: date = TODAY,
    files: Files | None = None,
    target_sdk: str | None = None,
    preview: bool | None = None,
) -> list[Finding]:
    """The findings in a text and in the other files of its project."""
    outcome = check_outcome(
        text,
        select=select,
        unsafe=unsafe,
        today=today,
        files=files,
        target_sdk=target_sdk,
        preview=preview,
    )
    return list(outcome.findings)


def fix_text(
    text: str,
    select: Sequence[str] | None = None,
    unsafe: bool = False,
    today: date = TODAY,
    files: Files | None = None,
    target_sdk: str | None = None,
    preview: bool | None = None,
) -> str:
    """The text after its fixes."""
    with folder_of({MAIN: clean(text), **(files or {})}) as root:
        outcome = run_in(
            root,
            select=select,
            fix=FixMode.WRITE,
            unsafe=unsafe,
            today=today,
            target_sdk=target_sdk,
            preview=preview,
        )
        assert not outcome.errors, outcome.errors
        return (root / MAIN).read_bytes().decode()


def row(outcome: Outcome, finding: Finding) -> int:
    """The line a finding starts on."""
    return outcome.sources[finding.span.file].row(finding.span.start)


def text_at(outcome: Outcome, finding: Finding) -> str:
    """The code that a finding marks."""
    span = finding.span
    return outcome.sources[span.file].text[span.start : span.end]


# the model


def module_of(text: str | bytes, path: str = MAIN) -> Module:
    """A text boiled down."""
    data = text if isinstance(text, bytes) else text.encode()
    return read_module(Source.decode(path, data))


@contextmanager
def project_of(files: Files, target_sdk: str | None = None) -> Iterator[Project]:
    """The linked project of these files, all of which are judged."""
    with folder_of(files) as root:
        sources: dict[str, Source] = {}
        modules: dict[str, Module] = {}

        tree = Tree(str(root), str(root), lambda _: merge((), str(root)), {})

        def read(path: str) -> Module | None:
            display = display_path(path, str(root))
            if display not in modules:
                sources[display] = Source.decode(display, tree.data(path) or b"")
                modules[display] = read_module(sources[display])
            return modules[display]

        catalog = load(TODAY)
        project_files = ProjectFiles(Imports(tree), str(root), tree.files, read)
        judged = [project_files.module(str(root / name)) for name in files if name.endswith(".py")]
        target = target_of(target_sdk, [], catalog.newest_major)
        yield Project(
            [module for module in judged if module is not None],
            project_files,
            catalog,
            lambda _: target,
            lambda module: sources[module.path].text,
        )


@contextmanager
def requests_of(
    text: str, files: Files | None = None, target_sdk: str | None = None
) -> Iterator[tuple[Request, ...]]:
    """The requests of a text, as the file `main.py`, and of the other files of its project."""
    with project_of({**(files or {}), MAIN: clean(text)}, target_sdk) as project:
        yield project.requests


_TODAY = re.compile(r"^# today: (\d{4}-\d{2}-\d{2})$", re.MULTILINE)


def today_in(text: str) -> date:
    """The day of the run that a text asks for by a comment such as `# today: 2027-11-22`."""
    match = _TODAY.search(text)
    return TODAY if match is None else date.fromisoformat(match[1])


# expectations in comments

_EXPECTATION = re.compile(r"#[ \t]*(?P<code>CL\d{3})(?::[ \t]*(?P<words>[^#\r\n]*?))?[ \t]*(?=#|\r|\n|$)")


@dataclass(frozen=True, slots=True, order=True)
class Expectation:
    """A finding that a comment such as `# CL401: was retired` says starts on its line."""

    row: int
    code: str
    words: str


def expectations(text: str) -> list[Expectation]:
    """What the comments of a text say is found there, in order."""
    return [
        Expectation(number, match["code"], (match["words"] or "").strip())
        for number, line in enumerate(text.splitlines(), 1)
        for match in _EXPECTATION.finditer(line)
    ]


# the real command


def claudelint(
    *arguments: str | os.PathLike[str],
    cwd: Path,
    stdin: bytes | None = None,
    env: Mapping[str, str] | None = None,
    timeout: float = 120,
) -> subprocess.CompletedProcess[bytes]:
    """Run the real command in a process of its own; its cache is that of the tests (see conftest.py)."""
    environment = {
        key: value
        for key, value in os.environ.items()
        if key not in ("FORCE_COLOR", "NO_COLOR", "PYTHONPATH")
    }
    return subprocess.run(
        [sys.executable, "-m", "claudelint", *map(os.fspath, arguments)],
        cwd=cwd,
        input=stdin if stdin is not None else b"",
        capture_output=True,
        env={**environment, **(env or {})},
        timeout=timeout,
        check=False,
    )
