"""Which rules run: the selectors of the settings against the rules there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from claudelint.judging.settings import Layer, OptionValue, Settings
from claudelint.rule import Rule

_EXACT = 100
_FAMILY = 3


def specificity(selector: str, rule: Rule) -> int | None:
    """How narrowly a selector means a rule (a larger number is narrower), or None when it does not.

    A selector is `ALL`, a prefix of codes, a family, a code or a name.
    """
    if selector in (rule.code, rule.name):
        return _EXACT
    if selector == "ALL":
        return 0
    if selector == rule.family:
        return _FAMILY
    if selector.startswith("CL") and rule.code.startswith(selector):
        return len(selector)
    return None


def enabled_rules(settings: Settings, rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """The rules that are judged under these settings, before per-file ignores."""
    return tuple(
        rule for rule in rules if (settings.preview or not rule.preview) and _selected(settings.layers, rule)
    )


def waiting_for_preview(settings: Settings, rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """Preview rules that are selected by their own code or name and do not run because preview is off."""
    if settings.preview:
        return ()
    wanted = {
        selector for layer in settings.layers for selector in (*(layer.select or ()), *layer.extend_select)
    }
    return tuple(rule for rule in rules if rule.preview and wanted & {rule.code, rule.name})


def ignored_in(settings: Settings, path: str, rules: Iterable[Rule]) -> frozenset[str]:
    """The codes of the rules that per-file ignores switch off in the file at this absolute path."""
    selectors = {
        selector
        for ignores in settings.per_file_ignores
        if ignores.applies(path)
        for selector in ignores.selectors
    }
    return frozenset(rule.code for rule in rules if any(_means(selector, rule) for selector in selectors))


def may_fix(settings: Settings, rule: Rule) -> bool:
    """Whether `fixable` and `unfixable` let this rule's fixes be applied."""
    fixable: tuple[str, ...] = ("ALL",)
    unfixable: tuple[str, ...] = ()
    for layer in settings.layers:
        if layer.fixable is not None:
            fixable = layer.fixable
        unfixable += layer.unfixable
    return _narrowest(fixable, rule) > _narrowest(unfixable, rule)


def options_for(settings: Settings, rule: Rule) -> dict[str, OptionValue]:
    """The keyword arguments for the rule's function: its own table, then settings of the same name."""
    values: dict[str, OptionValue] = {}
    names = {option.name for option in rule.options}
    if "check_tests" in names:
        values["check_tests"] = settings.check_tests
    if "fail_within" in names and settings.fail_within is not None:
        values["fail_within"] = settings.fail_within
    for rule_name, option, value in settings.rule_options:
        if rule_name == rule.name:
            values[option] = value
    return values


def _selected(layers: tuple[Layer, ...], rule: Rule) -> bool:
    """Go through the layers as ruff does: a `select` starts afresh, what is ignored before stays ignored
    unless the same layer says what to ignore."""
    selected = not rule.opt_in
    earlier: tuple[str, ...] = ()
    for layer in layers:
        chosen = (*(layer.select or ()), *layer.extend_select)
        ignored = (*layer.ignore, *layer.extend_ignore)
        if layer.select is not None:
            selected = False
            ignored = ignored or earlier
        take, leave = _narrowest_choice(chosen, rule), _narrowest(ignored, rule)
        if take >= 0 or leave >= 0:
            selected = take > leave
        earlier = ignored if layer.select is not None else (*earlier, *ignored)
    return selected


def _narrowest(selectors: Iterable[str], rule: Rule) -> int:
    found = [specificity(selector, rule) for selector in selectors]
    return max((number for number in found if number is not None), default=-1)


def _narrowest_choice(selectors: Iterable[str], rule: Rule) -> int:
    """As `_narrowest`; a rule that has to be opted into is only meant by its own code or name."""
    found = _narrowest(selectors, rule)
    return -1 if rule.opt_in and found != _EXACT else found


def _means(selector: str, rule: Rule) -> bool:
    return specificity(selector, rule) is not None
