"""From texts to modules by the cheapest way: the cache, other processes for many at once, or here and now.

The ways give the same, so that it does not matter which one was taken.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from claudelint.running.outcome import RunRequest

if TYPE_CHECKING:
    from claudelint.reading.module import Module
    from claudelint.reading.source import Source
    from claudelint.running.cache import Cache
    from claudelint.running.pool import Pool
    from claudelint.running.worker import Answer

# starting processes pays from so many bytes of code that have to be read at once, and each for so many of them
_WORTH_IT = 300_000
_FOR_EACH = 150_000
_MOST_PROCESSES = 8


class Extraction:
    """Reads the files of one run; `unkept` are those, by what reports call them, that are not cached."""

    def __init__(
        self, cache: Cache | None = None, jobs: int | None = None, unkept: Iterable[str] = ()
    ) -> None:
        self.cache = cache
        self._jobs = jobs
        self._unkept = frozenset(unkept)
        self._most = jobs if jobs is not None else min(_usable_cores(), _MOST_PROCESSES)
        self._pool: Pool | None = None
        self._ready: dict[str, tuple[bytes, Answer]] = {}

    @classmethod
    def of(cls, request: RunRequest) -> Extraction:
        """As a run asks for it."""
        unkept = () if request.stdin is None else (request.stdin.display,)
        if not request.cache:
            return cls(None, request.jobs, unkept)
        from claudelint.running.cache import Cache, cache_folder

        return cls(Cache(cache_folder(request.cwd, request.cache_dir)), request.jobs, unkept)

    def module(self, source: Source) -> Module:
        """The Module of a file; raises UnreadableFile."""
        from claudelint.reading.encoding import encode, with_path
        from claudelint.reading.reader import read_module

        found = self._prepared(source)
        if found is not None:
            return found
        module = read_module(source)
        if self._keeps(source.path):
            self._keep(source.data, encode(with_path(module, "")))
        return module

    def _keeps(self, display: str) -> bool:
        return self.cache is not None and display not in self._unkept

    def _keep(self, data: bytes, encoded: bytes | None) -> None:
        if self.cache is not None and encoded is not None:
            self.cache.put(data, encoded)

    def _prepared(self, source: Source) -> Module | None:
        """What a process or the cache knows of a file; an entry that is no Module counts as none."""
        import msgspec

        from claudelint.reading.encoding import decode, with_path
        from claudelint.reading.source import UnreadableFile
        from claudelint.running.worker import Extracted, Refused

        data, answer = self._ready.pop(source.path, (None, None))
        if data is source.data and isinstance(answer, Refused):
            raise UnreadableFile(answer.message, answer.row, answer.column)
        if data is source.data and isinstance(answer, Extracted):
            encoded = answer.module
        else:
            encoded = None if self.cache is None else self.cache.get(source.data)
        if encoded is None:
            return None
        try:
            return with_path(decode(encoded), source.path)
        except (msgspec.DecodeError, RecursionError):
            return None

    def ahead(self, files: Mapping[str, bytes]) -> None:
        """Read files that will be asked for next, by what reports call them, at the same time if that pays."""
        if self._most < 2 or len(files) < 2:
            return
        missing: dict[str, bytes] = {}
        for display, data in files.items():
            known = self._ready.get(display)
            if known is not None and known[0] is data:
                continue
            kept = None if self.cache is None else self.cache.get(data)
            if kept is None:
                missing[display] = data
            else:
                self._remember(display, data, kept)
        processes = self._processes_for(missing)
        if processes > 1:
            self._read_by(processes, missing)

    def _remember(self, display: str, data: bytes, encoded: bytes) -> None:
        from claudelint.running.worker import Extracted

        self._ready[display] = (data, Extracted(encoded))

    def _processes_for(self, files: Mapping[str, bytes]) -> int:
        if self._jobs is not None:
            return min(self._jobs, len(files))
        size = sum(map(len, files.values()))
        running = 0 if self._pool is None else self._pool.size
        if not running and size < _WORTH_IT:
            return 1
        return min(self._most, len(files), max(running, size // _FOR_EACH))

    def _read_by(self, processes: int, files: Mapping[str, bytes]) -> None:
        from claudelint.running.pool import Pool
        from claudelint.running.worker import Refused

        if self._pool is None:
            self._pool = Pool()
        for (display, data), answer in zip(
            files.items(), self._pool.read(list(files.values()), processes), strict=True
        ):
            if answer is None:
                continue
            self._ready[display] = (data, answer)
            if not isinstance(answer, Refused) and self._keeps(display):
                self._keep(data, answer.module)
        if self._pool.broken:
            self._most = 1

    def close(self) -> None:
        """End what was started, and put the cache in order."""
        if self._pool is not None:
            self._pool.close()
        if self.cache is not None:
            self.cache.sweep()


def _usable_cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
