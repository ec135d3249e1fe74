"""What whole projects cost: linking against extraction, and the command on a project of many modules."""

from __future__ import annotations

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
LINK = """
import sys, time
from claudelint.judging.config import Configuration
from claudelint.judging.engine import FilePolicy, judge
from claudelint.registry import builtin_rules
from claudelint.reading import reader
from claudelint.running.files import find_files
from claudelint.running.outcome import RunRequest
from claudelint.running.run import linked

extracting = judging = 0.0
policy = FilePolicy(tuple((rule, {}) for rule in builtin_rules() if not (rule.preview or rule.opt_in)))
read_module = reader.read_module

def timed(source):
    global extracting
    started = time.perf_counter()
    try:
        return read_module(source)
    finally:
        extracting += time.perf_counter() - started

def work(projects):
    global judging
    sites = read = 0
    for project in projects.projects:
        for request in project.requests:
            _ = request.prefix, request.answer, request.ways
        _ = project.loops, project.paths, project.constructions
        sites += len(project.sites)
        before, started = extracting, time.perf_counter()
        judge(project, lambda _: policy)
        judging += time.perf_counter() - started - (extracting - before)
        read += len(project.names.modules.loaded)
    return sites, read

reader.read_module = timed
folder = sys.argv[1]
configuration = Configuration(folder, isolated=True)
found = find_files(["."], configuration.settings_for, folder)
request = RunRequest(found.files, configuration.settings_for(folder), folder, jobs=1)
started = time.perf_counter()
(sites, read), _ = linked(request, work)
print(sites, read, extracting, time.perf_counter() - started - extracting - judging, judging)
"""


@dataclass(frozen=True)
class Cost:
    """Seconds spent on the extraction of the modules that a project needs, on linking them, and on all rules.

    What only a rule asks of the model counts for the rules.
    """

    name: str
    sites: int
    read: int
    extracting: float
    linking: float
    judging: float


@dataclass(frozen=True)
class Scale:
    """What the command took on a project: seconds, megabytes at the peak, and the cost of its parts."""

    cost: Cost
    checking: float
    megabytes: float


# linking against extraction


def costs(folder: Path) -> Iterator[Cost]:
    """The cost of each package below a folder, as far as the command reads it."""
    for package in sorted(path for path in folder.iterdir() if path.is_dir()):
        if any(package.rglob("*.py")):
            yield cost(package)


def cost(root: Path) -> Cost:
    """Link a project in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", LINK, str(root.resolve())], check=True, capture_output=True, text=True
    )
    sites, read, extracting, linking, judging = done.stdout.split()
    return Cost(root.name, int(sites), int(read), float(extracting), float(linking), float(judging))


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
    """Check the generated project in a process of its own, and link it in another."""
    generate_project(folder)
    started = time.perf_counter()
    # the first child, so that the peak of all children is its peak
    subprocess.run(
        [sys.executable, "-m", "claudelint", *check], cwd=folder, check=True, stdout=subprocess.DEVNULL
    )
    checking = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    # Linux counts kilobytes, macOS bytes
    unit = 1_000_000 if sys.platform == "darwin" else 1_000
    return Scale(cost(folder), checking, peak / unit)
