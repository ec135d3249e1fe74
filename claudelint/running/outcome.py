"""What a run is asked and what comes of it: plain data between the command line, the run and the reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from claudelint.findings import Finding
from claudelint.reading.source import Source


class FixMode(Enum):
    """What to do with fixes: show them, write them, or compute the texts without writing (for a diff)."""

    SHOW = "show"
    WRITE = "write"
    COMPUTE = "compute"


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
