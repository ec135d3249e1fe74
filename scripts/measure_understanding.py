"""How well claudelint understands real code: a table over pinned packages of the package index that call the SDK.

`python scripts/measure_understanding.py FOLDER` downloads the packages of `measured_packages.txt` into a folder,
where they stay for the next time, links each with claudelint's own model, and prints the table. With `--write` it
goes into the README, with `--json FILE` everything known of each Site into a file; names of packages restrict it.

What counts as resolved is said in `understanding.py`. The baseline (`naive_baseline.py`) reads one file at a time
and takes only literals; both are measured on the same Sites, those that claudelint finds. `spelled` counts the
calls that are spelled like a request in files that name the SDK: where it is larger, Sites were missed. A default
that nothing in the package replaces counts as the value.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath

from archives import downloaded, files_of, unpacked
from naive_baseline import Seen, calls_in
from sections import replaced
from understanding import ARGUMENTS, PARAMETERS, Reading, folder_of, readings

from claudelint.reading.reader import with_large_stack

ROOT = Path(__file__).resolve().parent.parent
PINNED = Path(__file__).with_name("measured_packages.txt")
KINDS = ("application", "library")
# only what is read: the code, the prompts beside it, and what says how it is packed
_KEPT = frozenset({".py", ".txt", ".md", ".toml", ".cfg"})


@dataclass(frozen=True)
class Package:
    """A pinned package, and whether it is an application or a library."""

    kind: str
    name: str
    version: str


@dataclass(frozen=True)
class Measure:
    """A package as it was read: the Sites, what the baseline says of each, and the calls that were not taken."""

    package: Package
    sites: tuple[Reading, ...]
    naive: tuple[frozenset[str], ...]
    missed: tuple[tuple[str, Seen], ...]

    @property
    def spelled(self) -> int:
        """The number of calls that are or look like requests."""
        return len(self.sites) + len(self.missed)


def pinned() -> Iterator[Package]:
    """The packages of the list."""
    for line in PINNED.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, _, requirement = line.partition(" ")
            name, _, version = requirement.strip().partition("==")
            yield Package(kind, name, version)


# fetching


def fetched(package: Package, cache: Path) -> Path:
    """The folder that holds a package's files; downloads it the first time."""
    folder = cache / f"{package.name}-{package.version}"
    if folder.is_dir():
        return folder
    archive = downloaded(f"{package.name}=={package.version}", cache / "archives" / folder.name)
    return unpacked(kept(archive), folder)


def kept(archive: Path) -> Iterator[tuple[PurePosixPath, bytes]]:
    """The files of an archive that are worth reading."""
    for path, data in files_of(archive):
        if path.suffix in _KEPT:
            yield path, data


# measuring


def measured(package: Package, root: Path) -> Measure:
    """Read the package below a folder; call it within `with_large_stack`."""
    folder = folder_of(root)
    sites = tuple(readings(folder.project))
    seen = {path: _seen(text) for path, text in folder.texts.items() if "anthropic" in text}
    by_place = {(path, call.line, call.column): call for path, calls in seen.items() for call in calls}
    found = [by_place.pop((site.file, site.line, site.column), None) for site in sites]
    return Measure(
        package,
        sites,
        tuple(frozenset() if call is None else call.resolved for call in found),
        tuple((path, call) for (path, _, _), call in by_place.items()),
    )


def _seen(text: str) -> tuple[Seen, ...]:
    try:
        return tuple(calls_in(text))
    except SyntaxError:
        # newer than the Python that runs this
        return ()


# speaking


def table(measures: Iterable[Measure]) -> Iterator[str]:
    """The lines of the table: a row for each package, and one for each kind."""
    every = list(measures)
    yield (
        "| package | kind | Sites | "
        + " | ".join(f"`{name}`" if name in ARGUMENTS else name for name in PARAMETERS)
        + " |"
    )
    yield "|---|---|--:|" + "--:|" * len(PARAMETERS)
    for kind in KINDS:
        of_kind = [one for one in every if one.package.kind == kind]
        for one in of_kind:
            yield _row(f"{one.package.name} {one.package.version}", kind, [one])
        if of_kind:
            yield _row(f"**all {len(of_kind)}**", kind, of_kind)


def _row(title: str, kind: str, measures: list[Measure]) -> str:
    sites = [site for one in measures for site in one.sites]
    naive = [resolved for one in measures for resolved in one.naive]
    spelled = sum(one.spelled for one in measures)
    count = f"{len(sites)}" if spelled == len(sites) else f"{len(sites)} of {spelled}"
    cells = [
        f"{_percent(sum(name in site.resolved for site in sites), len(sites))}"
        f" / {_percent(sum(name in resolved for resolved in naive), len(sites))}"
        for name in PARAMETERS
    ]
    return f"| {title} | {kind} | {count} | " + " | ".join(cells) + " |"


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f}" if whole else "–"


def why_not(measures: Iterable[Measure]) -> Iterator[str]:
    """The lines of the table that says what stood in the way, in applications and in libraries."""
    every = list(measures)
    counts: dict[tuple[str, str, str], int] = Counter(
        (_main_reason(site, name), name, one.package.kind)
        for one in every
        for site in one.sites
        for name in ARGUMENTS
        if name not in site.resolved
    )
    categories = Counter[str]()
    for (category, _, _), count in counts.items():
        categories[category] += count
    yield "| why not | " + " | ".join(f"`{name}`" for name in ARGUMENTS) + " |"
    yield "|---|" + "--:|" * len(ARGUMENTS)
    for category, _ in categories.most_common():
        cells = [
            " + ".join(str(counts.get((category, name, kind), 0)) for kind in KINDS) for name in ARGUMENTS
        ]
        yield f"| {category} | " + " | ".join(cells) + " |"
    partly = [
        " + ".join(
            str(sum(name in site.partly for one in every if one.package.kind == kind for site in one.sites))
            for kind in KINDS
        )
        for name in ARGUMENTS
    ]
    yield "| *of all these, another alternative is known* | " + " | ".join(partly) + " |"


def _main_reason(site: Reading, name: str) -> str:
    return Counter(reason.category for reason in site.reasons[name]).most_common(1)[0][0]


def section(measures: list[Measure]) -> str:
    """What stands in the README between the markers."""
    lines = [
        "In percent of the Sites, claudelint / the baseline:", "", *table(measures), "",
        "What stood in the way of the rest, in Sites of applications + of libraries:", "", *why_not(measures),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def as_data(measures: Iterable[Measure]) -> list[dict[str, object]]:
    """Everything that is known, as plain data."""
    return [
        {
            **asdict(one.package),
            "sites": [
                {
                    **asdict(site),
                    "resolved": sorted(site.resolved),
                    "partly": sorted(site.partly),
                    "baseline": sorted(resolved),
                }
                for site, resolved in zip(one.sites, one.naive, strict=True)
            ],
            "missed": [f"{path}:{call.line}: {call.spelled}" for path, call in one.missed],
        }
        for one in measures
    ]


def main() -> int:
    """Measure and print; write where that is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("cache", type=Path, help="the folder that the packages are kept in")
    parser.add_argument("names", nargs="*", help="only these packages")
    parser.add_argument("--write", action="store_true", help="put the table into README.md")
    parser.add_argument("--json", type=Path, help="write everything that is known of each Site to this file")
    arguments = parser.parse_args()
    chosen = [one for one in pinned() if not arguments.names or one.name in arguments.names]
    if not chosen:
        parser.error("no such package in the list")
    cache = arguments.cache.resolve()
    measures: list[Measure] = []
    for package in chosen:
        root = fetched(package, cache)
        print(f"{package.name} {package.version}", file=sys.stderr)
        # as in a run of the command: looking for cycles while trees are made costs a quarter of the time
        gc.disable()
        measures.append(with_large_stack(lambda package=package, root=root: measured(package, root)))
        gc.enable()
        gc.collect()
    if arguments.json is not None:
        arguments.json.write_text(json.dumps(as_data(measures), indent=1), encoding="utf-8")
    text = section(measures)
    if arguments.write:
        readme = ROOT / "README.md"
        readme.write_text(
            replaced(readme.read_text(encoding="utf-8"), "understanding", text), encoding="utf-8"
        )
    print(text, end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
