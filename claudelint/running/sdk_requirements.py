"""The requirements of `anthropic` that are judged with a project's code, and the files in which they stand.

They are those of the nearest folder, from a judged file upwards, in which there are any. Where it cannot be told
what is installed from them, they are no subject.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from claudelint.catalog.catalog import Catalog
from claudelint.linking.requirements import PlacedRequirement, Requirements
from claudelint.reading.module import Module
from claudelint.reading.source import Source, UnreadableFile
from claudelint.running.files import project_root
from claudelint.running.outcome import FoundFile, RunRequest
from claudelint.running.placed_requirements import RequirementFile
from claudelint.running.repository import (
    Repository,
    UnreadableDeclaration,
    entries,
    mentions_sdk,
    table,
    toml_table,
)
from claudelint.running.store import Store
from claudelint.running.target_sdk import TargetSdks

# lock files, also of tools whose files are not read for versions: it is enough that they name the package
_PINNING = re.compile(
    r".*\.lock|pylock(?:\.[^.]+)?\.toml|constraints.*\.txt|conda-lock\.ya?ml", re.IGNORECASE
)

# what the description of a project says for those who install it
_OF_PACKAGES = frozenset({"classifiers", "urls", "scripts", "gui-scripts", "entry-points"})


class SdkRequirements:
    """Tells the requirements of the projects of a run.

    `files` are those that hold some; `writable` are those of them, by what reports call them, that may be written.
    """

    def __init__(self, request: RunRequest, store: Store, catalog: Catalog) -> None:
        self._request = request
        self._store = store
        self._catalog = catalog
        self.files: dict[str, FoundFile] = {}
        self.writable: set[str] = set()
        self._modules: dict[str, tuple[Source, Module]] = {}

    def modules(self, found: Iterable[Requirements]) -> Iterator[Module]:
        """The files of requirements, as suppressions see them."""
        paths = dict.fromkeys(placed.span.file for one in found for placed in one.placed)
        for path in paths:
            source = self._store.sources[path]
            known = self._modules.get(path)
            if known is None or known[0] is not source:
                known = self._modules[path] = (source, RequirementFile(source).as_module())
            yield known[1]

    def of(self, modules: Iterable[Module], sdks: TargetSdks) -> Iterator[Requirements]:
        """The requirements of the projects of these modules, each once."""
        if self._request.stdin is not None:
            # an editor asks about the text that it shows
            return
        top = Path(self._request.cwd)
        roots = dict.fromkeys(project_root(top / module.path, top) for module in modules)
        folders = dict.fromkeys(folder for root in roots if (folder := self._nearest(root, sdks)) is not None)
        for folder in folders:
            found = self._in(folder, sdks)
            if found is not None:
                yield found

    def _nearest(self, root: Path, sdks: TargetSdks) -> Path | None:
        for folder, evidence in sdks.upwards(root):
            if evidence.locked:
                return None
            if evidence.requirements:
                return folder
        return None

    def _in(self, folder: Path, sdks: TargetSdks) -> Requirements | None:
        evidence = sdks.evidence(folder)
        repository = sdks.repository(folder)
        placed: list[PlacedRequirement] = []
        # the project's own come first, as they are read first
        wanted = sorted(evidence.requirements, key=lambda one: not one.main)
        for file in dict.fromkeys(one.file for one in wanted):
            source = self._source(file)
            if source is None:
                return None
            placed += RequirementFile(source).placed()
        if len(placed) != len(wanted):
            # something is written in a way of which the place is not known
            return None
        is_pinned = bool(evidence.passed_over) or any(
            _may_pin(each, repository) for each, _ in sdks.upwards(folder)
        )
        return Requirements(tuple(placed), is_pinned, is_application(folder, repository), self._catalog)

    def _source(self, display: str) -> Source | None:
        """The text of a file as it is now; none where it is excluded from being judged, or cannot be read."""
        known = self._store.sources.get(display)
        if known is not None:
            return known
        path = os.path.normpath(os.path.join(self._request.cwd, display))
        settings = self._request.settings_for(os.path.dirname(path))
        if settings.excludes_from_above(path):
            return None
        try:
            with open(path, "rb") as stream:
                source = Source.decode(display, stream.read())
        except (OSError, UnreadableFile):
            return None
        self._store.sources[display] = self._store.originals[display] = source
        self.files[display] = FoundFile(path, display, False, settings)
        if any(path.startswith(os.path.join(folder, "")) for folder in self._request.folders):
            self.writable.add(display)
        return source


def is_application(folder: Path, repository: Repository) -> bool:
    """Whether nothing suggests that others install the project of a folder as a package.

    A build system, commands or a public description make a package of it, whose requirements are not to be bounded,
    unless the project says that it is none or is never published: https://docs.astral.sh/uv/concepts/projects/config/#project-packaging,
    https://python-poetry.org/docs/basic-usage/#operating-modes and the classifiers that begin with `Private`,
    https://packaging.python.org/en/latest/guides/writing-pyproject-toml/#classifiers.
    """
    names = repository.listing(folder)
    try:
        document = toml_table(repository.data(folder / "pyproject.toml") or b"")
        setup = repository.data(folder / "setup.cfg") or b""
    except UnreadableDeclaration:
        return False
    project, tools = table(document.get("project")), table(document.get("tool"))
    poetry = table(tools.get("poetry"))
    classifiers = [*entries(project.get("classifiers")), *entries(poetry.get("classifiers"))]
    if any(isinstance(one, str) and one.startswith("Private ::") for one in classifiers):
        return True
    if table(tools.get("uv")).get("package") is False or poetry.get("package-mode") is False:
        return True
    is_package = "build-system" in document or bool(poetry) or "setup.py" in names or b"[metadata]" in setup
    return not (is_package or table(tools.get("uv")).get("package") or project.keys() & _OF_PACKAGES)


def _may_pin(folder: Path, repository: Repository) -> bool:
    for name in repository.listing(folder):
        if _PINNING.fullmatch(name) is None:
            continue
        try:
            data = repository.data(folder / name)
        except UnreadableDeclaration:
            return True
        if data is not None and mentions_sdk(data):
            return True
    return False
