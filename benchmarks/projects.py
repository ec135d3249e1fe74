"""What whole projects cost: linking against extraction, and the command on a project of many modules."""

from __future__ import annotations

import gc
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MODULES = 5_000
# every twentieth module asks Claude, through one service that all share
EVERY = 20
IN_A_FOLDER = 50

SERVICE = '''\
"""The one place that talks to Claude."""

import anthropic

DEFAULT_MODEL = "claude-opus-4-8"


class ClaudeService:
    """A client with defaults."""

    def __init__(self, model: str = DEFAULT_MODEL, max_tokens: int = 1024) -> None:
        self.client = anthropic.Anthropic(max_retries=3)
        self.model = model
        self.max_tokens = max_tokens

    def ask(self, system: str, prompt: str, max_tokens: int | None = None) -> str:
        """One answer."""
        message = self.client.messages.create(
            model=self.model,
            max_tokens=max_tokens or self.max_tokens,
            system=system,
            messages=[{"role": "user", "content": prompt}],
        )
        return "".join(block.text for block in message.content if block.type == "text")


service = ClaudeService()
'''
ASKING = '''\
"""Module {number} asks Claude."""

from app.claude_service import service
from {neighbour} import total_{before}

SYSTEM = "You are the assistant of team {number}. Answer in one short paragraph."


def answer_{number}(question: str, rows: list[dict[str, int]]) -> str:
    """Answer a question about some rows."""
    known = total_{before}(rows)
    return service.ask(SYSTEM, f"The total is {{known}}. {{question}}", max_tokens={tokens})


def total_{number}(rows: list[dict[str, int]]) -> int:
    """The rows of this module and of the one before."""
    return len(answer_{number}("How many?", rows)) + total_{before}(rows)
'''
PLAIN = '''\
"""Module {number} is about something else."""

from __future__ import annotations

import json
import logging
{imports}

log = logging.getLogger(__name__)
LIMIT = {tokens}


def total_{number}(rows: list[dict[str, int]]) -> int:
    """The rows of this module{words}."""
    total = 0
    for row in rows:
        for key, value in sorted(row.items()):
            if value > LIMIT:
                log.warning("too much in %s: %s", key, json.dumps(row))
                continue
            total += value
    return total{rest}


class Report{number}:
    """A report over rows."""

    def __init__(self, rows: list[dict[str, int]]) -> None:
        self.rows = rows
        self.total = total_{number}(rows)

    def lines(self) -> list[str]:
        """The rows as text."""
        return [f"{{key}}: {{value}}" for row in self.rows for key, value in row.items() if value < self.total]
'''
PARSE_SELECTED = """
import sys, time
from pathlib import Path
import libcst
from claudelint.running.files import matters
sources = [data for path in sorted(Path(sys.argv[1]).rglob("*.py")) if matters(data := path.read_bytes())]
started = time.perf_counter()
for source in sources:
    libcst.parse_module(source)
print(len(sources), time.perf_counter() - started)
"""


@dataclass(frozen=True)
class Cost:
    """Seconds spent on the extraction of a package's modules and on linking them."""

    name: str
    sites: int
    extracting: float
    linking: float


@dataclass(frozen=True)
class Scale:
    """What the command took on a project: seconds, megabytes at the peak, and seconds of parsing alone."""

    selected: int
    parsing: float
    checking: float
    megabytes: float


# linking against extraction


def costs(folder: Path) -> Iterator[Cost]:
    """The cost of each package below a folder, as far as the command would read it."""
    from claudelint.reading.reader import with_large_stack

    for package in sorted(path for path in folder.iterdir() if path.is_dir()):
        if any(package.rglob("*.py")):
            gc.disable()
            yield with_large_stack(lambda package=package: _cost(package))
            gc.enable()
            gc.collect()


def _cost(root: Path) -> Cost:
    from claudelint.catalog.catalog import load
    from claudelint.linking.project import Project
    from claudelint.linking.sdk import target_of
    from claudelint.reading.module import Module
    from claudelint.reading.reader import read_module
    from claudelint.reading.source import Source, UnreadableFile
    from claudelint.running.files import matters
    from claudelint.running.imports import ProjectFiles

    sources: dict[str, Source] = {}
    modules: dict[Path, Module | None] = {}
    extracting = 0.0

    def read(path: Path) -> Module | None:
        nonlocal extracting
        if path not in modules:
            started = time.perf_counter()
            try:
                source = Source.decode(path.relative_to(root).as_posix(), path.read_bytes())
                sources[source.path] = source
                modules[path] = read_module(source)
            except UnreadableFile:
                modules[path] = None
            extracting += time.perf_counter() - started
        return modules[path]

    catalog = load()
    started = time.perf_counter()
    judged = [read(path) for path in sorted(root.rglob("*.py")) if matters(path.read_bytes())]
    project = Project(
        [module for module in judged if module is not None],
        ProjectFiles(root, root, read),
        catalog,
        target_of(None, [], catalog.newest_major),
        lambda module: sources[module.path].text,
    )
    for request in project.requests:
        _ = request.prefix, request.answer, request.ways
    _ = project.loops, project.paths
    return Cost(root.name, len(project.sites), extracting, time.perf_counter() - started - extracting)


# a project of many modules


def generate_project(folder: Path) -> None:
    """Write a project in which few modules ask Claude and all import their neighbours."""
    (folder / "pyproject.toml").write_text('[project]\nname = "app"\nversion = "1"\n', encoding="utf-8")
    names = ["app.claude_service"]
    _write(folder, names[0], SERVICE)
    for number in range(1, MODULES):
        name = f"app.part_{number // IN_A_FOLDER:03}.module_{number:04}"
        _write(folder, name, _module_text(number, names[-1]))
        names.append(name)
    for package in {path.parent for path in (folder / "app").rglob("*.py")} | {folder / "app"}:
        (package / "__init__.py").touch()


def _module_text(number: int, neighbour: str) -> str:
    before, first = number - 1, number == 1
    if number % EVERY == 0:
        return ASKING.format(number=number, neighbour=neighbour, before=before, tokens=number % 700 + 100)
    return PLAIN.format(
        number=number,
        tokens=number % 700 + 100,
        imports="" if first else f"\nfrom {neighbour} import total_{before}",
        words="" if first else " and of the one before",
        rest="" if first else f" + total_{before}(rows)",
    )


def _write(folder: Path, name: str, text: str) -> None:
    path = folder.joinpath(*name.split(".")).with_suffix(".py")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def scale(folder: Path, check: tuple[str, ...]) -> Scale:
    """Check the generated project in a process of its own, and parse what was selected in another."""
    generate_project(folder)
    started = time.perf_counter()
    # the first child, so that the peak of all children is its peak
    subprocess.run(
        [sys.executable, "-m", "claudelint", *check], cwd=folder, check=True, stdout=subprocess.DEVNULL
    )
    checking = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    done = subprocess.run(
        [sys.executable, "-c", PARSE_SELECTED, str(folder)], check=True, capture_output=True, text=True
    )
    selected, parsing = done.stdout.split()
    # Linux counts kilobytes, macOS bytes
    unit = 1_000_000 if sys.platform == "darwin" else 1_000
    return Scale(int(selected), float(parsing), checking, peak / unit)
