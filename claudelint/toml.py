"""TOML by the standard library, or by tomli where Python has no tomllib; loaded when it is first needed."""

from __future__ import annotations

from importlib import import_module


class TomlError(ValueError):
    """A text that is no TOML; says what is wrong and where."""


def parse(text: str) -> dict[str, object]:
    """The table of a TOML text; raises TomlError."""
    try:
        library = import_module("tomllib")
    except ModuleNotFoundError:
        library = import_module("tomli")
    try:
        table: dict[str, object] = library.loads(text)
    except ValueError as error:
        raise TomlError(str(error)) from error
    return table
