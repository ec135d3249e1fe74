"""Terminal colours, and text from files made fit for a terminal."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from claudelint.findings import Severity

_TAB = "    "
_SEVERITY_CODES = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.ADVICE: "1;36"}


@dataclass(frozen=True, slots=True)
class Style:
    """Wraps text in ANSI codes, or leaves it as it is when colour is off."""

    color: bool

    def _wrap(self, codes: str, text: str) -> str:
        return f"\x1b[{codes}m{text}\x1b[0m" if self.color and text else text

    def bold(self, text: str) -> str:
        """What the eye looks for first."""
        return self._wrap("1", text)

    def dim(self, text: str) -> str:
        """Frame and addresses."""
        return self._wrap("2", text)

    def accent(self, text: str) -> str:
        """Marks."""
        return self._wrap("36", text)

    def added(self, text: str) -> str:
        """Lines that a change adds."""
        return self._wrap("32", text)

    def removed(self, text: str) -> str:
        """Lines that a change removes."""
        return self._wrap("31", text)

    def severity(self, severity: Severity, text: str) -> str:
        """In the colour of a severity."""
        return self._wrap(_SEVERITY_CODES[severity], text)


def printable(text: str) -> str:
    """The text with tabs widened and control characters made visible, so that a file cannot steer the
    terminal it is shown on."""
    if text.isprintable():
        return text
    return "".join(_printable_char(char) for char in text)


def _printable_char(char: str) -> str:
    if char == "\t":
        return _TAB
    if ord(char) < 0x20:
        return chr(0x2400 + ord(char))
    if char.isprintable() or char in "\u00a0\u3000":
        return char
    return "\ufffd"


def width(text: str) -> int:
    """How many columns printable text takes on a terminal."""
    if text.isascii():
        return len(text)
    return sum(_char_width(char) for char in text)


def _char_width(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
