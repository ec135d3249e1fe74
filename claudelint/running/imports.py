"""Which file an import leads to, told from the layout of the folders: packages, `src/`, namespaces, scripts."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import cached_property

from claudelint.reading.import_scan import imports_in
from claudelint.running.files import is_root
from claudelint.running.tree import Tree

_SDK = "anthropic"


class Imports:
    """The imports among the files of one tree; answers are remembered."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._located: dict[tuple[str, str, int], str | None] = {}
        self._package_roots: dict[str, str] = {}
        self._search: dict[str, tuple[str, ...]] = {}
        self._scanned: dict[str, tuple[bytes, tuple[str, ...]]] = {}

    # from a name to a file

    def locate(self, importer: str, module: str, level: int) -> str | None:
        """The path of the project's module of this dotted name as seen from a file, if it is the project's."""
        key = (os.path.dirname(importer), module, level)
        if key not in self._located:
            self._located[key] = self._locate(key[0], module, level)
        return self._located[key]

    def named(self, importer: str, module: str, level: int) -> str:
        """The absolute dotted name of an import."""
        if level == 0:
            return module
        folder = _up(os.path.dirname(importer), level - 1)
        root = self.package_root(os.path.dirname(importer))
        inside = os.path.relpath(folder, root)
        parts = [] if inside == os.curdir or inside.startswith(os.pardir) else inside.split(os.sep)
        return ".".join([*parts, module] if module else parts)

    def _locate(self, folder: str, module: str, level: int) -> str | None:
        parts = [part for part in module.split(".") if part]
        if level:
            return self._file(_up(folder, level - 1), parts)
        if not parts or parts[0] == _SDK:
            # the SDK is known from the catalogue, also where a checkout of it or a file of its name is near
            return None
        if parts[0] in sys.stdlib_module_names:
            # only what stands beside a script, or where its package is imported from, hides the library
            return self._file(self.package_root(folder), parts)
        for root in self._roots_for(folder):
            found = self._file(root, parts)
            if found is not None:
                return found
        return self._elsewhere(parts)

    def _file(self, folder: str, parts: list[str]) -> str | None:
        target = os.path.join(folder, *parts)
        if parts and self.tree.has(target + ".py"):
            return target + ".py"
        package = os.path.join(target, "__init__.py")
        return package if self.tree.has(package) else None

    def _roots_for(self, folder: str) -> tuple[str, ...]:
        """Where imports of the files of a folder may begin, the likeliest first."""
        known = self._search.get(folder)
        if known is None:
            top = self.tree.top
            roots = [self.package_root(folder)]
            outer = folder
            while outer.startswith(top) and outer != os.path.dirname(outer):
                # scripts find their neighbours; namespace packages begin at any folder above
                roots.append(outer)
                if outer == top or is_root(outer):
                    roots.append(os.path.join(outer, "src"))
                outer = os.path.dirname(outer)
            known = self._search[folder] = tuple(dict.fromkeys(roots))
        return known

    def package_root(self, folder: str) -> str:
        """The folder from which the package of a folder is imported: above the topmost `__init__.py`."""
        known = self._package_roots.get(folder)
        if known is None:
            known = folder
            while self.tree.has(os.path.join(known, "__init__.py")) and known != os.path.dirname(known):
                known = os.path.dirname(known)
            self._package_roots[folder] = known
        return known

    def _elsewhere(self, parts: list[str]) -> str | None:
        """A top-level package of another project in the same repository."""
        for root in self._top_level.get(parts[0], ()):
            found = self._file(root, parts)
            if found is not None:
                return found
        return None

    @cached_property
    def _top_level(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for path in sorted(self.tree.files):
            folder, name = os.path.split(path)
            if name != "__init__.py" or self.tree.has(os.path.join(os.path.dirname(folder), "__init__.py")):
                continue
            found.setdefault(os.path.basename(folder), []).append(os.path.dirname(folder))
        return {name: tuple(roots) for name, roots in found.items()}

    # from a file to the files it imports

    def of(self, path: str) -> tuple[str, ...]:
        """The files that a file may import, told from its bytes."""
        data = self.tree.data(path)
        if data is None:
            return ()
        known = self._scanned.get(path)
        if known is None or known[0] is not data:
            known = self._scanned[path] = (data, tuple(dict.fromkeys(self._imported(path, data))))
        return known[1]

    def _imported(self, path: str, data: bytes) -> Iterator[str]:
        for module, level in imports_in(data):
            found = self.locate(path, module, level)
            if found is not None and found != path:
                yield found
                yield from self._packages_above(found)

    def _packages_above(self, path: str) -> Iterator[str]:
        """Importing a module runs the packages around it as well."""
        folder = os.path.dirname(path)
        if os.path.basename(path) == "__init__.py":
            folder = os.path.dirname(folder)
        while self.tree.has(package := os.path.join(folder, "__init__.py")):
            yield package
            folder = os.path.dirname(folder)

    @cached_property
    def _importers(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for path in sorted(self.tree.files):
            for imported in self.of(path):
                found.setdefault(imported, []).append(path)
        return {path: tuple(importers) for path, importers in found.items()}

    def importers(self, path: str) -> tuple[str, ...]:
        """The files of the tree that import a file, as they were when this was first asked."""
        return self._importers.get(path, ())


def _up(folder: str, levels: int) -> str:
    for _ in range(levels):
        folder = os.path.dirname(folder)
    return folder
