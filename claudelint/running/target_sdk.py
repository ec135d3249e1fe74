"""The target SDK of each project of a run: the evidence is looked for from its folder upwards."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from claudelint.judging.settings import Settings
from claudelint.linking.evidence import Evidence, Locked, PassedOver, Requirement
from claudelint.linking.sdk import TargetSdk, target_of
from claudelint.running.files import project_root
from claudelint.running.lock_files import locks
from claudelint.running.metadata import declarations
from claudelint.running.outcome import FoundFile
from claudelint.running.repository import Repository
from claudelint.running.requirements import requirements_files


class TargetSdks:
    """Tells the target SDK of every folder, and remembers what it has read.

    `top` is the working folder: files are named from there, and where there is no repository, nothing above
    it is read. `texts` are the contents of files, by absolute path, that are other than on the disk.
    """

    def __init__(self, top: Path, newest_major: int, texts: Mapping[str, bytes] | None = None) -> None:
        self._top = top
        self._texts = texts or {}
        self._newest_major = newest_major
        self._targets: dict[tuple[Path, str | int | None], TargetSdk] = {}
        self._evidence: dict[Path, Evidence] = {}

    def of(self, folder: Path, setting: str | int | None) -> TargetSdk:
        """The target SDK of a project, by its folder and the `target-sdk` of its configuration."""
        known = self._targets.get((folder, setting))
        if known is None:
            known = target_of(setting, (one for _, one in self.upwards(folder)), self._newest_major)
            self._targets[folder, setting] = known
        return known

    def upwards(self, folder: Path) -> Iterator[tuple[Path, Evidence]]:
        """The folders from one up to the top of its repository, with what each says."""
        root = self._root(folder)
        for each in (folder, *folder.parents):
            yield each, self.evidence(each)
            if each == root:
                return

    def evidence(self, folder: Path) -> Evidence:
        """What the files of a folder say."""
        known = self._evidence.get(folder)
        if known is None:
            known = self._evidence[folder] = evidence_in(folder, self.repository(folder))
        return known

    def repository(self, folder: Path) -> Repository:
        """The files of the repository that a folder belongs to."""
        return Repository(str(self._root(folder)), str(self._top), self._texts)

    def _root(self, folder: Path) -> Path:
        above = (folder, *folder.parents)
        found = next((each for each in above if os.path.exists(each / ".git")), None)
        if found is not None:
            return found
        return self._top if self._top in above else folder


def project_targets(
    folder: str, settings: Settings, files: Iterable[FoundFile], cwd: str
) -> Iterator[tuple[str, TargetSdk]]:
    """The root and the target SDK of the project of a folder, whose settings these are, and of all files."""
    from claudelint.catalog.catalog import load

    top = Path(cwd)
    sdks = TargetSdks(top, load().newest_major)
    projects = {project_root(Path(folder, "any.py"), top): settings}
    for file in files:
        projects.setdefault(project_root(file.path, top), file.settings)
    for root, own in projects.items():
        yield str(root), sdks.of(root, None if own.target_sdk is None else own.target_sdk.given)


def evidence_in(folder: Path, repository: Repository) -> Evidence:
    """What the files of a folder say; the rest is not read where a lock file settles it."""
    names = repository.listing(folder)
    said: list[Locked | Requirement | PassedOver] = list(locks(folder, names, repository))
    if not any(isinstance(one, Locked) for one in said):
        said += requirements_files(folder, names, repository)
        said += declarations(folder, names, repository)
    return Evidence(
        tuple(one for one in said if isinstance(one, Locked)),
        tuple(one for one in said if isinstance(one, Requirement)),
        tuple(one for one in said if isinstance(one, PassedOver)),
    )
