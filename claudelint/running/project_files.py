"""The modules and text files of a tree as the linking asks for them: each is read once, when it is needed."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

from claudelint.reading.module import Module
from claudelint.running.entry_points import entry_points
from claudelint.running.files import project_root
from claudelint.running.imports import Imports
from claudelint.running.selection import closure

_LARGEST_PROMPT = 10_000_000
# beyond so many files that a module has no import to or from, only those that import it are looked through
_MOST_STRANGERS = 64


class ProjectFiles:
    """Implements what the linking asks of files; what lies outside the tree is never opened.

    `read` gives the Module of a path, or None when it cannot be read; `related` are the files among which
    uses of a name are looked for.
    """

    def __init__(
        self, imports: Imports, cwd: str, related: frozenset[str], read: Callable[[str], Module | None]
    ) -> None:
        self.imports = imports
        self.cwd = cwd
        self._related = related
        self._read = read
        self._found: dict[tuple[str, str, int], Module | None] = {}
        self.loaded: dict[str, Module] = {}
        self._commands: dict[str, frozenset[tuple[str, str]]] = {}
        self._near: dict[str, tuple[str, ...]] = {}
        self._unread: set[str] = set(related)

    def find(self, importer: Module, module: str, level: int) -> Module | None:
        """The project's module of this dotted name, if there is one."""
        key = (importer.path, module, level)
        if key not in self._found:
            self._found[key] = None
            path = self.imports.locate(self._path(importer), module, level)
            self._found[key] = None if path is None else self.module(path)
        return self._found[key]

    def module(self, path: str) -> Module | None:
        """The module of a file of the tree."""
        found = self._read(path)
        if found is not None:
            self.loaded.setdefault(found.path, found)
        return found

    def named(self, importer: Module, module: str, level: int) -> str:
        """The absolute dotted name of an import."""
        return self.imports.named(self._path(importer), module, level)

    def mentioning(self, module: Module, name: str) -> Iterator[Module]:
        """The modules that may use this name of a module, read now where they were not before."""
        word = name.encode()
        for path in self._around(self._path(module)):
            if path not in self._unread:
                continue
            data = self.imports.tree.data(path)
            if data is None or word not in data or not re.search(rb"\b%s\b" % re.escape(word), data):
                continue
            self._unread.discard(path)
            found = self.module(path)
            if found is not None:
                yield found

    def _around(self, path: str) -> tuple[str, ...]:
        """The files that may use what a file defines: what imports it, what it imports, and a few besides."""
        known = self._near.get(path)
        if known is None:
            users = closure([path], self.imports.importers)
            near = {**users, **closure([path], self.imports.of)}
            strangers = sorted(self._related - near.keys())
            if len(strangers) <= _MOST_STRANGERS:
                near.update(dict.fromkeys(strangers))
            known = self._near[path] = tuple(one for one in near if one in self._related)
        return known

    def is_command(self, module: Module, name: str) -> bool:
        """Whether the project declares a function at the top of a module as a command."""
        path = self._path(module)
        root = str(project_root(Path(path), Path(self.cwd)))
        commands = self._commands.get(root)
        if commands is None:
            commands = self._commands[root] = frozenset(
                (located, function)
                for dotted, function in entry_points(root)
                if (located := self.imports.locate(os.path.join(root, "setup.py"), dotted, 0)) is not None
            )
        return (path, name) in commands

    def text_file(self, importer: Module, path: str) -> str | None:
        """The text of a file of the project, by a path as a program would write it."""
        own = Path(self._path(importer))
        top = Path(self.imports.tree.top)
        if path.startswith("__file__"):
            candidates = [own.parent / path.removeprefix("__file__").removeprefix("/..").lstrip("/")]
        else:
            root = project_root(own, Path(self.cwd))
            candidates = [folder / path for folder in dict.fromkeys((root, own.parent, Path(self.cwd), top))]
        for candidate in candidates:
            resolved = candidate.resolve()
            if not resolved.is_relative_to(top.resolve()) or not resolved.is_file():
                continue
            try:
                if resolved.stat().st_size > _LARGEST_PROMPT:
                    return None
                return resolved.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError):
                return None
        return None

    def _path(self, module: Module) -> str:
        return os.path.normpath(os.path.join(self.cwd, str(PurePosixPath(module.path))))
