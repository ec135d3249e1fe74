"""Which version of the SDK the checked project uses, and how surely that is known."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_NAME = re.compile(r"[-_.]+")


@dataclass(frozen=True)
class TargetSdk:
    """The major version of `anthropic` in use.

    `assumed` when nothing pins it to one major; `lowest` is the lowest version that may be installed;
    `reason` says where the answer comes from.
    """

    major: int
    assumed: bool
    reason: str
    lowest: tuple[int, ...] | None = None

    def at_least(self, version: str) -> bool:
        """Whether the installed SDK is certainly, or by assumption the newest, not older than a version."""
        wanted = _numbers(version)
        if self.lowest is not None and not self.assumed:
            return self.lowest >= wanted
        return (self.major,) >= wanted[:1] if self.major > 0 else self.major >= 1


def target_of(
    setting: str | int | None, requirements: Iterable[tuple[str, str]], newest_major: int
) -> TargetSdk:
    """The target SDK from the configuration, else from requirement lines (text, file), else the newest.

    A requirement counts when its specifiers admit one major only; an open range is no evidence.
    """
    if setting is not None:
        version = _numbers(str(setting))
        if version:
            lowest = version if len(version) > 1 else None
            return TargetSdk(version[0], False, "`target-sdk` in the configuration", lowest)
    for line, file in requirements:
        found = _from_requirement(line, file, newest_major)
        if found is not None:
            return found
    return TargetSdk(newest_major, True, "no file pins `anthropic` to one major version")


def _from_requirement(line: str, file: str, newest_major: int) -> TargetSdk | None:
    from packaging.requirements import InvalidRequirement, Requirement

    try:
        requirement = Requirement(line)
    except InvalidRequirement:
        return None
    if _NAME.sub("-", requirement.name).lower() != "anthropic":
        return None
    specifiers = requirement.specifier
    if not len(specifiers):
        return TargetSdk(newest_major, True, f"`{line}` in {file} pins no version")
    majors = [major for major in range(newest_major + 1) if _admits(specifiers, major)]
    lowest = min(
        (_numbers(s.version) for s in specifiers if s.operator in (">=", "==", "~=", ">", "===")),
        default=None,
    )
    if len(majors) == 1:
        return TargetSdk(majors[0], False, f"`{line}` in {file}", lowest)
    if not majors:
        return None
    return TargetSdk(majors[-1], True, f"`{line}` in {file} admits several major versions", lowest)


def _admits(specifiers: object, major: int) -> bool:
    """Whether any version of a major passes; a sample of versions stands for all of them."""
    from packaging.specifiers import SpecifierSet
    from packaging.version import Version

    if not isinstance(specifiers, SpecifierSet):
        return False
    named = [Version(s.version.removesuffix(".*")) for s in specifiers]
    samples = [Version(f"{major}.{minor}.{patch}") for minor in (*range(130), 9_999) for patch in (0, 999)]
    samples.extend(version for version in named if version.major == major)
    return any(specifiers.contains(sample, prereleases=True) for sample in samples)


def _numbers(version: str) -> tuple[int, ...]:
    match = re.search(r"\d+(?:\.\d+)*", version)
    return tuple(int(part) for part in match.group().split(".")) if match else ()
