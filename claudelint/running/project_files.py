"""The modules and text files of a tree as the linking asks for them: each is read once, when it is needed."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePosixPath

from claudelint.reading.module import Module
from claudelint.running.entry_points import entry_points
from claudelint.running.files import project_root
from claudelint.running.imports import Imports
from claudelint.running.selection import closure

_LARGEST_PROMPT = 10_000_000
# beyond so many files that a module has no import to or from, only those that import it are looked through
_MOST_STRANGERS = 64
# a method whose name more files mention has a name like `run`, which says little
_MOST_HOLDERS = 24
_STAR = re.compile(rb"import[ \t]*\*")


class ProjectFiles:
    """Implements what the linking asks of files; what lies outside the tree is never opened.

    `read` gives the Module of a path, or None when it cannot be read; `read_ahead` is told which files it will
    be asked for next. `related` are the files among which uses of a name are looked for.
    """

    def __init__(
        self,
        imports: Imports,
        cwd: str,
        related: frozenset[str],
        read: Callable[[str], Module | None],
        read_ahead: Callable[[Iterable[tuple[str, bytes]]], None] | None = None,
    ) -> None:
        self.imports = imports
        self.cwd = cwd
        self._related = related
        self._read = read
        self._read_ahead = read_ahead
        self._found: dict[tuple[str, str, int], Module | None] = {}
        self.loaded: dict[str, Module] = {}
        self._commands: dict[str, frozenset[tuple[str, str]]] = {}
        self._stars: dict[str, bool] = {}
        self._used: dict[tuple[str, str, str | None], list[str]] = {}
        self._near: dict[str, tuple[str, ...]] = {}
        self._unread: set[str] = set(related)
        self._paths: dict[str, str] = {}
        self._roots: dict[str, str] = {}

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

    def mentioning(self, module: Module, name: str, owner: str | None = None) -> Iterator[Module]:
        """The modules that may use a name of a module, read now where they were not before.

        A name at the top of a module is used where it is imported; a method of the class `owner` wherever
        one of its objects may have come.
        """
        users = self._users(module, name, owner)
        self._prepare([one for one in users if one in self._unread])
        for one in users:
            if one in self._unread:
                self._unread.discard(one)
                found = self.module(one)
                if found is not None:
                    yield found

    def _prepare(self, paths: Iterable[str]) -> None:
        if self._read_ahead is not None:
            found = ((path, self.imports.tree.data(path)) for path in paths)
            self._read_ahead((path, data) for path, data in found if data is not None)

    def spread(self, module: Module, name: str, owner: str | None = None) -> int:
        """How many files may use a name of a module, or of its class `owner`."""
        return len(self._users(module, name, owner))

    def _users(self, module: Module, name: str, owner: str | None) -> list[str]:
        key = (module.path, name, owner)
        known = self._used.get(key)
        if known is None:
            path = self._path(module)
            found = self._importing(path, name) if owner is None else self._holding(path, name, owner)
            known = self._used[key] = found
        return known

    def _files_with(self, paths: Iterable[str], word: str, pattern: re.Pattern[bytes]) -> Iterator[str]:
        """The files whose bytes match; the word is in each match, and rules out most files at once."""
        needle = word.encode()
        for path in paths:
            data = self.imports.tree.data(path)
            if data is not None and needle in data and pattern.search(data):
                yield path

    def _importing(self, path: str, name: str) -> list[str]:
        """The files that import a file, directly or from where the name is handed on, and mention the name."""
        mention = re.compile(rb"\b%s\b" % re.escape(name.encode()))
        found = dict.fromkeys([path])
        for current in (pending := [path]):
            importers = (one for one in self.imports.importers(current) if one in self._related)
            for one in importers:
                if one not in found and (
                    self._hands_all_on(one) or any(self._files_with([one], name, mention))
                ):
                    found[one] = None
                    pending.append(one)
        return list(found)

    def _hands_all_on(self, path: str) -> bool:
        """Whether a file imports everything of some module, without naming it."""
        known = self._stars.get(path)
        if known is None:
            data = self.imports.tree.data(path) or b""
            known = self._stars[path] = b"*" in data and _STAR.search(data) is not None
        return known

    def _holding(self, path: str, name: str, owner: str) -> list[str]:
        """The files that mention a method; where very many do, those that have to do with its class."""
        method = re.compile(rb"\.[\s\\]*%s\b" % re.escape(name.encode()))
        found = list(self._files_with(self._around(path), name, method))
        if len(found) <= _MOST_HOLDERS:
            return found
        direct = {path, *self.imports.importers(path), *self.imports.of(path)}
        of_class = re.compile(rb"\b%s\b" % re.escape(owner.encode()))
        return [
            *(one for one in found if one in direct),
            *self._files_with(sorted(set(found) - direct), owner, of_class),
        ]

    def _around(self, path: str) -> tuple[str, ...]:
        """The files where objects of a file may come: what imports it, what it imports, and a few besides."""
        known = self._near.get(path)
        if known is None:
            users = closure([path], self.imports.importers)
            near = {**users, **closure([path], self.imports.of)}
            strangers = sorted(self._related - near.keys())
            if len(strangers) <= _MOST_STRANGERS:
                near.update(dict.fromkeys(strangers))
            known = self._near[path] = tuple(one for one in near if one in self._related)
        return known

    def holding(self, word: str) -> Iterator[bytes]:
        """The contents of the Python files of the tree that hold a word."""
        needle = word.encode()
        for path in sorted(self.imports.tree.files):
            data = self.imports.tree.data(path)
            if data is not None and needle in data:
                yield data

    def is_command(self, module: Module, name: str) -> bool:
        """Whether the project declares a function at the top of a module as a command."""
        path = self._path(module)
        root = self._roots.get(path)
        if root is None:
            root = self._roots[path] = str(project_root(Path(path), Path(self.cwd)))
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
        known = self._paths.get(module.path)
        if known is None:
            written = os.path.join(self.cwd, str(PurePosixPath(module.path)))
            known = self._paths[module.path] = os.path.normpath(written)
        return known
