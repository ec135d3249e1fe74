"""A rule's page as it is read, and the table of all rules."""

from __future__ import annotations

from collections.abc import Iterable

from claudelint.rule import Fixable, Option, Rule

_FIXABLE = {
    Fixable.NEVER: "no fix",
    Fixable.SOMETIMES: "sometimes fixable",
    Fixable.ALWAYS: "always fixable",
}
_FIX_MARKS = {Fixable.NEVER: "", Fixable.SOMETIMES: "sometimes", Fixable.ALWAYS: "yes"}


def page(rule: Rule) -> str:
    """The rule's page in Markdown: what is known of it, then its docstring."""
    facts = [
        f"Severity: {rule.severity.value}",
        f"Fix: {_FIXABLE[rule.fix]}",
        f"Family: {rule.family}",
        f"Since: {rule.since}",
    ]
    if rule.preview:
        facts.append("Preview: runs with `preview = true` only")
    if rule.opt_in:
        facts.append("Opt-in: runs when it is selected by its code or name")
    text = f"# {rule.name} ({rule.code})\n\n" + "".join(f"- {fact}\n" for fact in facts)
    text += f"\n{rule.page.strip()}\n"
    if rule.options:
        table = f"[tool.claudelint.rules.{rule.name}]"
        text += f"\n## Options\n\n```toml\n{table}\n" + "".join(map(_option, rule.options)) + "```\n"
    return text


def _option(option: Option) -> str:
    return f"{option.name.replace('_', '-')} = {_toml(option.default)}\n"


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (tuple, list)):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return str(value)


def rules_table(rules: Iterable[Rule]) -> str:
    """All rules as a table in Markdown, by code."""
    lines = ["| code | name | what it finds | severity | fix |", "|---|---|---|---|---|"]
    for rule in sorted(rules, key=lambda rule: rule.code):
        severity = _severity(rule)
        summary = rule.summary.replace("|", "\\|")
        lines.append(f"| {rule.code} | `{rule.name}` | {summary} | {severity} | {_FIX_MARKS[rule.fix]} |")
    return "\n".join(lines) + "\n"


def _severity(rule: Rule) -> str:
    """The severity of a rule, and on what it waits before it runs."""
    remarks = [word for word, holds in (("preview", rule.preview), ("opt-in", rule.opt_in)) if holds]
    return ", ".join([rule.severity.value, *remarks])


def rules_json(rules: Iterable[Rule]) -> list[dict[str, str | bool]]:
    """The rules as plain objects."""
    return [
        {
            "code": rule.code,
            "name": rule.name,
            "summary": rule.summary,
            "family": rule.family,
            "severity": rule.severity.value,
            "fix_availability": rule.fix.value,
            "preview": rule.preview,
            "since": rule.since,
            "url": rule.url,
        }
        for rule in rules
    ]


def rules_list(rules: Iterable[Rule]) -> str:
    """The rules as a plain table, for a terminal."""
    rows = [(rule.code, rule.name, _severity(rule), _FIX_MARKS[rule.fix], rule.summary) for rule in rules]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(4)]
    lines = (
        "  ".join([*(cell.ljust(size) for cell, size in zip(row, widths, strict=False)), row[4]])
        for row in rows
    )
    return "".join(line.rstrip() + "\n" for line in lines)
