"""The Python files below one folder whose code is understood together: listed and read when they are needed."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping
from functools import cached_property

from claudelint.judging.settings import Settings
from claudelint.running.files import find_files

# more files than this below one `.git` are no project that one run could read
_MOST_FILES = 20_000


class Tree:
    """The files below `top` and their bytes; excludes and `.gitignore` hold, and no link leads out of it.

    `given` are the files that are checked, by absolute path, with their bytes as they are now.
    """

    def __init__(
        self,
        top: str,
        cwd: str,
        settings_for: Callable[[str], Settings],
        given: Mapping[str, bytes],
    ) -> None:
        self.top = top
        self._cwd = cwd
        self._settings_for = settings_for
        self._data: dict[str, bytes | None] = dict(given)
        self._real_top = os.path.realpath(top)
        self._exists: dict[str, bool] = dict.fromkeys(given, True)

    @cached_property
    def files(self) -> frozenset[str]:
        """Every Python file, given ones included, by absolute path."""
        found = find_files([self.top], self._settings_for, self._cwd, most=_MOST_FILES)
        paths = {file.location for file in found.files if file.location.endswith(".py")}
        return frozenset(paths | {path for path, data in self._data.items() if data is not None})

    def has(self, path: str) -> bool:
        """Whether there is such a file, and it may be read in order to understand others."""
        known = self._exists.get(path)
        if known is None:
            known = self._exists[path] = self._may_be_read(path)
        return known

    def _may_be_read(self, path: str) -> bool:
        if not path.startswith(self.top.rstrip(os.sep) + os.sep) or not os.path.isfile(path):
            return False
        if "files" in self.__dict__:
            # listed with regard to all excludes
            return path in self.files or (os.path.islink(path) and os.path.realpath(path) in self.files)
        real = os.path.realpath(path)
        inside = os.path.commonpath((self._real_top, real)) == self._real_top
        return inside and not self._settings_for(os.path.dirname(path)).excludes_from_above(path)

    def data(self, path: str) -> bytes | None:
        """The bytes of a file; None when it cannot be read."""
        if path not in self._data:
            try:
                with open(path, "rb") as stream:
                    self._data[path] = stream.read()
            except OSError:
                self._data[path] = None
        return self._data[path]

    def forget_all_but(self, paths: Collection[str]) -> None:
        """Let go of the bytes of other files; they are read again if they are needed after all."""
        self._data = {path: data for path, data in self._data.items() if path in paths}
