"""Finds the built-in rules: every module of a family, a family being a folder of `claudelint.rules`."""

from __future__ import annotations

import importlib
import os
import pkgutil
from collections.abc import Iterable, Iterator
from functools import cache

from claudelint.rule import Rule


class DuplicateRule(Exception):
    """Two rules of one code or one name."""


@cache
def builtin_rules() -> tuple[Rule, ...]:
    """All rules that come with claudelint, by code."""
    package = importlib.import_module("claudelint.rules")
    return in_order(rule for folder in package.__path__ for rule in _rules_below(folder, package.__name__))


def in_order(rules: Iterator[Rule]) -> tuple[Rule, ...]:
    """The rules by code; raises DuplicateRule where a code or name is used twice."""
    ordered = sorted(rules, key=lambda rule: rule.code)
    seen: dict[str, Rule] = {}
    for rule in ordered:
        for word in (rule.code, rule.name):
            if word in seen:
                raise DuplicateRule(f"{word} names two rules: {seen[word].url} and {rule.url}")
            seen[word] = rule
    return tuple(ordered)


def find(word: str) -> Rule | None:
    """The rule of this code or name."""
    return next((rule for rule in builtin_rules() if word in (rule.code, rule.name)), None)


def codes_by_word(rules: Iterable[Rule]) -> dict[str, str]:
    """The code of every rule by its code and by its name, as suppression comments name rules."""
    return {word: rule.code for rule in rules for word in (rule.code, rule.name)}


def _rules_below(folder: str, package: str) -> Iterator[Rule]:
    for family in sorted(os.listdir(folder)):
        path = os.path.join(folder, family)
        if not family.isidentifier() or family.startswith("_") or not os.path.isdir(path):
            continue
        for info in sorted(pkgutil.iter_modules([path]), key=lambda info: info.name):
            module = importlib.import_module(f"{package}.{family}.{info.name}")
            for value in vars(module).values():
                if isinstance(value, Rule) and value.check.__module__ == module.__name__:
                    yield value
