"""Which versions of a package specifiers admit: by major version, and the lowest of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from packaging.specifiers import SpecifierSet
    from packaging.version import Version

# operators whose version is the lowest that may be installed
_FLOORS = (">=", "==", "~=", ">", "===")
# operators that keep newer versions out
_CEILINGS = ("<", "<=", "==", "~=", "===")
# minor and patch numbers that stand for all of a major version, besides those that specifiers name
_MINORS = (*range(130), 9_999)
_PATCHES = (0, 999)
# longer texts are no versions: Python refuses to make numbers of thousands of digits
_LONGEST = 1000


@dataclass(frozen=True)
class Admitted:
    """The major versions that are admitted, in order, and the lowest version that may be installed."""

    majors: tuple[int, ...]
    lowest: tuple[int, ...]


@cache
def numbers(version: str) -> tuple[int, ...]:
    """The release numbers of a version, without what marks it as early or local."""
    match = re.search(r"\d+(?:\.\d+)*", version) if len(version) <= _LONGEST else None
    return tuple(int(part) for part in match.group().split(".")) if match else ()


def is_specifier(text: str) -> bool:
    """Whether a text is a set of version specifiers."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    if len(text) > _LONGEST:
        return False
    try:
        SpecifierSet(text)
    except InvalidSpecifier:
        return False
    return True


def has_upper_bound(text: str) -> bool:
    """Whether a valid set of specifiers keeps out all versions above some number."""
    from packaging.specifiers import SpecifierSet

    return any(one.operator in _CEILINGS for one in SpecifierSet(text))


@cache
def admitted(alternatives: tuple[str, ...], newest_major: int) -> Admitted:
    """What is admitted when any of several sets of specifiers may hold; the sets have to be valid."""
    from packaging.specifiers import SpecifierSet

    majors: set[int] = set()
    floors: list[tuple[int, ...]] = []
    for alternative in alternatives:
        specifiers = SpecifierSet(alternative)
        floor = max((numbers(one.version) for one in specifiers if one.operator in _FLOORS), default=(0,))
        # a version that is newer than the catalogue is believed when it is named
        known = {*range(newest_major + 1), floor[0]} if floor else set(range(newest_major + 1))
        own = [major for major in sorted(known) if _admits(specifiers, major)]
        if own:
            majors.update(own)
            floors.append(max(floor, (own[0],)))
    return Admitted(tuple(sorted(majors)), min(floors, default=(0,)))


def _admits(specifiers: SpecifierSet, major: int) -> bool:
    candidates = (*_samples(major), *_named(specifiers, major))
    return any(specifiers.contains(candidate, prereleases=True) for candidate in candidates)


@cache
def _samples(major: int) -> tuple[Version, ...]:
    from packaging.version import Version

    return tuple(Version(f"{major}.{minor}.{patch}") for minor in _MINORS for patch in _PATCHES)


def _named(specifiers: SpecifierSet, major: int) -> Iterator[Version]:
    """The versions that the specifiers name, and the next one after each: a range may hold no other."""
    from packaging.version import InvalidVersion, Version

    for one in specifiers:
        try:
            version = Version(one.version.removesuffix(".*"))
        except InvalidVersion:
            continue
        if version.major == major:
            yield version
            yield Version(f"{version.major}.{version.minor}.{version.micro + 1}")
