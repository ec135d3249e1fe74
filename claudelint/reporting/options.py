"""What a report needs to know besides the outcome, and what all reports say of a fix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from claudelint.findings import Fix


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """`unsafe`: unsafe fixes count as applicable; `color`: the text may hold terminal colours."""

    unsafe: bool = False
    color: bool = False

    def applies(self, fix: Fix | None) -> bool:
        """Whether `--fix` with the present flags would apply the fix."""
        if fix is None:
            return False
        from claudelint.findings import Safety

        return fix.safety is Safety.SAFE or (self.unsafe and fix.safety is Safety.UNSAFE)
