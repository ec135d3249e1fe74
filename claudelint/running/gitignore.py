"""What git ignores: the `.gitignore` files of a repository, from its root down to the folder walked."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


@dataclass(frozen=True, slots=True)
class _IgnoreFile:
    folder: str
    spec: GitIgnoreSpec

    def verdict(self, path: str, is_folder: bool) -> bool | None:
        """True to ignore, False to keep after all, None when nothing is said of the path."""
        inside = path[len(self.folder.rstrip(os.sep)) + 1 :].replace(os.sep, "/")
        return self.spec.check_file(inside + "/" if is_folder else inside).include


@dataclass(frozen=True, slots=True)
class GitIgnores:
    """The ignore files in force in a folder, outermost first; none outside of a repository."""

    in_repository: bool = False
    files: tuple[_IgnoreFile, ...] = ()

    @classmethod
    def above(cls, root: str) -> GitIgnores:
        """Those of the folders above the root of a walk.

        A root that they ignore was asked for by name, so that they have no say in it.
        """
        chain: list[str] = []
        folder = root
        while not os.path.exists(os.path.join(folder, ".git")):
            parent = os.path.dirname(folder)
            if parent == folder:
                return cls()
            chain.append(parent)
            folder = parent
        ignores = cls(in_repository=True)
        for outer in reversed(chain):
            ignores = ignores._with(outer)
        if chain and ignores._ignored_on_the_way(root, chain[-1]):
            return cls(in_repository=True)
        return ignores

    def entering(self, folder: str, names: set[str]) -> GitIgnores:
        """Those in force in a folder that holds these names; a repository inside another starts afresh."""
        ignores = GitIgnores(in_repository=True) if ".git" in names else self
        if ignores.in_repository and not names.isdisjoint({".gitignore", ".git"}):
            return ignores._with(folder)
        return ignores

    def ignores(self, path: str, is_folder: bool) -> bool:
        """Whether the path is ignored; the innermost file that says something of it decides."""
        for file in reversed(self.files):
            verdict = file.verdict(path, is_folder)
            if verdict is not None:
                return verdict
        return False

    def _ignored_on_the_way(self, root: str, top: str) -> bool:
        path = root
        while path != top:
            if self.ignores(path, True):
                return True
            path = os.path.dirname(path)
        return False

    def _with(self, folder: str) -> GitIgnores:
        lines = list(_lines(folder))
        if not lines:
            return self
        from pathspec import GitIgnoreSpec

        try:
            spec = GitIgnoreSpec.from_lines(lines)
        except ValueError:
            # git passes over a pattern that it cannot read
            spec = GitIgnoreSpec.from_lines([line for line in lines if _is_readable(line)])
        return GitIgnores(True, (*self.files, _IgnoreFile(folder, spec)))


def _lines(folder: str) -> Iterator[str]:
    for name in (os.path.join(".git", "info", "exclude"), ".gitignore"):
        try:
            with open(os.path.join(folder, name), encoding="utf-8", errors="replace") as file:
                lines = file.read().splitlines()
        except OSError:
            continue
        yield from (line for line in lines if line.strip() and not line.startswith("#"))


def _is_readable(line: str) -> bool:
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([line])
    except ValueError:
        return False
    return True
