"""What every rule owes: its page, its name, the way it speaks, and a fix as often as it says."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from fixture_cases import FIXTURES, Folder, outcome_of, own
from harness import ROOT, check_text, today_in

from claudelint import toml
from claudelint.findings import Finding, Safety
from claudelint.linking.project import Requirements
from claudelint.registry import builtin_rules
from claudelint.rule import Fixable, Rule

RULES = builtin_rules()
SECTIONS = ("What it does", "Why is this bad?", "Example", "Use instead", "Fix safety", "References")
MAY_IMPORT = ("findings", "editing", "linking.project", "catalog", "rule")
# a program beside the requirements that an example shows
_USES_THE_SDK = "import anthropic\n\nclient = anthropic.Anthropic()\n"
each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)


def file_of(rule: Rule) -> Path:
    """The file of a rule."""
    return ROOT / "rules" / rule.family / f"{rule.name.replace('-', '_')}.py"


def folder_of_rule(rule: Rule) -> Folder:
    """The fixtures of a rule."""
    return Folder(rule.family, rule.name.replace("-", "_"))


def section(rule: Rule, title: str) -> str:
    """What stands under a heading of a rule's page."""
    match = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", rule.page, re.MULTILINE | re.DOTALL)
    assert match is not None, f"{rule.code} has no section {title!r}"
    return match[1].strip()


def language_of(rule: Rule) -> str:
    """What the examples of a rule are written in: what a rule on requirements judges is a pyproject.toml."""
    return "toml" if rule.on is Requirements else "python"


def code_in(rule: Rule, title: str) -> str:
    """The code of a section, which parses."""
    language = language_of(rule)
    blocks = re.findall(rf"^```{language}\n(.*?)^```$", section(rule, title), re.MULTILINE | re.DOTALL)
    assert len(blocks) == 1, f"{rule.code}: {title!r} holds {len(blocks)} blocks of {language}"
    if language == "toml":
        toml.parse(blocks[0])
    else:
        ast.parse(blocks[0])
    return blocks[0]


def findings_in(rule: Rule, code: str) -> list[Finding]:
    """What the rule finds in a text."""
    if rule.family == "suppressions":
        # a suppression is judged by what the other rules find: those run, too
        select = ["ALL", rule.code]
    else:
        select = [rule.code]
    files = {}
    if language_of(rule) == "toml":
        files, code = {"pyproject.toml": code}, _USES_THE_SDK
    found = check_text(code, select=select, preview=rule.preview or None, today=today_in(code), files=files)
    return [finding for finding in found if finding.code == rule.code]


@cache
def fixture_findings(rule: Rule) -> tuple[Finding, ...]:
    """What the rule finds in its bad file."""
    return tuple(own(outcome_of(folder_of_rule(rule), "bad.py"), rule))


def test_there_are_rules() -> None:
    """The tests below have something to look at, and every file below rules/ holds one rule."""
    files = {path for path in (ROOT / "rules").glob("*/*.py") if path.name != "__init__.py"}
    assert files
    assert {file_of(rule) for rule in RULES} == files
    assert len(RULES) == len(files)


def test_words_are_unique() -> None:
    """No code and no name means two rules."""
    words = [word for rule in RULES for word in (rule.code, rule.name)]
    assert len(words) == len(set(words))


@each_rule
def test_code_and_name(rule: Rule) -> None:
    """A code is CL and three digits, a name is in kebab case, and so are the names of its options."""
    assert re.fullmatch(r"CL\d{3}", rule.code)
    assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", rule.name)
    assert re.fullmatch(r"\d+\.\d+\.\d+", rule.since)
    assert rule.check.__name__ == rule.name.replace("-", "_")
    assert all(option.name == option.name.lower() for option in rule.options)


def test_family_has_one_digit() -> None:
    """The first digit of a code tells the family, and the family the digit."""
    digits: dict[str, set[str]] = {}
    for rule in RULES:
        digits.setdefault(rule.family, set()).add(rule.code[2])
    assert all(len(found) == 1 for found in digits.values()), digits
    assert len({*map(min, digits.values())}) == len(digits), digits


@each_rule
def test_page(rule: Rule) -> None:
    """A page has a summary of one line and all sections in order, each with something in it."""
    lines = rule.page.splitlines()
    assert lines[0].endswith(".")
    assert len(lines[0]) <= 110
    assert lines[0][0].isupper() or lines[0][0] == "`"
    assert lines[1] == ""
    headings = [line.removeprefix("## ") for line in lines if line.startswith("## ")]
    assert tuple(headings) == SECTIONS
    assert all(section(rule, title) for title in SECTIONS)
    assert re.search(r"https://\S+", section(rule, "References"))


@each_rule
def test_example_is_reported(rule: Rule) -> None:
    """The example on the page is reported by the rule."""
    assert findings_in(rule, code_in(rule, "Example"))


@each_rule
def test_use_instead_is_clean(rule: Rule) -> None:
    """What the page recommends instead is not reported by the rule."""
    assert findings_in(rule, code_in(rule, "Use instead")) == []


@each_rule
def test_fixtures_are_there(rule: Rule) -> None:
    """A rule has a folder of fixtures under its own path, and a golden file where it fixes anything."""
    folder = folder_of_rule(rule)
    assert folder.path.is_relative_to(FIXTURES)
    assert folder.has("bad.py")
    assert folder.has("good.py")
    assert folder.has("bad.fixed.py") is (rule.fix is not Fixable.NEVER)


@each_rule
def test_fix_availability(rule: Rule) -> None:
    """The declared availability of a fix is what the fixtures show."""
    findings = fixture_findings(rule)
    assert findings
    fixable = [
        finding.fix is not None and finding.fix.safety is not Safety.SHOWN and bool(finding.fix.edits)
        for finding in findings
    ]
    shown = Fixable.NEVER if not any(fixable) else Fixable.ALWAYS if all(fixable) else Fixable.SOMETIMES
    assert rule.fix is shown


@each_rule
def test_messages(rule: Rule) -> None:
    """Messages start in lower case, have no full stop at the end and no double space; so have fix titles."""
    for finding in fixture_findings(rule):
        texts = [finding.message, *(related.message for related in finding.related)]
        if finding.fix is not None:
            texts.append(finding.fix.title)
        for text in texts:
            assert re.match(r"[a-z`0-9$'\"]", text) or text.startswith(("API", "JSON", "SDK", "Claude")), text
            assert not text.endswith((".", "!", " ")), text
            assert "  " not in text, text
            assert "\n" not in text, text
            assert text.count("`") % 2 == 0, text


@each_rule
def test_findings_are_stamped(rule: Rule) -> None:
    """A finding bears the code, name and page of its rule, and lies within its file."""
    outcome = outcome_of(folder_of_rule(rule), "bad.py")
    for finding in own(outcome, rule):
        assert (finding.code, finding.name, finding.url) == (rule.code, rule.name, rule.url)
        spans = [finding.span, *(related.span for related in finding.related)]
        spans += [edit.span for edit in (finding.fix.edits if finding.fix else ())]
        for span in spans:
            assert 0 <= span.start <= span.end <= len(outcome.sources[span.file].text)


@each_rule
def test_url_is_the_file(rule: Rule) -> None:
    """The page's address ends in the path of the rule's own file."""
    assert rule.url.endswith(file_of(rule).relative_to(ROOT).as_posix())


@each_rule
def test_imports(rule: Rule) -> None:
    """A rule imports nothing of claudelint but findings, editing, linking.project, catalog and rule."""
    tree = ast.parse(file_of(rule).read_text(encoding="utf-8"))
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            module = node.module or ""
            names.update(
                f"{module}.{alias.name}" if module == "claudelint" else module for alias in node.names
            )
    ours = {name.removeprefix("claudelint.") for name in names if name.split(".")[0] == "claudelint"}
    assert {name for name in ours if name not in MAY_IMPORT and not name.startswith("catalog.")} == set()
    assert not {name for name in names if name.split(".")[0] in ("libcst", "ast", "os", "pathlib", "click")}
