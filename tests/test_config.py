"""Configuration: where it is found, how it is merged, what is said of mistakes, which rules it selects."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from claudelint.findings import Report, Severity
from claudelint.judging.config import Configuration, inline_layer
from claudelint.judging.selection import enabled_rules, ignored_in, may_fix, options_for, waiting_for_preview
from claudelint.judging.settings import ConfigError, Layer, Settings, parse_target_sdk
from claudelint.rule import Fixable, Option, Rule


def no_check(subject: object) -> Iterator[Report]:
    """Finds nothing."""
    return iter(())


def make_rule(code: str, name: str, family: str, options: tuple[Option, ...] = (), **kinds: bool) -> Rule:
    """A rule that is only named and selected."""
    return Rule(
        code,
        name,
        object,
        Severity.ERROR,
        Fixable.NEVER,
        "0.1.0",
        no_check,
        "Page.",
        family,
        options=options,
        preview=kinds.get("preview", False),
        opt_in=kinds.get("opt_in", False),
    )


OPTIONS = (
    Option("fail_within", int, 30),
    Option("share", float, 0.5),
    Option("loud", bool, False),
    Option("label", str, ""),
    Option("allowed_names", tuple[str, ...], ()),
)
RULES = (
    make_rule("CL101", "max-tokens-oversized", "tokens"),
    make_rule("CL401", "retired-model", "models"),
    make_rule("CL402", "retiring-model", "models", OPTIONS),
    make_rule("CL411", "early-model", "models", preview=True),
    make_rule("CL903", "unexplained-suppression", "suppressions", opt_in=True),
)


def settings(cwd: Path, folder: str = ".", **more: object) -> Settings:
    """The settings of a folder below the working directory."""
    layers = [layer for layer in (more.get("layer"),) if isinstance(layer, Layer)]
    configuration = Configuration(
        str(cwd),
        isolated=bool(more.get("isolated")),
        file=str(more["file"]) if "file" in more else None,
        command_line=layers,
        rules=lambda: RULES,
    )
    return configuration.settings_for(str((cwd / folder).resolve()))


def codes(chosen: Settings) -> list[str]:
    """The codes of the rules that run."""
    return [rule.code for rule in enabled_rules(chosen, RULES)]


def write(path: Path, text: str) -> None:
    """Write a file, making its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_nearest_table_wins(tmp_path: Path) -> None:
    """The nearest file with our table counts, claudelint.toml before pyproject.toml, without merging."""
    write(tmp_path / "pyproject.toml", "[tool.claudelint]\nfail-on = 'error'\npreview = true")
    write(tmp_path / "a" / "pyproject.toml", "[project]\nname = 'claudelint-user'")
    write(tmp_path / "a" / "b" / "pyproject.toml", "[tool.claudelint]\nfail-on = 'warning'")
    write(tmp_path / "a" / "b" / "claudelint.toml", "fail-on = 'advice'")
    write(tmp_path / "a" / "b" / "c" / "x.py", "")
    assert settings(tmp_path, "a").fail_on == "error"
    nearest = settings(tmp_path, "a/b/c")
    assert (nearest.fail_on, nearest.preview) == ("advice", False)
    assert settings(tmp_path, "a", isolated=True).fail_on == "warning"


def test_foreign_pyproject_is_not_parsed(tmp_path: Path) -> None:
    """A pyproject.toml that does not mention us may even be broken."""
    write(tmp_path / "pyproject.toml", "[tool.other\n")
    assert settings(tmp_path).config_file is None


def test_extend(tmp_path: Path) -> None:
    """An extended file comes first; lists that extend add up, paths stay relative to their own file."""
    write(
        tmp_path / "base" / "shared.toml", "ignore = ['CL101']\nextend-exclude = ['gen/*']\nfail-within = 5"
    )
    write(
        tmp_path / "app" / "claudelint.toml",
        "extend = '../base/shared.toml'\nextend-exclude = ['tmp/*']\nfail-within = 9",
    )
    chosen = settings(tmp_path, "app")
    assert chosen.fail_within == 9
    assert codes(chosen) == ["CL401", "CL402"]
    assert chosen.excludes(str(tmp_path / "base" / "gen" / "x.py"))
    assert chosen.excludes(str(tmp_path / "app" / "tmp" / "x.py"))
    assert not chosen.excludes(str(tmp_path / "app" / "gen" / "x.py"))


def test_extend_in_a_circle(tmp_path: Path) -> None:
    """Files that extend each other are an error that names them."""
    write(tmp_path / "claudelint.toml", "extend = 'other.toml'")
    write(tmp_path / "other.toml", "extend = 'claudelint.toml'")
    with pytest.raises(ConfigError, match=r"claudelint\.toml -> other\.toml -> claudelint\.toml"):
        settings(tmp_path)


def test_named_file(tmp_path: Path) -> None:
    """A file given on the command line counts for all, its paths relative to the working directory."""
    write(tmp_path / "app" / "claudelint.toml", "preview = true")
    write(tmp_path / "conf" / "ci.toml", "exclude = ['gen/*']")
    chosen = settings(tmp_path, "app", file=tmp_path / "conf" / "ci.toml")
    assert not chosen.preview
    assert chosen.excludes(str(tmp_path / "gen" / "a.py"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("selct = []", "claudelint.toml: unknown key `selct`; did you mean `select`?"),
        ("extend_select = []", "claudelint.toml: unknown key `extend_select`; did you mean `extend-select`?"),
        ("select = 'CL4'", 'claudelint.toml: `select` has to be a list of texts, not the text "CL4"'),
        ("preview = 1", "claudelint.toml: `preview` has to be true or false, not the number 1"),
        ("fail-on = 'eror'", "`fail-on` is `eror`, not one of error, warning, advice; did you mean `error`?"),
        ("fail-within = true", "`fail-within` has to be a number of days, not true"),
        ("target-sdk = 2.1", "`target-sdk` has to be a version in quotes, not the number 2.1"),
        ("target-sdk = 'new'", "`target-sdk`: 'new' is not a version"),
        ("ignore = ['CL409']", "`ignore`: unknown rule `CL409`; did you mean `CL40"),
        ("select = ['retierd-model']", "unknown rule `retierd-model`; did you mean `retired-model`?"),
        (
            "per-file-ignores = ['a']",
            "`per-file-ignores` has to be a table of patterns and rules, not a list",
        ),
        ("per-file-ignores.'a' = ['nope']", "`per-file-ignores`: unknown rule `nope`"),
        ("rules.retiring-model.fail-in = 1", "unknown option `fail-in`; did you mean `fail-within`?"),
        ("rules.retired-model.x = 1", "`rules.retired-model`: unknown option `x`; it has none"),
        ("rules.retiring-modle.x = 1", "unknown rule `retiring-modle`; did you mean `retiring-model`?"),
        ("rules.retiring-model.share = 'a'", "`rules.retiring-model.share` has to be a number"),
        ("rules.retiring-model.fail-within = 1.5", "fail-within` has to be a whole number"),
        ("rules.retiring-model.loud = 1", "loud` has to be true or false"),
        ("rules.retiring-model.allowed-names = 'a'", "allowed-names` has to be a list of texts"),
        ("rules = 1", "`rules` has to be a table, not the number 1"),
        ("extend = 'nothing.toml'", "`extend`: there is no file 'nothing.toml'"),
        ("select = [", "claudelint.toml: is not valid TOML"),
    ],
)
def test_mistakes(tmp_path: Path, text: str, message: str) -> None:
    """A mistake is an error that names file, key and the nearest right spelling."""
    write(tmp_path / "claudelint.toml", text)
    with pytest.raises(ConfigError) as caught:
        settings(tmp_path)
    assert message in str(caught.value)


def test_mistake_on_the_command_line(tmp_path: Path) -> None:
    """A value that is no TOML is told how to be written."""
    with pytest.raises(ConfigError, match="written in quotes"):
        inline_layer("fail-on=error", str(tmp_path))
    assert inline_layer("rules.retiring-model.fail-within=3", str(tmp_path)).rule_options == (
        ("retiring-model", "fail_within", 3),
    )


@pytest.mark.parametrize(
    ("text", "major"),
    [
        ("1", 1),
        ("1.x", 1),
        (" 2.12 ", 2),
        ("2.12.0", 2),
        ("==0.40.*", 0),
        (">=1,<2", 1),
        (">=1.4, <2.0", 1),
        ("~=1.4", 1),
        ("~=0.40.1", 0),
        ("<1", 0),
        (">=1,!=1.3,<=1.9", 1),
    ],
)
def test_target_sdk(text: str, major: int) -> None:
    """A target is one major version, however it is written."""
    assert parse_target_sdk(text).major == major


@pytest.mark.parametrize("text", [">=0.40", "<=1", "", "x", ">=2,<1", "1..2"])
def test_target_sdk_that_is_none(text: str) -> None:
    """An open range, an empty one and what is no version are refused."""
    with pytest.raises(ValueError, match=r"version"):
        parse_target_sdk(text)


@pytest.mark.parametrize(
    ("layers", "expected"),
    [
        ([], ["CL101", "CL401", "CL402"]),
        ([{"select": ("ALL",)}], ["CL101", "CL401", "CL402"]),
        ([{"select": ()}], []),
        ([{"select": ("models",)}], ["CL401", "CL402"]),
        ([{"select": ("CL4",), "ignore": ("CL401",)}], ["CL402"]),
        ([{"select": ("retired-model",), "ignore": ("models",)}], ["CL401"]),
        ([{"ignore": ("CL4",), "extend_select": ("CL40",)}], ["CL101", "CL401", "CL402"]),
        ([{"select": ("CL401",), "ignore": ("retired-model",)}], []),
        ([{"extend_select": ("CL903",)}], ["CL101", "CL401", "CL402", "CL903"]),
        ([{"select": ("CL9", "suppressions")}], []),
        # what was ignored before stays ignored, unless the later layer says what to ignore or is narrower
        ([{"ignore": ("CL401",)}, {"select": ("CL4",)}], ["CL402"]),
        ([{"ignore": ("CL401",)}, {"select": ("CL4",), "ignore": ("CL402",)}], ["CL401"]),
        ([{"ignore": ("CL401",)}, {"extend_select": ("CL401",)}], ["CL101", "CL401", "CL402"]),
        ([{"extend_select": ("CL903",)}, {"ignore": ("CL903",)}], ["CL101", "CL401", "CL402"]),
        ([{"select": ("CL1",)}, {"select": ("CL402",)}], ["CL402"]),
        ([{"preview": True}], ["CL101", "CL401", "CL402", "CL411"]),
        ([{"select": ("CL411",)}], []),
    ],
)
def test_selection(layers: list[dict[str, tuple[str, ...]]], expected: list[str]) -> None:
    """The narrower selector wins within a source of settings, the later source otherwise."""
    made = tuple(Layer("test", **layer) for layer in layers)  # type: ignore[arg-type]
    preview = any(layer.preview for layer in made)
    assert codes(Settings("/", layers=made, preview=preview)) == expected


def test_selected_preview_rule_is_noticed() -> None:
    """A preview rule that is selected by name and does not run can be told."""
    chosen = Settings("/", layers=(Layer("test", extend_select=("early-model",)),))
    assert [rule.code for rule in waiting_for_preview(chosen, RULES)] == ["CL411"]


def test_per_file_ignores(tmp_path: Path) -> None:
    """A pattern without a slash means names anywhere, with one paths, with `!` all other files."""
    write(
        tmp_path / "claudelint.toml",
        "[per-file-ignores]\n'conftest.py' = ['CL101']\n'tests/*' = ['models']\n'!src/**' = ['CL101']",
    )
    chosen = settings(tmp_path)

    def ignored(path: str) -> set[str]:
        return set(ignored_in(chosen, str(tmp_path / path), RULES))

    assert ignored("src/a/b.py") == set()
    assert ignored("src/conftest.py") == {"CL101"}
    assert ignored("tests/deep/a.py") == {"CL101", "CL401", "CL402", "CL411"}


def test_fixable() -> None:
    """The narrower of fixable and unfixable decides whether a fix may be applied."""
    chosen = Settings("/", layers=(Layer("test", unfixable=("CL4",), fixable=("ALL", "CL401")),))
    assert [rule.code for rule in RULES if may_fix(chosen, rule)] == ["CL101", "CL401", "CL903"]


def test_rule_options(tmp_path: Path) -> None:
    """Options reach the rule under its parameters' names, over settings that are called the same."""
    write(tmp_path / "claudelint.toml", "fail-within = 7\n[rules.CL402]\nshare = 1\nallowed-names = ['a']")
    chosen = settings(tmp_path)
    assert options_for(chosen, RULES[2]) == {"fail_within": 7, "share": 1, "allowed_names": ("a",)}
    assert options_for(chosen, RULES[1]) == {}


def test_rules_are_asked_for_only_when_named(tmp_path: Path) -> None:
    """Without selectors the rules need not be loaded."""
    write(tmp_path / "claudelint.toml", "preview = true")

    def refuse() -> tuple[Rule, ...]:
        raise AssertionError("rules were loaded")

    assert Configuration(str(tmp_path), rules=refuse).settings_for(str(tmp_path)).preview
