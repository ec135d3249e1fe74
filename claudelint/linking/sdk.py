"""Which version of the SDK the checked project uses, and how surely that is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from claudelint.linking.evidence import Evidence, Finding, PassedOver, finding_of
from claudelint.linking.specifiers import admitted, is_specifier, numbers

_PAST_EVERY_MINOR = 9_999


@dataclass(frozen=True)
class TargetSdk:
    """The major version of `anthropic` in use.

    `assumed` when nothing pins it to one major; `lowest` is the lowest version that may be installed, `highest`
    the highest where that is known; `reason` says where the answer comes from, `passed_over` which files say nothing
    or not enough, and why.
    """

    major: int
    assumed: bool
    reason: str
    lowest: tuple[int, ...] | None = None
    passed_over: tuple[str, ...] = ()
    highest: tuple[int, ...] | None = None

    @property
    def told(self) -> str:
        """Which version it is and where that comes from, for messages."""
        if self.assumed:
            return f"SDK {self.major} is assumed: {self.reason}"
        return f"SDK {self.major}, from {self.reason}"

    def bounds(self, newest: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The lowest and the highest version that may be installed, of those up to the newest that is known."""
        known = numbers(newest)
        if self.assumed:
            return known, known
        lowest = max(self.lowest or (), (self.major,))
        of_major = known if self.major == known[0] else (self.major, _PAST_EVERY_MINOR)
        return lowest, max(lowest, self.highest or of_major)

    @property
    def version(self) -> tuple[int, ...]:
        """The lowest version that may be installed; the major version alone where no more is known."""
        return self.lowest if self.lowest is not None and not self.assumed else (self.major,)

    def at_least(self, version: str) -> bool:
        """Whether the installed SDK is certainly, or by assumption the newest, not older than a version."""
        wanted = numbers(version)
        while len(wanted) > 1 and not wanted[-1]:
            wanted = wanted[:-1]
        if self.lowest is not None and not self.assumed:
            return self.lowest >= wanted
        return (self.major,) >= wanted[:1] if self.major > 0 else self.major >= 1


def target_of(setting: str | int | None, folders: Iterable[Evidence], newest_major: int) -> TargetSdk:
    """The target SDK from the configuration, else from the nearest folder that pins it, else the newest.

    The folders come from the project's own upwards. An open range does not settle it: a lock file further up
    may, for several projects of a repository can share one.
    """
    if setting is not None:
        found = _from_setting(str(setting), newest_major)
        if found is not None:
            return found
    passed_over: list[PassedOver] = []
    doubts: list[str] = []
    open_range: Finding | None = None
    for folder in folders:
        passed_over += folder.passed_over
        finding, refused = finding_of(folder, newest_major)
        doubts += refused
        if finding is None:
            continue
        if open_range is not None and not set(open_range.majors) & set(finding.majors):
            doubts.append(f"{finding.named} contradicts {open_range.named}")
        elif finding.settles:
            doubts += [open_range.doubt] if open_range is not None else []
            return _target(finding, _listed(passed_over, doubts))
        elif open_range is None:
            open_range = finding
        else:
            doubts.append(finding.doubt)
    if open_range is not None:
        return _target(open_range, _listed(passed_over, doubts))
    broken = next((f" ({one.file} cannot be read)" for one in passed_over if one.unreadable), "")
    reason = f"no file pins `anthropic` to one major version{broken}"
    return TargetSdk(newest_major, True, reason, passed_over=_listed(passed_over, doubts))


def _target(finding: Finding, passed_over: tuple[str, ...]) -> TargetSdk:
    assumed = len(finding.majors) > 1
    reason = finding.doubt if assumed else finding.named
    return TargetSdk(finding.majors[-1], assumed, reason, finding.lowest, passed_over, finding.highest)


def _listed(passed_over: Iterable[PassedOver], doubts: Iterable[str]) -> tuple[str, ...]:
    return (*(f"{one.file} {one.why}" for one in passed_over), *doubts)


def _from_setting(setting: str, newest_major: int) -> TargetSdk | None:
    reason = "`target-sdk` in the configuration"
    if any(operator in setting for operator in "<>~!"):
        found = admitted((setting,), newest_major) if is_specifier(setting) else None
        if found is None or not found.majors:
            return None
        return TargetSdk(found.majors[-1], False, reason, found.lowest)
    version = numbers(setting)
    if not version:
        return None
    exact = version if len(version) > 1 else None
    return TargetSdk(version[0], False, reason, exact, highest=exact)
