"""Finds and reads configuration: `[tool.claudelint]` in pyproject.toml, or claudelint.toml.

Nothing is imported for a folder without configuration, and the rules are only asked for when a
configuration or the command line names some.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from claudelint import toml
from claudelint.judging.patterns import PathPattern
from claudelint.judging.settings import (
    FORMATS,
    SEVERITIES,
    ConfigError,
    FileIgnores,
    Layer,
    OptionValue,
    Settings,
    TargetSdk,
    merge,
    parse_target_sdk,
)

if TYPE_CHECKING:
    from claudelint.rule import Rule

CONFIG_FILES = ("claudelint.toml", "pyproject.toml")

_KEYS = (
    "select",
    "extend-select",
    "ignore",
    "extend-ignore",
    "per-file-ignores",
    "fixable",
    "unfixable",
    "exclude",
    "extend-exclude",
    "force-exclude",
    "target-sdk",
    "fail-on",
    "preview",
    "output-format",
    "check-tests",
    "fail-within",
    "rules",
    "extend",
)


def _builtin_rules() -> Sequence[Rule]:
    from claudelint.registry import builtin_rules

    return builtin_rules()


class Configuration:
    """Tells the settings of every folder, and remembers what it has read.

    The nearest configuration upwards from a folder counts, unless one file is named for all or files are
    not to be read at all; the layers of the command line come last.
    """

    def __init__(
        self,
        cwd: str,
        *,
        isolated: bool = False,
        file: str | None = None,
        command_line: Sequence[Layer] = (),
        rules: Callable[[], Sequence[Rule]] = _builtin_rules,
    ) -> None:
        self._cwd = cwd
        self._isolated = isolated
        self._command_line = tuple(command_line)
        self._rules = rules
        self._by_folder: dict[str, Settings] = {}
        self._by_file: dict[str | None, Settings] = {}
        self._file = file

    def settings_for(self, folder: str) -> Settings:
        """The settings of the files in a folder, given by its absolute path; raises ConfigError."""
        known = self._by_folder.get(folder)
        if known is None:
            known = self._settings_of_file(self._nearest(folder))
            self._by_folder[folder] = known
        return known

    def _nearest(self, folder: str) -> str | None:
        if self._isolated or self._file is not None:
            return self._file
        for name in CONFIG_FILES:
            path = os.path.join(folder, name)
            if os.path.isfile(path) and _has_table(path):
                return path
        parent = os.path.dirname(folder)
        return None if parent == folder else self.settings_for(parent).config_file

    def _settings_of_file(self, file: str | None) -> Settings:
        known = self._by_file.get(file)
        if known is None:
            directory = self._cwd
            layers: tuple[Layer, ...] = ()
            if file is not None:
                if self._file is None:
                    directory = os.path.dirname(file)
                layers = read_layers(file, directory, self._cwd)
            layers = checked((*layers, *self._command_line), self._rules)
            known = merge(layers, directory, file)
            self._by_file[file] = known
        return known


def read_layers(file: str, directory: str, cwd: str, chain: tuple[str, ...] = ()) -> tuple[Layer, ...]:
    """The layers of a configuration file, those of the files it extends first."""
    origin = _display(file, cwd)
    real = os.path.realpath(file)
    if real in chain:
        names = " -> ".join(_display(path, cwd) for path in (*chain[chain.index(real) :], real))
        raise ConfigError(f"{origin}: `extend` goes round in a circle: {names}")
    table = _table(file, origin)
    if table is None:
        raise ConfigError(f"{origin}: has no table [tool.claudelint]")
    layer = read_table(table, origin, directory)
    extended = table.get("extend")
    if extended is None:
        return (layer,)
    if not isinstance(extended, str):
        raise _wrong_type(origin, "extend", "a path", extended)
    parent = os.path.normpath(os.path.join(os.path.dirname(file), os.path.expanduser(extended)))
    if not os.path.isfile(parent):
        raise ConfigError(f"{origin}: `extend`: there is no file {extended!r} (looked for {parent})")
    return (*read_layers(parent, os.path.dirname(parent), cwd, (*chain, real)), layer)


def inline_layer(text: str, cwd: str) -> Layer:
    """The layer of `KEY=VALUE` on the command line, where the value is TOML."""
    origin = f"--config {text}"
    try:
        table = toml.parse(text)
    except ValueError as error:
        key, _, value = text.partition("=")
        hint = f"; a text is written in quotes: {key.strip()}='\"{value.strip()}\"'" if value.strip() else ""
        raise ConfigError(f"{origin}: not KEY=VALUE with a TOML value ({error}){hint}") from error
    if "extend" in table:
        raise ConfigError(f"{origin}: `extend` stands in configuration files only")
    return read_table(table, origin, cwd)


def read_table(table: dict[str, object], origin: str, directory: str) -> Layer:
    """The layer of a table of settings; paths in it are relative to the directory."""
    for key in table:
        if key not in _KEYS:
            raise ConfigError(f"{origin}: unknown key `{key}`{nearest(key, _KEYS)}")
    reader = _Reader(table, origin)
    return Layer(
        origin=origin,
        select=reader.strings("select"),
        extend_select=reader.strings("extend-select") or (),
        ignore=reader.strings("ignore") or (),
        extend_ignore=reader.strings("extend-ignore") or (),
        per_file_ignores=reader.file_ignores(directory),
        fixable=reader.strings("fixable"),
        unfixable=reader.strings("unfixable") or (),
        exclude=reader.patterns("exclude", directory),
        extend_exclude=reader.patterns("extend-exclude", directory) or (),
        force_exclude=reader.flag("force-exclude"),
        target_sdk=reader.target_sdk(),
        fail_on=reader.choice("fail-on", SEVERITIES),
        preview=reader.flag("preview"),
        output_format=reader.choice("output-format", FORMATS),
        check_tests=reader.flag("check-tests"),
        fail_within=reader.days("fail-within"),
        rule_options=tuple(reader.rule_options()),
    )


class _Reader:
    """Takes values out of a table and says what is wrong with those of another type."""

    def __init__(self, table: dict[str, object], origin: str) -> None:
        self._table = table
        self._origin = origin

    def strings(self, key: str) -> tuple[str, ...] | None:
        value = self._table.get(key)
        return None if value is None else self._strings(key, value)

    def _strings(self, key: str, value: object) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise _wrong_type(self._origin, key, "a list of texts", value)
        return tuple(value)

    def patterns(self, key: str, directory: str) -> tuple[PathPattern, ...] | None:
        texts = self.strings(key)
        return None if texts is None else tuple(PathPattern(text, directory) for text in texts)

    def flag(self, key: str) -> bool | None:
        value = self._table.get(key)
        if value is None or isinstance(value, bool):
            return value
        raise _wrong_type(self._origin, key, "true or false", value)

    def days(self, key: str) -> int | None:
        value = self._table.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise _wrong_type(self._origin, key, "a number of days", value)
        return value

    def choice(self, key: str, choices: Sequence[str]) -> str | None:
        value = self._table.get(key)
        if value is None:
            return None
        if not isinstance(value, str):
            raise _wrong_type(self._origin, key, "a text", value)
        if value not in choices:
            listed = ", ".join(choices)
            raise ConfigError(
                f"{self._origin}: `{key}` is `{value}`, not one of {listed}{nearest(value, choices)}"
            )
        return value

    def target_sdk(self) -> TargetSdk | None:
        value = self._table.get("target-sdk")
        if value is None:
            return None
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str):
            raise _wrong_type(self._origin, "target-sdk", "a version in quotes", value)
        try:
            return parse_target_sdk(value)
        except ValueError as error:
            raise ConfigError(f"{self._origin}: `target-sdk`: {error}") from error

    def file_ignores(self, directory: str) -> tuple[FileIgnores, ...] | None:
        table = self._table.get("per-file-ignores")
        if table is None:
            return None
        if not isinstance(table, dict):
            raise _wrong_type(self._origin, "per-file-ignores", "a table of patterns and rules", table)
        return tuple(
            file_ignores(pattern, self._strings(f'per-file-ignores."{pattern}"', value), directory)
            for pattern, value in table.items()
        )

    def rule_options(self) -> Iterator[tuple[str, str, OptionValue]]:
        tables = self._table.get("rules", {})
        if not isinstance(tables, dict):
            raise _wrong_type(self._origin, "rules", "a table", tables)
        for rule, table in tables.items():
            if not isinstance(table, dict):
                raise _wrong_type(self._origin, f"rules.{rule}", "a table of options", table)
            for name, value in table.items():
                yield rule, name.replace("-", "_"), self._option_value(f"rules.{rule}.{name}", value)

    def _option_value(self, key: str, value: object) -> OptionValue:
        if isinstance(value, list):
            return self._strings(key, value)
        if isinstance(value, (str, int, float)):
            return value
        raise _wrong_type(self._origin, key, "a text, a number, true or false, or a list of texts", value)


def file_ignores(pattern: str, selectors: tuple[str, ...], directory: str) -> FileIgnores:
    """Per-file ignores of a pattern, which a leading `!` turns around."""
    negated = pattern.startswith("!")
    return FileIgnores(PathPattern(pattern.removeprefix("!"), directory), selectors, negated)


def checked(layers: tuple[Layer, ...], rules: Callable[[], Sequence[Rule]]) -> tuple[Layer, ...]:
    """The layers, once every rule and rule option they name is known to exist; raises ConfigError."""
    if not any(layer.names_rules for layer in layers):
        return layers
    from claudelint.judging.naming import checked_layer

    known = tuple(rules())
    return tuple(checked_layer(layer, known) for layer in layers)


def nearest(word: str, choices: Sequence[str]) -> str:
    """`; did you mean ...?`, when one of the choices is near."""
    import difflib

    folded = {choice.casefold(): choice for choice in choices}
    close = difflib.get_close_matches(word.casefold().replace("_", "-"), folded, n=1, cutoff=0.6)
    return f"; did you mean `{folded[close[0]]}`?" if close else ""


def _wrong_type(origin: str, key: str, wanted: str, value: object) -> ConfigError:
    return ConfigError(f"{origin}: `{key}` has to be {wanted}, not {_toml_words(value)}")


def _toml_words(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'the text "{value}"'
    if isinstance(value, (int, float)):
        return f"the number {value}"
    if isinstance(value, list):
        return "a list" if all(isinstance(item, str) for item in value) else "a list of other things"
    return "a table" if isinstance(value, dict) else "a date"


def _display(path: str, cwd: str) -> str:
    inside = os.path.normpath(path)
    prefix = cwd.rstrip(os.sep) + os.sep
    return (inside[len(prefix) :] if inside.startswith(prefix) else inside).replace(os.sep, "/")


def _has_table(path: str) -> bool:
    if os.path.basename(path) != "pyproject.toml":
        return True
    try:
        with open(path, "rb") as file:
            if b"claudelint" not in file.read():
                return False
    except OSError:
        return False
    return _table(path, path) is not None


def _table(file: str, origin: str) -> dict[str, object] | None:
    try:
        with open(file, encoding="utf-8") as stream:
            document = toml.parse(stream.read())
    except OSError as error:
        raise ConfigError(f"{origin}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{origin}: is not UTF-8") from error
    except ValueError as error:
        raise ConfigError(f"{origin}: is not valid TOML: {error}") from error
    tool = document.get("tool")
    table = tool.get("claudelint") if isinstance(tool, dict) else None
    if isinstance(table, dict):
        return dict(table)
    if table is not None:
        raise _wrong_type(origin, "tool.claudelint", "a table", table)
    return None if os.path.basename(file) == "pyproject.toml" else document
