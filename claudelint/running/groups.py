"""Which files are understood together: those of one repository, or of one project where there is no repository."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from claudelint.running.files import matters, mocks_http, project_root, repository_top
from claudelint.running.imports import Imports
from claudelint.running.outcome import FoundFile, RunRequest
from claudelint.running.selection import Selection, select
from claudelint.running.tree import Tree


@dataclass(frozen=True)
class Group:
    """The checked files of one repository or project: those that can have a subject, and what is linked."""

    imports: Imports
    judged: tuple[FoundFile, ...]
    selection: Selection

    @classmethod
    def of(
        cls, request: RunRequest, top: str, members: list[FoundFile], contents: Mapping[str, bytes]
    ) -> Group:
        """Tell by the bytes of the files which of them matter."""
        given = {file.location: contents[file.display] for file in members}
        imports = Imports(Tree(top, request.cwd, request.settings_for, given))
        selection = select(imports, given)
        judged = tuple(
            file
            for file in members
            if matters(contents[file.display]) or (selection.senders and mocks_http(contents[file.display]))
        )
        imports.tree.forget_all_but(selection.related | given.keys())
        return cls(imports, judged, selection)


def groups_of(
    request: RunRequest, files: Iterable[FoundFile], contents: Mapping[str, bytes]
) -> Iterator[Group]:
    """The groups of the checked files in which there is something to judge."""
    for top, members in _by_top(request, files):
        group = Group.of(request, top, members, contents)
        if group.judged or group.selection.senders:
            yield group


def _by_top(request: RunRequest, files: Iterable[FoundFile]) -> list[tuple[str, list[FoundFile]]]:
    """The files by the folder within which their code is understood together."""
    groups: dict[str, list[FoundFile]] = {}
    tops: dict[str, str] = {}
    for file in files:
        folder = os.path.dirname(file.location)
        top = tops.get(folder)
        if top is None:
            top = repository_top(folder) or str(project_root(file.path, Path(request.cwd)))
            tops[folder] = top
        groups.setdefault(top, []).append(file)
    return sorted(_outermost(groups).items())


def _outermost(groups: Mapping[str, list[FoundFile]]) -> dict[str, list[FoundFile]]:
    """The groups, without those inside others: the files of a folder are seen from there as well, and once is enough."""
    joined: dict[str, list[FoundFile]] = {}
    for top, members in sorted(groups.items()):
        outer = next((one for one in joined if top.startswith(os.path.join(one, ""))), top)
        joined.setdefault(outer, []).extend(members)
    return joined
