"""Finds the project's modules and text files for the linking, and reads them when they are asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path, PurePosixPath

from claudelint.reading.module import Module

_LARGEST_PROMPT = 10_000_000


class ProjectFiles:
    """The files below one project root, read on demand and never twice.

    `read` gives the Module of a file, or None when it cannot be read; what lies outside the root is
    never opened.
    """

    def __init__(self, root: Path, cwd: Path, read: Callable[[Path], Module | None]) -> None:
        self.root = root
        self.cwd = cwd
        self._read = read
        self._found: dict[tuple[str, str, int], Module | None] = {}
        self._roots: dict[str, Path] = {}

    def find(self, importer: Module, module: str, level: int) -> Module | None:
        """The project's module of this dotted name, if there is one."""
        key = (importer.path, module, level)
        if key not in self._found:
            self._found[key] = None
            path = self._locate(self._path(importer), module, level)
            self._found[key] = None if path is None else self._read(path)
        return self._found[key]

    def named(self, importer: Module, module: str, level: int) -> str:
        """The absolute dotted name of an import."""
        if level == 0:
            return module
        path = self._path(importer)
        folder = path.parent
        for _ in range(level - 1):
            folder = folder.parent
        root = self._import_root(path)
        try:
            parts = list(folder.relative_to(root).parts)
        except ValueError:
            parts = []
        return ".".join([*parts, module] if module else parts)

    def text_file(self, importer: Module, path: str) -> str | None:
        """The text of a file of the project, by a path as a program would write it."""
        own = self._path(importer)
        if path.startswith("__file__"):
            candidates = [own.parent / path.removeprefix("__file__").removeprefix("/..").lstrip("/")]
        else:
            candidates = [self.root / path, own.parent / path, self.cwd / path]
        for candidate in candidates:
            resolved = candidate.resolve()
            if not resolved.is_relative_to(self.root.resolve()) or not resolved.is_file():
                continue
            try:
                if resolved.stat().st_size > _LARGEST_PROMPT:
                    return None
                return resolved.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError):
                return None
        return None

    def _path(self, module: Module) -> Path:
        return self.cwd / PurePosixPath(module.path)

    def _import_root(self, path: Path) -> Path:
        """The folder from which a file's package is imported: above the topmost `__init__.py`."""
        key = str(path.parent)
        known = self._roots.get(key)
        if known is None:
            known = path.parent
            while (known / "__init__.py").is_file() and known != known.parent:
                known = known.parent
            self._roots[key] = known
        return known

    def _locate(self, importer: Path, module: str, level: int) -> Path | None:
        parts = [part for part in module.split(".") if part]
        if level:
            folder = importer.parent
            for _ in range(level - 1):
                folder = folder.parent
            return self._module_file(folder, parts)
        if parts[:1] == ["anthropic"]:
            # the SDK is known from the catalogue, also where a checkout of it or a file of its name is near
            return None
        for folder in dict.fromkeys((self._import_root(importer), self.root, self.root / "src")):
            found = self._module_file(folder, parts)
            if found is not None:
                return found
        return None

    def _module_file(self, folder: Path, parts: list[str]) -> Path | None:
        target = folder.joinpath(*parts)
        candidates = (
            [target / "__init__.py"]
            if not parts
            else [target.with_name(target.name + ".py"), target / "__init__.py"]
        )
        for candidate in candidates:
            if candidate.is_file() and candidate.resolve().is_relative_to(self.root.resolve()):
                return candidate
        return None
