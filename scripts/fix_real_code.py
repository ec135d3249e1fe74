"""What the fixes do to real code: applied to pinned packages, compiled, applied again, tested, and counted.

`python scripts/fix_real_code.py FOLDER` downloads the packages of `fixed_packages.toml` into a folder, where they
stay for the next time, and fixes copies of them: once with `--fix`, once with `--fix --unsafe-fixes`. A file that
compiled must compile afterwards, a second run must change nothing, and where the list says how to run a package's
own tests they are run before and after in a fresh virtual environment. The diffs are left in `FOLDER/diffs`, to be
read; the tables are printed, and with `--write` go into `docs/fixes-on-real-code.md`. Names of packages restrict it.

`--repositories` takes the folders in a folder in the place of the packages, such as checkouts; their tests are not
run. The exit status is 1 when something crashed, no longer compiles or was changed by a second run, or when a test
that passed before does not after the safe fixes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

import msgspec
from archives import downloaded, files_of, unpacked
from fix_report import Fixing, section
from fix_trials import trial
from own_tests import Comparison, Environment, Recipe
from sections import replaced

from claudelint import toml

ROOT = Path(__file__).resolve().parent.parent
REPORT = ROOT / "docs" / "fixes-on-real-code.md"
PINNED = Path(__file__).with_name("fixed_packages.toml")


@dataclass(frozen=True)
class Package:
    """A pinned package: which archive is taken, and how its own tests are run, if they are."""

    requirement: str
    archive: str = "source"
    tests: Recipe | None = None

    @property
    def name(self) -> str:
        """The name on the package index."""
        return self.requirement.partition("==")[0]

    @property
    def version(self) -> str:
        """The pinned version."""
        return self.requirement.partition("==")[2]


@dataclass(frozen=True)
class _Listed:
    package: tuple[Package, ...]


def pinned() -> tuple[Package, ...]:
    """The packages of the list; raises msgspec.ValidationError for one that is not written right."""
    table = toml.parse(PINNED.read_text(encoding="utf-8"))
    return msgspec.convert(table, _Listed).package


def fetched(package: Package, cache: Path) -> Path:
    """The folder that holds everything of a package's archive; downloads it the first time."""
    folder = cache / package.archive / f"{package.name}-{package.version}"
    if folder.is_dir():
        return folder
    archives = cache / "archives" / package.archive / folder.name
    archive = downloaded(package.requirement, archives, source=package.archive == "source")
    return unpacked(files_of(archive), folder)


def fixings_of_packages(packages: list[Package], work: Path, with_tests: bool) -> Iterator[Fixing]:
    """Fix each package, and run its tests before and after where it says how."""
    for package in packages:
        folder = work / "trials" / package.name
        done = trial(fetched(package, work / "packages"), folder)
        tests: tuple[Comparison, ...] = ()
        if with_tests and package.tests is not None:
            environment = Environment(work / "environments" / package.name, package.tests)
            environment.create(folder / "before")
            before, safe, every = (
                environment.outcomes(folder / name) for name in ("before", "safe", "every")
            )
            tests = (Comparison(before, safe), Comparison(before, every))
        yield Fixing(package.name, package.version, done, tests)


def fixings_of_folders(parent: Path, names: list[str], work: Path) -> Iterator[Fixing]:
    """Fix each folder in a folder."""
    for folder in sorted(parent.iterdir()):
        if folder.is_dir() and (not names or folder.name in names):
            yield Fixing(folder.name, "", trial(folder, work / "trials" / folder.name), ())


def noted(fixing: Fixing, work: Path) -> Fixing:
    """Leave the diffs of a fixing to be read, and say how it went."""
    diffs = work / "diffs"
    diffs.mkdir(parents=True, exist_ok=True)
    for name, fixed in (("safe", fixing.trial.safe), ("every", fixing.trial.every)):
        (diffs / f"{fixing.name}.{name}.diff").write_text(fixed.diff, encoding="utf-8")
    print(f"{fixing.name} {fixing.version}: {'; '.join(fixing.faults) or 'done'}", file=sys.stderr)
    return fixing


def main() -> int:
    """Fix, print, and write where that is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("work", type=Path, help="the folder for packages, copies, environments and diffs")
    parser.add_argument("names", nargs="*", help="only these packages or folders")
    parser.add_argument("--repositories", type=Path, metavar="FOLDER", help="fix the folders in this one")
    parser.add_argument("--no-tests", action="store_true", help="do not run the packages' own tests")
    parser.add_argument("--write", action="store_true", help=f"put the tables into {REPORT.name}")
    arguments = parser.parse_args()
    if arguments.write and (arguments.names or arguments.repositories or arguments.no_tests):
        parser.error("the report is about the whole list and its tests")
    work = arguments.work.resolve()
    if arguments.repositories is not None:
        found = fixings_of_folders(arguments.repositories.resolve(), arguments.names, work)
    else:
        chosen = [one for one in pinned() if not arguments.names or one.name in arguments.names]
        found = fixings_of_packages(chosen, work, not arguments.no_tests)
    fixings = [noted(fixing, work) for fixing in found]
    if not fixings:
        parser.error("no such package or folder")
    text = section(fixings, datetime.now(timezone.utc).date())
    if arguments.write:
        REPORT.write_text(replaced(REPORT.read_text(encoding="utf-8"), "fixes", text), encoding="utf-8")
    print(text, end="")
    return int(any(fixing.faults for fixing in fixings))


if __name__ == "__main__":
    sys.exit(main())
