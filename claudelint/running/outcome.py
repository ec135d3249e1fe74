"""What a run is asked and what comes of it: plain data between the command line, the run and the reports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from claudelint.findings import Finding
    from claudelint.judging.settings import Settings
    from claudelint.reading.source import Source


class FixMode(Enum):
    """What to do with fixes: show them, write them, or compute the texts without writing (for a diff)."""

    SHOW = "show"
    WRITE = "write"
    COMPUTE = "compute"


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to check: where it is, what reports call it, whether it was named itself, and its settings.

    `location` is its absolute path, `display` what spans, sources and reports know it by.
    """

    location: str
    display: str
    explicit: bool
    settings: Settings

    @property
    def path(self) -> Path:
        """Where the file is."""
        from pathlib import Path

        return Path(self.location)


@dataclass(frozen=True, slots=True)
class Stdin:
    """The text of standard input, which stands for the file at the absolute path `location`."""

    location: str
    display: str
    data: bytes = field(repr=False)
    settings: Settings

    @property
    def path(self) -> Path:
        """Where the file would be."""
        from pathlib import Path

        return Path(self.location)


@dataclass(frozen=True, slots=True)
class RunRequest:
    """All that a run is asked.

    Either `files` or `stdin` holds what is to be checked. `folders` are those, by absolute path, that are checked with
    all they hold: a file of requirements in one of them may be written. `settings` are those of the run itself, where
    no file is concerned. `with_edits` asks for the edits of plans even where no fix is applied, because
    the report shows them. `today` stands in for the day of the run. `jobs` is how many processes read files,
    by default as many as pay. With `cache` modules are kept in `cache_dir`, by default in a folder of the
    project. With `refreshed` what the API has said of its models is part of the catalogue.
    With `exact_tokens` the API counts the tokens of prompts.
    """

    files: tuple[FoundFile, ...]
    settings: Settings
    cwd: str
    folders: tuple[str, ...] = ()
    stdin: Stdin | None = None
    fix_mode: FixMode = FixMode.SHOW
    unsafe: bool = False
    with_edits: bool = False
    today: date | None = None
    jobs: int | None = None
    cache: bool = False
    cache_dir: str | None = None
    refreshed: bool = False
    exact_tokens: bool = False
    # the settings of a folder by its absolute path, for files that are only read; None: those of the run
    settings_by_folder: Callable[[str], Settings] | None = None

    def settings_for(self, folder: str) -> Settings:
        """The settings that hold in a folder; those of the run where its own cannot be read."""
        from claudelint.judging.settings import ConfigError

        if self.settings_by_folder is None:
            return self.settings
        try:
            return self.settings_by_folder(folder)
        except ConfigError:
            return self.settings


@dataclass(frozen=True, slots=True)
class FileError:
    """A file that could not be read, decoded, parsed or written, or a notice about one.

    A `notice` does not make the exit status 2.
    """

    path: str
    message: str
    row: int | None = None
    column: int | None = None
    notice: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One file's text before and after the fixes, and how often each rule's fix was applied in it."""

    before: Source
    text: str
    applied: tuple[tuple[str, str, int], ...]  # code, fix title, count


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of a run: what remains to be said, what changed, and what could not be read.

    `sources` holds the text of every file that a finding or one of its related places stands in, as it
    is after the run.
    """

    findings: tuple[Finding, ...]
    errors: tuple[FileError, ...] = ()
    changes: tuple[Change, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)
    files: int = 0
    requests: int = 0
    # fixes that kept undoing each other and were stopped: the codes, in words
    unsettled: tuple[str, ...] = ()
