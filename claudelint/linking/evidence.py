"""What the files of a folder say of the version of `anthropic`, and what that comes to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, product

from claudelint.linking.specifiers import admitted, is_specifier, numbers

_EXACT = re.compile(r"==\s*(\d[^,*\s]*)")
# so many requirements are named, and so many ways to combine their alternatives looked at
_MOST_NAMED = 3
_MOST_WAYS = 64


@dataclass(frozen=True)
class Locked:
    """The versions of `anthropic` that a lock file holds: one for each kind of environment."""

    versions: tuple[str, ...]
    file: str


@dataclass(frozen=True)
class Requirement:
    """A requirement of `anthropic`, as it is written.

    `versions` are sets of specifiers, any of which may hold; none for an address, which names no version.
    `main`: it belongs to the project itself, not to an extra or a group; `installed`: it stands in a file
    that is installed from as it is, so that a `==` in it counts like a lock.
    """

    text: str
    file: str
    versions: tuple[str, ...]
    main: bool = False
    installed: bool = False

    @property
    def named(self) -> str:
        """The requirement and where it stands."""
        return f"`{self.text}` in {self.file}"

    @property
    def exact(self) -> str | None:
        """The only version that it admits, if there is one."""
        match = _EXACT.fullmatch(self.versions[0]) if len(self.versions) == 1 else None
        return match[1] if match else None


@dataclass(frozen=True)
class PassedOver:
    """A file that says nothing of the version, and why; `unreadable` when that is a fault of the file."""

    file: str
    why: str
    unreadable: bool = False


@dataclass(frozen=True)
class Evidence:
    """What the files of one folder say of the version of `anthropic`, lock files in the order they count."""

    locked: tuple[Locked, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    passed_over: tuple[PassedOver, ...] = ()


@dataclass(frozen=True)
class Finding:
    """What the evidence comes to; `settles` it unless a folder further up may know better.

    `highest` is the highest version that may be installed, None where any newer one may be.
    """

    majors: tuple[int, ...]
    lowest: tuple[int, ...]
    named: str
    trouble: str = "admits several major versions"
    settles: bool = True
    highest: tuple[int, ...] | None = None

    @property
    def doubt(self) -> str:
        """Why it is not certain."""
        return f"{self.named} {self.trouble}"


def finding_of(folder: Evidence, newest_major: int) -> tuple[Finding | None, list[str]]:
    """What a folder comes to, and which of its requirements cannot be understood."""
    for locked in folder.locked:
        finding = _pinned([(version, locked.file) for version in locked.versions])
        if finding is not None:
            return finding, []
    pins = [one for one in folder.requirements if one.installed and one.exact is not None]
    pins = [one for one in pins if one.main] or pins
    finding = _pinned([(one.exact or "", one.named) for one in pins], written=True)
    if finding is not None:
        return finding, []
    refused: list[str] = []
    sound: list[Requirement] = []
    for one in folder.requirements:
        if not one.versions:
            refused.append(f"{one.named} names no version")
        elif not all(is_specifier(versions) for versions in one.versions):
            refused.append(f"{one.named} is no version specifier")
        else:
            sound.append(one)
    return _from_requirements(sound, newest_major), refused


def _pinned(pins: Sequence[tuple[str, str]], written: bool = False) -> Finding | None:
    """What exact versions come to; each with its file or, when it is `written` there, in full."""
    versions = {numbers(version): (version, place) for version, place in pins if numbers(version)}
    if not versions:
        return None
    ordered = sorted(versions)
    if written:
        named = _joined(place for _, place in (versions[one] for one in ordered))
    else:
        listed = _joined(versions[one][0] for one in ordered)
        named = f"anthropic {listed} in {versions[ordered[0]][1]}"
    majors = tuple(sorted({version[0] for version in ordered}))
    return Finding(majors, ordered[0], named, "are of several major versions", highest=ordered[-1])


def _from_requirements(requirements: Sequence[Requirement], newest_major: int) -> Finding | None:
    """All requirements together, else those of the project itself, else any of them."""
    if not requirements:
        return None
    main = [one for one in requirements if one.main]
    for group in (requirements, main):
        found = admitted(_together(group), newest_major)
        if group and found.majors:
            # when one of them says it all, the others are not named
            alone = [one for one in group if admitted(one.versions, newest_major) == found][:1]
            named = _joined(one.named for one in (alone or group))
            trouble = "admits several major versions" if alone else "admit several major versions"
            if not any(version for one in group for version in one.versions):
                trouble = "pins no version"
            return Finding(found.majors, found.lowest, named, trouble, settles=len(found.majors) == 1)
    rest = main or requirements
    found = admitted(tuple(version for one in rest for version in one.versions), newest_major)
    if not found.majors:
        return None
    named = _joined(one.named for one in rest)
    settles = len(found.majors) == 1
    return Finding(found.majors, found.lowest, named, "admit several major versions", settles)


def _together(requirements: Iterable[Requirement]) -> tuple[str, ...]:
    """The sets of specifiers of requirements that all have to hold, one for each way to combine them."""
    ways = product(*(one.versions for one in requirements))
    return tuple(",".join(dict.fromkeys(filter(None, way))) for way in islice(ways, _MOST_WAYS))


def _joined(texts: Iterable[str]) -> str:
    parts = list(dict.fromkeys(texts))
    if len(parts) > _MOST_NAMED:
        parts = [*parts[: _MOST_NAMED - 1], f"{len(parts) - _MOST_NAMED + 1} more"]
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else "".join(parts)
