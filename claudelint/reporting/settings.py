"""The settings in force, and the target SDK of each project with what it comes from."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claudelint.judging.selection import enabled_rules, may_fix, options_for
from claudelint.judging.settings import FileIgnores, Layer, Settings

if TYPE_CHECKING:
    from datetime import date

    from claudelint.linking.sdk import TargetSdk
    from claudelint.reporting.json import Json
    from claudelint.rule import Rule

_WIDTH = 100


@dataclass(frozen=True, slots=True)
class ShownProject:
    """A project of the paths given: its folder, as reports call it, and its target SDK."""

    root: str
    sdk: TargetSdk


@dataclass(frozen=True, slots=True)
class ShownSettings:
    """Settings, the file that they come from, the projects (they belong to the first), and the catalogue's days."""

    settings: Settings
    config_file: str | None
    projects: Sequence[ShownProject]
    catalogue_of: date
    refreshed_on: date | None


def settings_text(shown: ShownSettings, rules: Sequence[Rule]) -> Iterator[str]:
    """The settings as lines for people."""
    settings = shown.settings
    yield f"configuration file: {shown.config_file or 'none'}\n"
    more = [origin for origin in _origins(settings) if origin != shown.config_file]
    if more:
        yield f"settings also from: {', '.join(more)}\n"
    for project in shown.projects:
        yield f"project root: {project.root}\n"
        yield f"  target SDK: {sdk_words(project.sdk)}\n"
        for line in project.sdk.passed_over:
            yield f"    passed over: {line}\n"
    yield f"fail on: {settings.fail_on}\n"
    yield f"preview: {_switch(settings.preview)}\n"
    yield f"check tests: {_switch(settings.check_tests)}\n"
    yield f"force exclude: {_switch(settings.force_exclude)}\n"
    yield f"output format: {settings.output_format or 'full on a terminal, else concise'}\n"
    refreshed = f", models refreshed on {shown.refreshed_on}" if shown.refreshed_on is not None else ""
    yield f"catalogue: of {shown.catalogue_of}{refreshed}\n"
    yield from _block("exclude", [", ".join(pattern.text for pattern in settings.exclude)])
    yield from _block("per-file ignores", [_ignores(one) for one in settings.per_file_ignores])
    enabled = enabled_rules(settings, rules)
    yield from _block("rules", [f"{rule.code} {rule.name}" for rule in enabled])
    unfixable = [rule.code for rule in enabled if not may_fix(settings, rule)]
    yield from _block("never fixed", [", ".join(unfixable)] if unfixable else [])
    options = [
        f"{rule.name}.{name.replace('_', '-')} = {_written(value)}"
        for rule in enabled
        for name, value in _options(settings, rule).items()
    ]
    yield from _block("rule options", options)


def settings_json(shown: ShownSettings, rules: Sequence[Rule]) -> str:
    """The same as an object."""
    from claudelint.reporting.json import dump

    settings = shown.settings
    enabled = enabled_rules(settings, rules)
    return dump(
        {
            "config_file": shown.config_file,
            "origins": list(_origins(settings)),
            "projects": [{"root": one.root, "target_sdk": sdk_json(one.sdk)} for one in shown.projects],
            "fail_on": settings.fail_on,
            "fail_within": settings.fail_within,
            "preview": settings.preview,
            "check_tests": settings.check_tests,
            "force_exclude": settings.force_exclude,
            "output_format": settings.output_format,
            "catalogue": {
                "as_of": str(shown.catalogue_of),
                "refreshed_on": None if shown.refreshed_on is None else str(shown.refreshed_on),
            },
            "exclude": [pattern.text for pattern in settings.exclude],
            "per_file_ignores": [
                {"pattern": one.pattern.text, "negated": one.negated, "rules": list(one.selectors)}
                for one in settings.per_file_ignores
            ],
            "rules": [
                {
                    "code": rule.code,
                    "name": rule.name,
                    "fixable": may_fix(settings, rule),
                    "options": {name: _plain(value) for name, value in _options(settings, rule).items()},
                }
                for rule in enabled
            ],
        }
    )


def _origins(settings: Settings) -> Iterator[str]:
    """Where settings come from; a source that sets nothing is none."""
    return (layer.origin for layer in settings.layers if layer != Layer(origin=layer.origin))


def sdk_words(sdk: TargetSdk) -> str:
    """A target SDK and what it comes from, in words."""
    if sdk.assumed:
        return f"{sdk.major}, assumed: {sdk.reason}"
    return f"{_version(sdk)}, from {sdk.reason}"


def _version(sdk: TargetSdk) -> str:
    if sdk.lowest is None or len(sdk.lowest) == 1:
        return str(sdk.major)
    return f"{sdk.major} (at least {_dotted(sdk.lowest)})"


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(str(number) for number in version)


def sdk_json(sdk: TargetSdk) -> dict[str, Json]:
    """The same as an object."""
    return {
        "major": sdk.major,
        "lowest": None if sdk.lowest is None else _dotted(sdk.lowest),
        "assumed": sdk.assumed,
        "reason": sdk.reason,
        "passed_over": list(sdk.passed_over),
    }


def _switch(value: bool) -> str:
    return "on" if value else "off"


def _ignores(ignores: FileIgnores) -> str:
    return f"{'!' if ignores.negated else ''}{ignores.pattern.text}: {', '.join(ignores.selectors)}"


def _block(title: str, lines: Sequence[str]) -> Iterator[str]:
    yield f"{title}:{'' if lines else ' none'}\n"
    for line in lines:
        yield textwrap.fill(line, _WIDTH, initial_indent="  ", subsequent_indent="  ") + "\n"


def _options(settings: Settings, rule: Rule) -> dict[str, object]:
    """The options of a rule, those that are not set with their defaults."""
    given = options_for(settings, rule)
    return {option.name: given.get(option.name, option.default) for option in rule.options}


def _plain(value: object) -> Json:
    if isinstance(value, (str, int, float)):
        return value
    return [str(item) for item in value] if isinstance(value, (tuple, list)) else None


def _written(value: object) -> str:
    """A value as TOML writes it, near enough to be copied."""
    import json

    return json.dumps(_plain(value))
