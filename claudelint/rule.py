"""A rule: a frozen value made of a function, its metadata and its module's docstring."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import get_type_hints

from claudelint.findings import Report, Severity

PAGES_URL = "https://github.com/claudelint-api/claudelint/blob/main/rules"


class Fixable(Enum):
    """How often the findings of a rule come with a fix that can be applied."""

    NEVER = "never"
    SOMETIMES = "sometimes"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Option:
    """An option of a rule: a keyword-only parameter of its function."""

    name: str
    type: object
    default: object


@dataclass(frozen=True, slots=True)
class Rule:
    """One check and all that is said of it; `check` takes a subject and yields reports."""

    code: str
    name: str
    on: type
    severity: Severity
    fix: Fixable
    since: str
    check: Callable[..., Iterator[Report]]
    page: str
    family: str
    preview: bool = False
    opt_in: bool = False
    options: tuple[Option, ...] = ()

    @property
    def summary(self) -> str:
        """The first sentence of the page."""
        return self.page.strip().splitlines()[0].rstrip(".") if self.page.strip() else self.name

    @property
    def url(self) -> str:
        """Where the page can be read."""
        return f"{PAGES_URL}/{self.family}/{self.name.replace('-', '_')}.py"


def rule(
    *,
    code: str,
    name: str,
    on: type,
    severity: Severity,
    fix: Fixable,
    since: str,
    preview: bool = False,
    opt_in: bool = False,
) -> Callable[[Callable[..., Iterator[Report]]], Rule]:
    """Make a rule of a function that takes a subject and yields reports.

    Keyword-only parameters with defaults are the rule's options; the docstring of the function's module
    is the rule's page.
    """

    def decorate(check: Callable[..., Iterator[Report]]) -> Rule:
        module = sys.modules[check.__module__]
        return Rule(
            code=code,
            name=name,
            on=on,
            severity=severity,
            fix=fix,
            since=since,
            check=check,
            page=inspect.cleandoc(module.__doc__ or ""),
            family=check.__module__.rpartition(".")[0].rpartition(".")[2],
            preview=preview,
            opt_in=opt_in,
            options=tuple(_options(check)),
        )

    return decorate


def _options(check: Callable[..., Iterator[Report]]) -> Iterator[Option]:
    parameters = [
        parameter
        for parameter in inspect.signature(check).parameters.values()
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY
    ]
    if not parameters:
        return
    hints = get_type_hints(check)
    for parameter in parameters:
        if parameter.default is inspect.Parameter.empty:
            raise TypeError(f"option {parameter.name!r} of {check.__name__} has no default")
        yield Option(parameter.name, hints[parameter.name], parameter.default)
