"""Finds the files to check, and tells by their bytes which of them can matter."""

from __future__ import annotations

import errno
import os
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from claudelint.judging.settings import Settings
from claudelint.running.outcome import FileError, FoundFile

if TYPE_CHECKING:
    from pathlib import Path

    from claudelint.running.gitignore import GitIgnores

_ROOT_MARKERS = frozenset(
    {"pyproject.toml", "setup.cfg", "setup.py", "Pipfile", "pylock.toml", "claudelint.toml", ".git"}
)
_REQUIREMENTS = r"requirements.*\.(txt|in)"

_WORDS = re.compile(rb"(?i:anthropic|claude|sk-ant-)")
_CALLS = re.compile(
    rb"messages[\s\\]*\.[\s\\]*"
    rb"(?:create|stream|parse|count_tokens|batches|tool_runner|with_raw_response|with_streaming_response)"
)
_NOQA = re.compile(rb"(?i:noqa)[ \t]*:[^\r\n]*\b(?i:CL)\d+")
_MOCKS = re.compile(rb"\brespx\b|\b(?:respx|httpx)_mock\b")
_MESSAGES = re.compile(rb"\.[\s\\]*messages\b")


@dataclass(frozen=True, slots=True)
class FoundFiles:
    """The files to check, sorted by what reports call them, and what is to be said of the other paths.

    `folders` are the paths that are folders, in full.
    """

    files: tuple[FoundFile, ...]
    errors: tuple[FileError, ...] = ()
    folders: tuple[str, ...] = ()


def matters(data: bytes) -> bool:
    """Whether a file can concern Claude at all, by its bytes alone; what is ruled out is never parsed."""
    if b"messages" in data and _CALLS.search(data):
        return True
    return _WORDS.search(data) is not None or (b"CL" in data.upper() and _NOQA.search(data) is not None)


def mocks_http(data: bytes) -> bool:
    """Whether a file can hold a mock of HTTP, which matters where there are requests, by its bytes alone."""
    return _MOCKS.search(data) is not None


def may_send(data: bytes) -> bool:
    """Whether a file can hold a call that sends a request, by its bytes alone."""
    if b"messages" not in data:
        return False
    if _CALLS.search(data) is not None:
        return True
    return _MESSAGES.search(data) is not None and _WORDS.search(data) is not None


@cache
def is_root(folder: str) -> bool:
    """Whether a folder looks like the root of a project."""
    try:
        names = os.listdir(folder)
    except OSError:
        return False
    return any(name in _ROOT_MARKERS or re.fullmatch(_REQUIREMENTS, name) for name in names)


def project_root(path: Path, cwd: Path) -> Path:
    """The nearest folder upwards from a file that looks like the root of a project, else the cwd."""
    return next((folder for folder in path.absolute().parents if is_root(str(folder))), cwd)


@cache
def repository_top(folder: str) -> str | None:
    """The folder whose projects are understood together: the nearest one upwards with `.git`."""
    while not os.path.exists(os.path.join(folder, ".git")):
        folder, inner = os.path.dirname(folder), folder
        if folder == inner:
            return None
    return folder


def display_path(path: str, cwd: str) -> str:
    """What reports call a file: its path from the working directory, or in full when it lies outside."""
    prefix = cwd.rstrip(os.sep) + os.sep
    shown = path[len(prefix) :] if path.startswith(prefix) else path
    return shown.replace(os.sep, "/") if os.sep != "/" else shown


def find_files(
    paths: Sequence[str], settings_for: Callable[[str], Settings], cwd: str, most: int = sys.maxsize
) -> FoundFiles:
    """The files that the paths name or, where they are folders, hold.

    `settings_for` tells the settings of a folder by its absolute path. No more folders are entered once
    `most` files have been found.
    """
    search = _Search(settings_for, cwd, most)
    for path in paths or (".",):
        search.add(path)
    return search.result()


class _Search:
    """Collects files; the same file reached by several ways counts once, its own path before links."""

    def __init__(self, settings_for: Callable[[str], Settings], cwd: str, most: int) -> None:
        self._settings_for = settings_for
        self._cwd = cwd
        self._most = most
        self._found: dict[str, tuple[bool, FoundFile]] = {}
        self._errors: list[FileError] = []
        self._folders: list[str] = []

    def add(self, path: str) -> None:
        """Take in a file or a folder; force-exclude decides whether excludes count for it, too."""
        absolute = os.path.normpath(os.path.join(self._cwd, path))
        try:
            is_folder = os.path.isdir(absolute)
            os.stat(absolute)
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            self._say(absolute, (reason or "cannot be read").lower())
            return
        settings = self._settings_for(absolute if is_folder else os.path.dirname(absolute))
        if settings.force_exclude and settings.excludes_from_above(absolute):
            return
        if is_folder:
            self._folders.append(absolute)
            self._walk(absolute)
        elif absolute.endswith(".ipynb"):
            self._say(absolute, "notebooks are not checked yet", notice=True)
        else:
            self._take(absolute, os.path.realpath(absolute), settings, explicit=True)

    def result(self) -> FoundFiles:
        """What was found, in an order that depends on nothing but the names."""
        files = sorted((found for _, found in self._found.values()), key=lambda found: found.display)
        return FoundFiles(tuple(files), tuple(self._errors), tuple(self._folders))

    def _take(self, path: str, real: str, settings: Settings, explicit: bool, linked: bool = False) -> None:
        known = self._found.get(real)
        if known is not None and (linked or not known[0]):
            if explicit and not known[1].explicit:
                self._found[real] = (known[0], replace(known[1], explicit=True))
            return
        found = FoundFile(path, display_path(path, self._cwd), explicit, settings)
        self._found[real] = (linked, found)

    def _say(self, path: str, message: str, notice: bool = False) -> None:
        self._errors.append(FileError(display_path(path, self._cwd), message, notice=notice))

    def _walk(self, root: str) -> None:
        from claudelint.running.gitignore import GitIgnores

        notebooks = self._walk_folder(root, os.path.realpath(root), GitIgnores.above(root))
        if notebooks:
            number = "1 notebook" if notebooks == 1 else f"{notebooks} notebooks"
            self._say(root, f"{number} passed over: notebooks are not checked yet", notice=True)

    def _walk_folder(self, root: str, real_root: str, above: GitIgnores) -> int:
        """Take in what a folder holds; returns the number of notebooks seen.

        Links to folders are not followed: they lead in circles, and what they lead to has a path of its
        own. The walk keeps a stack, since folders may be nested deeper than calls.
        """
        notebooks = 0
        stack = [(root, real_root, above)]
        while stack and len(self._found) < self._most:
            folder, real, outer = stack.pop()
            entries = self._entries(folder)
            ignores = outer.entering(folder, {entry.name for entry in entries})
            settings = self._settings_for(folder)
            for entry in entries:
                is_folder = entry.is_dir(follow_symlinks=False)
                if not is_folder and not entry.name.endswith((".py", ".pyi", ".ipynb")):
                    continue
                if settings.excludes(entry.path) or ignores.ignores(entry.path, is_folder):
                    continue
                if is_folder:
                    stack.append((entry.path, os.path.join(real, entry.name), ignores))
                elif entry.name.endswith(".ipynb"):
                    notebooks += 1
                else:
                    self._take_entry(entry, os.path.join(real, entry.name), settings)
        return notebooks

    def _take_entry(self, entry: os.DirEntry[str], real: str, settings: Settings) -> None:
        if not entry.is_symlink():
            self._take(entry.path, real, settings, explicit=False)
            return
        try:
            os.stat(entry.path)
        except OSError as error:
            # editors keep locks as links that lead nowhere; only a circle is a mistake
            circle = error.errno == errno.ELOOP
            message = "is a link that leads in a circle" if circle else "is a link that leads nowhere"
            self._say(entry.path, message, notice=not circle)
            return
        if not os.path.isdir(entry.path):
            self._take(entry.path, os.path.realpath(entry.path), settings, explicit=False, linked=True)

    def _entries(self, folder: str) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(folder) as entries:
                return sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            self._say(folder, f"cannot be listed: {(error.strerror or str(error)).lower()}")
            return []
