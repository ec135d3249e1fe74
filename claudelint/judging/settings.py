"""What is set for a file: plain data, merged from configuration files and the command line.

Each source of settings (a configuration file, the file it extends, the command line) is one `Layer`; later
layers win. `Settings` is what comes of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from claudelint.judging.patterns import PathPattern

OptionValue: TypeAlias = "str | int | float | bool | tuple[str, ...]"

FORMATS = ("full", "concise", "json", "github")
# the values of findings.Severity, which a run without findings does without
SEVERITIES = ("error", "warning", "advice")

DEFAULT_EXCLUDES = (
    ".bzr",
    ".claudelint_cache",
    ".direnv",
    ".eggs",
    ".git",
    ".git-rewrite",
    ".hg",
    ".ipynb_checkpoints",
    ".mypy_cache",
    ".nox",
    ".pants.d",
    ".pyenv",
    ".pytest_cache",
    ".pytype",
    ".ruff_cache",
    ".svn",
    ".tox",
    ".venv",
    ".vscode",
    "__pypackages__",
    "_build",
    "buck-out",
    "dist",
    "node_modules",
    "site-packages",
    "venv",
)


class ConfigError(Exception):
    """A configuration that cannot be used; the message names the file, the key and, where one is near, the
    right spelling."""


@dataclass(frozen=True, slots=True)
class TargetSdk:
    """The version of the `anthropic` package that the project is said to use.

    `given` is the text as it was written, `major` the only major version that it admits.
    """

    major: int
    given: str


@dataclass(frozen=True, slots=True)
class FileIgnores:
    """Rules that are not judged in the files that a pattern matches, or with `negated`, in all others."""

    pattern: PathPattern
    selectors: tuple[str, ...]
    negated: bool = False

    def applies(self, path: str) -> bool:
        """Whether the rules are ignored in the file at this absolute path."""
        return self.pattern.matches(path) is not self.negated


@dataclass(frozen=True, slots=True)
class Layer:
    """The settings of one source; None and the empty tuple say nothing."""

    origin: str
    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    extend_ignore: tuple[str, ...] = ()
    per_file_ignores: tuple[FileIgnores, ...] | None = None
    fixable: tuple[str, ...] | None = None
    unfixable: tuple[str, ...] = ()
    exclude: tuple[PathPattern, ...] | None = None
    extend_exclude: tuple[PathPattern, ...] = ()
    force_exclude: bool | None = None
    target_sdk: TargetSdk | None = None
    fail_on: str | None = None
    preview: bool | None = None
    output_format: str | None = None
    check_tests: bool | None = None
    fail_within: int | None = None
    rule_options: tuple[tuple[str, str, OptionValue], ...] = ()

    @property
    def names_rules(self) -> bool:
        """Whether anything here has to be compared with the rules there are."""
        lists = (self.select, self.extend_select, self.ignore, self.extend_ignore, self.fixable)
        return any(lists) or bool(self.unfixable or self.per_file_ignores or self.rule_options)


@dataclass(frozen=True, slots=True)
class Settings:
    """What is in force for the files of one configuration.

    `layers` are kept because the choice of rules depends on their order; `config_file` is the file that
    was found for these settings, if there is one, and `directory` the folder its paths are relative to.
    """

    directory: str
    config_file: str | None = None
    layers: tuple[Layer, ...] = ()
    exclude: tuple[PathPattern, ...] = ()
    force_exclude: bool = False
    per_file_ignores: tuple[FileIgnores, ...] = ()
    target_sdk: TargetSdk | None = None
    fail_on: str = "warning"
    preview: bool = False
    output_format: str | None = None
    check_tests: bool = False
    fail_within: int | None = None
    # (rule name, option name in snake case, value), the last one of a kind counts
    rule_options: tuple[tuple[str, str, OptionValue], ...] = ()

    def excludes(self, path: str) -> bool:
        """Whether an absolute path is itself excluded; folders above it are the walker's concern."""
        return any(pattern.matches(path) for pattern in self.exclude)

    def excludes_from_above(self, path: str) -> bool:
        """Whether an absolute path or a folder above it is excluded."""
        return any(pattern.covers(path) for pattern in self.exclude)


def merge(layers: tuple[Layer, ...], directory: str, config_file: str | None = None) -> Settings:
    """The settings that come of several layers, the last of which weighs most."""
    excludes = tuple(PathPattern(name, directory) for name in DEFAULT_EXCLUDES)
    ignores: tuple[FileIgnores, ...] = ()
    for layer in layers:
        excludes = layer.exclude if layer.exclude is not None else excludes
        ignores = layer.per_file_ignores if layer.per_file_ignores is not None else ignores
    extended = tuple(pattern for layer in layers for pattern in layer.extend_exclude)
    return Settings(
        directory=directory,
        config_file=config_file,
        layers=layers,
        exclude=excludes + extended,
        per_file_ignores=ignores,
        force_exclude=_last([layer.force_exclude for layer in layers], False),
        target_sdk=_last([layer.target_sdk for layer in layers], None),
        fail_on=_last([layer.fail_on for layer in layers], "warning"),
        preview=_last([layer.preview for layer in layers], False),
        output_format=_last([layer.output_format for layer in layers], None),
        check_tests=_last([layer.check_tests for layer in layers], False),
        fail_within=_last([layer.fail_within for layer in layers], None),
        rule_options=tuple(option for layer in layers for option in layer.rule_options),
    )


_T = TypeVar("_T")


def _last(values: list[_T | None], default: _T) -> _T:
    return next((value for value in reversed(values) if value is not None), default)


# compiled when it is needed, which is seldom
_CLAUSE = r"\s*(?P<op>==|~=|!=|<=|>=|<|>|)\s*(?P<release>\d+(?:\.\d+)*)(?:\.[*xX])?\s*"
_NEWEST_MAJOR = 99


def parse_target_sdk(text: str) -> TargetSdk:
    """The target of `1`, `1.x`, `2.12`, `>=1,<2` and the like; ValueError when it is not one major version.

    Done by hand because the comparison of major versions needs little, and the import of a library for
    versions costs more than the rest of the start.
    """
    low: tuple[int, ...] = (0,)
    high: tuple[int, ...] = (_NEWEST_MAJOR + 1,)
    for clause in text.split(","):
        match = re.fullmatch(_CLAUSE, clause)
        if match is None:
            raise ValueError(f"{text!r} is not a version")
        operator = match["op"]
        release = _release(match["release"])
        if operator in ("", "=="):
            low, high = max(low, release), min(high, (release[0] + 1,))
        elif operator == "~=":
            low, high = max(low, release), min(high, _after_compatible(match["release"]))
        elif operator in (">=", ">"):
            low = max(low, release)
        elif operator == "<":
            high = min(high, release)
        elif operator == "<=":
            high = min(high, (*release, 1))
    majors = [major for major in range(_NEWEST_MAJOR + 1) if low < (major + 1,) and high > (major,)]
    if not majors:
        raise ValueError(f"no version is {text!r}")
    if len(majors) > 1:
        raise ValueError(f"{text!r} admits more than one major version; name one, such as '{majors[0]}'")
    return TargetSdk(majors[0], text.strip())


def _release(text: str) -> tuple[int, ...]:
    """The numbers of a version without zeros at the end, so that 2 and 2.0 compare as equal."""
    numbers = [int(part) for part in text.split(".")]
    while len(numbers) > 1 and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)


def _after_compatible(text: str) -> tuple[int, ...]:
    """The first version that `~=` no longer admits: the last but one number as written goes up."""
    numbers = [int(part) for part in text.split(".")]
    head = numbers[:-1] or numbers
    return (*head[:-1], head[-1] + 1)
