"""The texts of a run as they are now, and what was read of them: each file is decoded and boiled down once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from claudelint.running.files import display_path, may_send
from claudelint.running.outcome import FileError, FoundFile

if TYPE_CHECKING:
    from claudelint.reading.module import Module
    from claudelint.reading.source import Source, UnreadableFile
    from claudelint.running.extraction import Extraction

# what a file must hold, besides a way to a request, to have a subject of a rule: a key, a suppression, a mock of
# HTTP, or something of the SDK, by the name of the package, by another name for it, or imported from it
_SUBJECTS = re.compile(
    rb"sk-ant-|claudelint\s*:|(?i:noqa)[^\r\n]*(?i:CL)\d|\brespx\b|\b(?:respx|httpx)_mock\b"
    rb"|(?<![\w.])anthropic\s*\.\s*(?!com\b)\w|\banthropic[ \t]+as\b|^[ \t]*from[ \t]+anthropic\b",
    re.MULTILINE,
)


class Store:
    """The sources and modules of a run, by what reports call their files; errors are told once for each file.

    `files` are those that were asked for; of others, that are read when they are needed, less is said.
    """

    def __init__(
        self, files: Mapping[str, FoundFile], cwd: str, errors: list[FileError], extraction: Extraction
    ) -> None:
        self.files = files
        self.cwd = cwd
        self._extraction = extraction
        self.sources: dict[str, Source] = {}
        self.originals: dict[str, Source] = {}
        self._on_disk: dict[str, Source] = {}
        self._errors = errors
        self._modules: dict[str, tuple[Source, Module]] = {}
        self._bad: set[str] = set()

    def take(self, display: str, data: bytes) -> None:
        """Take in a file that is to be judged."""
        from claudelint.reading.source import Source, UnreadableFile

        try:
            source = Source.decode(display, data)
        except UnreadableFile as error:
            self._unreadable(display, error)
            return
        self.sources[display] = self.originals[display] = source

    def _unreadable(self, display: str, error: UnreadableFile) -> None:
        """A checked file that cannot be read is an error; of another one only its names stay unknown."""
        if display in self._bad:
            return
        self._bad.add(display)
        asked_for = display in self.files
        message = error.message if asked_for else f"{error.message}; what is imported from it stays unknown"
        self._errors.append(FileError(display, message, error.row, error.column, notice=not asked_for))

    def judged(self, display: str) -> Module | None:
        """The Module of a checked file that holds a subject of a rule; any other is only looked at by `ast`."""
        from claudelint.reading.reader import check_syntax
        from claudelint.reading.source import UnreadableFile

        source = self.sources.get(display)
        if source is None or display in self._bad:
            return None
        if has_subject(source.data):
            return self._read(display, source)
        if display not in self._modules:
            try:
                check_syntax(source)
            except UnreadableFile as error:
                self._unreadable(display, error)
        return None

    def module(self, path: str, data: bytes) -> Module | None:
        """The Module of a file by its absolute path, whether it is checked or not."""
        from claudelint.reading.source import Source, UnreadableFile

        display = display_path(path, self.cwd)
        if display in self._bad:
            return None
        source = self.sources.get(display)
        if source is None:
            try:
                source = self.sources[display] = Source.decode(display, data)
                self.originals[display] = source
            except UnreadableFile as error:
                self._unreadable(display, error)
                return None
        return self._read(display, source)

    def _read(self, display: str, source: Source) -> Module | None:
        from claudelint.reading.source import UnreadableFile

        known = self._modules.get(display)
        if known is not None and known[0] is source:
            return known[1]
        try:
            module = self._extraction.module(source)
        except UnreadableFile as error:
            self._unreadable(display, error)
            return None
        self._modules[display] = (source, module)
        return module

    def ahead(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Prepare for files that will be asked for, by their absolute paths, all of them and soon."""
        wanted: dict[str, bytes] = {}
        for path, data in files:
            display = display_path(path, self.cwd)
            source, known = self.sources.get(display), self._modules.get(display)
            if display not in self._bad and (known is None or known[0] is not source):
                wanted[display] = data if source is None else source.data
        self._extraction.ahead(wanted)

    def known(self, display: str) -> Module | None:
        """The Module of a file, if it was read."""
        found = self._modules.get(display)
        return None if found is None else found[1]

    def renew(self, texts: Mapping[str, str]) -> None:
        """From here on the files hold these texts."""
        from claudelint.reading.source import Source

        for display, text in texts.items():
            self.sources[display] = Source.decode(display, self.sources[display].encode(text))

    def on_disk(self, display: str) -> Source:
        """What a file holds on disk, as far as this run knows."""
        return self._on_disk.get(display) or self.originals[display]

    def saved(self, displays: Iterable[str]) -> None:
        """These files hold on disk what they are to hold; the others are as they were there."""
        self._on_disk.update((display, self.sources[display]) for display in displays)
        for display in self.sources:
            self.sources[display] = self.on_disk(display)


def has_subject(data: bytes) -> bool:
    """Whether a checked file can hold a subject of a rule, by its bytes alone."""
    return may_send(data) or _SUBJECTS.search(data) is not None
