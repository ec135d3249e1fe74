"""A package's own tests, run in an environment of its own, and what of them a change to the package changes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

PASSED, FAILED, SKIPPED = "passed", "failed", "skipped"
_PROJECT_FILES = ("pyproject.toml", "setup.py", "setup.cfg")
_LONGEST = 900
# keys that are set here are not the package's, and nothing is to be reached from its tests
_UNSET = ("ANTHROPIC_API_KEY", "PYTHONPATH", "PYTEST_ADDOPTS", "VIRTUAL_ENV")
_NO_NETWORK = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), "http://127.0.0.1:9")


@dataclass(frozen=True)
class Recipe:
    """How the tests of a package are run: what is installed beside it, its extras, and pytest's arguments."""

    install: tuple[str, ...] = ()
    extras: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """Two runs of the same tests: the outcome of each test by its id."""

    before: Mapping[str, str]
    after: Mapping[str, str]

    @property
    def worse(self) -> tuple[str, ...]:
        """The tests that passed before, and do not pass or are not there afterwards."""
        return tuple(
            name
            for name, outcome in sorted(self.before.items())
            if outcome == PASSED and self.after.get(name) != PASSED
        )

    @property
    def better(self) -> tuple[str, ...]:
        """The tests that pass afterwards, and did not pass or were not there before."""
        return tuple(
            name
            for name, outcome in sorted(self.after.items())
            if outcome == PASSED and self.before.get(name) != PASSED
        )


def counted(outcomes: Mapping[str, str], outcome: str) -> int:
    """How many tests ended that way."""
    return sum(1 for one in outcomes.values() if one == outcome)


class Environment:
    """A fresh virtual environment with a package's dependencies; holds one state of the package at a time."""

    def __init__(self, folder: Path, recipe: Recipe) -> None:
        self.folder = folder
        self.recipe = recipe
        self.python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"

    def create(self, copy: Path) -> None:
        """Make it, with what the package in a folder needs; raises CalledProcessError."""
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(self.folder)], check=True)
        extras = f"[{','.join(self.recipe.extras)}]" if self.recipe.extras else ""
        self._install(f"{project_in(copy)}{extras}", "pytest", *self.recipe.install)

    def outcomes(self, copy: Path) -> dict[str, str]:
        """Install the package as it is in a folder, run its tests there, and say how each ended."""
        project = project_in(copy)
        self._install("--no-deps", "--force-reinstall", str(project))
        report = self.folder / f"{copy.name}.xml"
        command = [str(self.python), "-m", "pytest", "-q", f"--junitxml={report}", *self.recipe.arguments]
        environment = {name: value for name, value in os.environ.items() if name not in _UNSET}
        done = subprocess.run(
            command,
            cwd=project,
            env={**environment, **_NO_NETWORK},
            capture_output=True,
            text=True,
            timeout=_LONGEST,
            check=False,
        )
        if not report.is_file():
            raise SystemExit(f"{project}: pytest did not run\n{done.stdout}{done.stderr}")
        return outcomes_in(report.read_text(encoding="utf-8"))

    def _install(self, *what: str) -> None:
        command = [str(self.python), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
        subprocess.run([*command, *what], check=True)


def project_in(copy: Path) -> Path:
    """The folder of an unpacked source archive that can be installed."""
    for folder in (copy, *sorted(copy.iterdir())):
        if any((folder / name).is_file() for name in _PROJECT_FILES):
            return folder
    raise SystemExit(f"{copy}: nothing there can be installed")


def outcomes_in(report: str) -> dict[str, str]:
    """How each test ended, by its id, in pytest's JUnit report; a test with an error failed."""
    return {
        f"{case.get('classname', '')}::{case.get('name', '')}": outcome for case, outcome in _cases(report)
    }


def _cases(report: str) -> Iterator[tuple[ElementTree.Element, str]]:
    for case in ElementTree.fromstring(report).iter("testcase"):
        ends = {child.tag for child in case}
        yield case, FAILED if ends & {"failure", "error"} else SKIPPED if "skipped" in ends else PASSED
