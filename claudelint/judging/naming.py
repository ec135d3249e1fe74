"""Compares the rules and rule options that a configuration names with those that exist."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import get_args, get_origin

from claudelint.judging.config import nearest
from claudelint.judging.selection import specificity
from claudelint.judging.settings import ConfigError, Layer, OptionValue
from claudelint.rule import Option, Rule

_WORDS = {int: "a whole number", float: "a number", bool: "true or false", str: "a text"}


def checked_layer(layer: Layer, rules: Sequence[Rule]) -> Layer:
    """The layer with its rule options under their rules' names; raises ConfigError."""
    for key, selector in _selectors(layer):
        if all(specificity(selector, rule) is None for rule in rules):
            suggestion = suggest_rule(selector, rules)
            raise ConfigError(f"{layer.origin}: `{key}`: unknown rule `{selector}`{suggestion}")
    options = tuple(
        _checked_option(layer.origin, name, option, value, rules)
        for name, option, value in layer.rule_options
    )
    return replace(layer, rule_options=options)


def suggest_rule(selector: str, rules: Sequence[Rule]) -> str:
    """`; did you mean ...?` for a selector that means no rule."""
    names = [word for rule in rules for word in (rule.code, rule.name)]
    return nearest(selector, [*names, *sorted({rule.family for rule in rules}), "ALL"])


def _selectors(layer: Layer) -> Iterator[tuple[str, str]]:
    yield from (("select", selector) for selector in layer.select or ())
    yield from (("extend-select", selector) for selector in layer.extend_select)
    yield from (("ignore", selector) for selector in layer.ignore)
    yield from (("extend-ignore", selector) for selector in layer.extend_ignore)
    yield from (("fixable", selector) for selector in layer.fixable or ())
    yield from (("unfixable", selector) for selector in layer.unfixable)
    for ignores in layer.per_file_ignores or ():
        yield from (("per-file-ignores", selector) for selector in ignores.selectors)


def _checked_option(
    origin: str, name: str, option: str, value: OptionValue, rules: Sequence[Rule]
) -> tuple[str, str, OptionValue]:
    rule = next((rule for rule in rules if name in (rule.name, rule.code)), None)
    if rule is None:
        known = nearest(name, [rule.name for rule in rules])
        raise ConfigError(f"{origin}: `rules.{name}`: unknown rule `{name}`{known}")
    key = option.replace("_", "-")
    declared = next((declared for declared in rule.options if declared.name == option), None)
    if declared is None:
        names = [declared.name.replace("_", "-") for declared in rule.options]
        known = nearest(key, names) or (f"; it has {', '.join(names)}" if names else "; it has none")
        raise ConfigError(f"{origin}: `rules.{name}`: unknown option `{key}`{known}")
    if not _fits(declared, value):
        raise ConfigError(f"{origin}: `rules.{name}.{key}` has to be {_type_words(declared)}")
    return rule.name, option, value


def _fits(option: Option, value: OptionValue) -> bool:
    kinds = [kind for kind in get_args(option.type) or (option.type,) if kind in _WORDS]
    if isinstance(value, tuple):
        return _takes_texts(option)
    if _takes_texts(option):
        return False
    if isinstance(value, bool):
        return bool in kinds
    if isinstance(value, int):
        return int in kinds or float in kinds
    return type(value) in kinds


def _takes_texts(option: Option) -> bool:
    return get_origin(option.type) in (list, tuple)


def _type_words(option: Option) -> str:
    if _takes_texts(option):
        return "a list of texts"
    kinds = [words for kind, words in _WORDS.items() if kind in (get_args(option.type) or (option.type,))]
    return " or ".join(kinds) or "something else"
