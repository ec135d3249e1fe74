"""Requirements of `anthropic` in the files that describe a project: pyproject.toml, setup.cfg, setup.py, Pipfile."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

from claudelint.linking.evidence import PassedOver, Requirement
from claudelint.running.repository import (
    Repository,
    UnreadableDeclaration,
    decoded,
    entries,
    mentions_sdk,
    table,
    toml_table,
)
from claudelint.running.requirements import included, requirement_of
from claudelint.running.setup_script import setup_requirements

# a requirement, or with `file:` before it the path of a file of them; and whether it is the project's own
Declared: TypeAlias = "tuple[str | Requirement, bool]"
_Reader: TypeAlias = "Callable[[bytes, str], Iterator[Declared]]"

_FILE = "file:"
# the parts of a version constraint of Poetry, https://python-poetry.org/docs/dependency-specification/
_CLAUSE = re.compile(
    r"(?P<operator>\^|~=|~|===?|!=|<=|>=|<|>|=)?\s*(?P<version>v?\d\w*(?:[.+!-]\w+)*(?:\.\*)?|\*)[\s,]*"
)
# what is longer is no constraint: Python refuses to make numbers of thousands of digits
_LONGEST = 1000
# tables of a Pipfile that hold no packages, https://pipenv.pypa.io/en/latest/pipfile.html
_NO_PACKAGES = ("source", "requires", "scripts", "pipenv", "pipfile")


def declarations(
    folder: Path, names: tuple[str, ...], repository: Repository
) -> Iterator[Requirement | PassedOver]:
    """What the files of a folder that describe a project say; `names` are those of its files."""
    read: set[str] = set()
    for name, reader in _READERS.items():
        if name not in names:
            continue
        shown = repository.name(folder / name)
        try:
            data = repository.data(folder / name)
            if data is None or not (mentions_sdk(data) or _may_name_files(name, data)):
                continue
            declared = tuple(reader(data, shown))
        except UnreadableDeclaration as error:
            yield PassedOver(shown, f"cannot be read: {error}", unreadable=True)
            continue
        for one, main in declared:
            if isinstance(one, Requirement):
                yield one
            elif one.startswith(_FILE):
                paths = [folder / path.strip() for path in one.removeprefix(_FILE).split(",")]
                yield from included(paths, main, repository, read)
            else:
                requirement = requirement_of(one, shown, main)
                if requirement is not None:
                    yield requirement


def _may_name_files(name: str, data: bytes) -> bool:
    return (name == "pyproject.toml" and b"dynamic" in data) or (name == "setup.cfg" and b"file:" in data)


# pyproject.toml


def _pyproject(data: bytes, file: str) -> Iterator[Declared]:
    """PEP 621, PEP 735, setuptools, uv, pdm and Poetry; a group that includes another adds nothing to it."""
    document = toml_table(data)
    tools = table(document.get("tool"))
    project = table(document.get("project"))
    yield from _texts(project.get("dependencies"), True)
    for groups in (
        project.get("optional-dependencies"),
        document.get("dependency-groups"),
        table(tools.get("pdm")).get("dev-dependencies"),
    ):
        for group in table(groups).values():
            yield from _texts(group, False)
    uv = table(tools.get("uv"))
    for key in ("dev-dependencies", "constraint-dependencies", "override-dependencies"):
        yield from _texts(uv.get(key), False)
    dynamic = table(table(tools.get("setuptools")).get("dynamic"))
    yield from _dynamic(dynamic.get("dependencies"), True)
    for extra in table(dynamic.get("optional-dependencies")).values():
        yield from _dynamic(extra, False)
    yield from _poetry(table(tools.get("poetry")), file)


def _texts(value: object, main: bool) -> Iterator[Declared]:
    return ((text, main) for text in entries(value) if isinstance(text, str))


def _dynamic(value: object, main: bool) -> Iterator[Declared]:
    """https://setuptools.pypa.io/en/latest/userguide/pyproject_config.html#dynamic-metadata"""
    files = table(value).get("file")
    for file in [files] if isinstance(files, str) else entries(files):
        if isinstance(file, str):
            yield _FILE + file, main


def _poetry(poetry: dict[str, object], file: str) -> Iterator[Declared]:
    yield from _constraints(poetry.get("dependencies"), file, True)
    yield from _constraints(poetry.get("dev-dependencies"), file, False)
    for group in table(poetry.get("group")).values():
        yield from _constraints(table(group).get("dependencies"), file, False)


def _constraints(value: object, file: str, main: bool) -> Iterator[Declared]:
    """The requirements of a table from names to versions, to tables with versions, or to lists of those."""
    for name, entry in table(value).items():
        if name.lower() != "anthropic":
            continue
        kinds = entries(entry) or [entry]
        written = [kind if isinstance(kind, str) else table(kind).get("version") for kind in kinds]
        texts = [text for text in written if isinstance(text, str)]
        versions = tuple(specifiers for text in texts for specifiers in constraint_specifiers(text))
        text = " || ".join(texts) if texts else "@ ..."
        yield Requirement(f"{name} {text}", file, versions, main), main


def constraint_specifiers(text: str) -> Iterator[str]:
    """The alternatives of a constraint of Poetry or pipenv as sets of specifiers."""
    for part in re.split(r"\|\|?", text):
        yield from _specifiers(part)


def _specifiers(constraint: str) -> Iterator[str]:
    """A constraint of Poetry or pipenv as a set of specifiers; the text itself when it is none."""
    clauses: list[str] = []
    position = 0
    text = constraint.strip()
    while position < len(text):
        match = _CLAUSE.match(text, position) if len(text) <= _LONGEST else None
        if match is None:
            yield text
            return
        clauses.append(_clause(match["operator"] or "", match["version"].removeprefix("v")))
        position = match.end()
    yield ",".join(clause for clause in clauses if clause)


def _clause(operator: str, version: str) -> str:
    if version == "*":
        return ""
    if operator not in ("^", "~"):
        return f"{'==' if operator in ('', '=') else operator}{version}"
    release = [int(number) for number in re.findall(r"\d+", re.split(r"[^\d.]", version)[0])]
    if operator == "~":
        place = min(1, len(release) - 1)
    else:
        # the leftmost number that is not zero, else the last one that is written
        place = next((index for index, number in enumerate(release[:3]) if number), min(len(release), 3) - 1)
    end = [*release[:place], release[place] + 1]
    return f">={version.removesuffix('.*')},<{'.'.join(map(str, end))}"


# Pipfile


def _pipfile(data: bytes, file: str) -> Iterator[Declared]:
    for name, category in toml_table(data).items():
        if name not in _NO_PACKAGES:
            yield from _constraints(category, file, name == "packages")


# setup.cfg


def _setup_cfg(data: bytes, file: str) -> Iterator[Declared]:
    """https://setuptools.pypa.io/en/latest/userguide/declarative_config.html"""
    from configparser import Error, RawConfigParser

    parser = RawConfigParser(strict=False)
    try:
        parser.read_string(decoded(data))
    except Error as error:
        raise UnreadableDeclaration(str(error).splitlines()[0]) from error
    for key, main in (("install_requires", True), ("tests_require", False)):
        yield from _listed(parser.get("options", key, fallback=""), main)
    if parser.has_section("options.extras_require"):
        for _, value in parser.items("options.extras_require"):
            yield from _listed(value, False)


def _listed(value: str, main: bool) -> Iterator[Declared]:
    if value.strip().startswith(_FILE):
        yield value.strip(), main
        return
    for line in value.splitlines() if "\n" in value else value.split(";"):
        yield re.sub(r"\s+#.*", "", line), main


def _setup_script(data: bytes, file: str) -> Iterator[Declared]:
    return setup_requirements(data)


_READERS: dict[str, _Reader] = {
    "pyproject.toml": _pyproject,
    "setup.cfg": _setup_cfg,
    "setup.py": _setup_script,
    "Pipfile": _pipfile,
}
