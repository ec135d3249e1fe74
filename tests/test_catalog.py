"""What the catalogue answers, and that its tables agree with each other."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import msgspec
import pytest

from claudelint import toml
from claudelint.catalog.api import ApiFacts
from claudelint.catalog.catalog import Catalog, load
from claudelint.catalog.history import Method, RemovedName, SdkHistory, VersionSpan, version_of
from claudelint.catalog.loading import BUILT_IN, models_of
from claudelint.catalog.models import ModelFacts

CATALOG = load(date(2026, 11, 22))


# the files


def test_every_key_of_a_model_is_read() -> None:
    """What stands in models.toml is what the facts of the models say."""
    entries = toml.parse((BUILT_IN / "models.toml").read_text(encoding="utf-8"))["model"]
    assert isinstance(entries, list)
    _, models = models_of()
    assert len(entries) == len(models)
    for entry, facts in zip(entries, models, strict=True):
        told = msgspec.to_builtins(facts, builtin_types=(date,))
        for key, value in entry.items():
            said = told[key]
            if isinstance(value, dict):
                said = {name: said[name] for name in value}
            assert said == (tuple(value) if isinstance(value, list) else value), (facts.id, key)


@pytest.mark.parametrize("name", ["models.toml", "sdk.toml", "methods.toml", "api.toml"])
def test_a_key_that_nothing_reads_is_refused(tmp_path: Path, name: str) -> None:
    """A misspelt key does not go unseen."""
    for path in BUILT_IN.glob("*.toml"):
        text = path.read_text(encoding="utf-8")
        (tmp_path / path.name).write_text(f"misspelt = 1\n{text}" if path.name == name else text)
    with pytest.raises(msgspec.ValidationError, match="misspelt"):
        everything_in(tmp_path)


def everything_in(folder: Path) -> tuple[Catalog, SdkHistory, ApiFacts]:
    """A catalogue with the files that it reads later."""
    catalog = load(folder=folder)
    return catalog, catalog.history, catalog.api


def test_where_thinking_is_bound_is_known() -> None:
    """Of every model that binds its thinking it is known whether it does so on every account, and of no other."""
    for model in CATALOG.models:
        known = model.binds_thinking_on_every_account is not None
        assert known is (model.binds_thinking_blocks is True), model.id


def test_an_announced_retirement_comes_to_pass() -> None:
    """Deprecated before its day, retired from its day on."""
    for day, retired in ((date(2026, 11, 29), False), (date(2026, 11, 30), True)):
        model = load(day).find("claude-sonnet-4-5")
        assert model is not None
        assert (model.is_retired, model.is_deprecated) == (retired, not retired)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("print(1)\n", set()),
        (
            "import anthropic\nanthropic.Anthropic().messages.create(model='claude-opus-5-5', max_tokens=9)\n",
            # the rules about parameters ask every request which its method takes, and what the API refuses
            {"api", "catalog", "history", "loading", "models", "sdk", "spelling"},
        ),
    ],
    ids=["no request", "a request"],
)
def test_a_run_reads_no_more_than_it_needs(tmp_path: Path, text: str, expected: set[str]) -> None:
    """Without Claude code no part of the catalogue is read."""
    (tmp_path / "a.py").write_text(text)
    code = (
        "import sys; from claudelint.cli import main\n"
        "try: main(['check', '--no-cache', 'a.py'])\n"
        "except SystemExit: pass\n"
        "print(*(name for name in sys.modules if name.startswith('claudelint.catalog.')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    loaded = {name.rpartition(".")[2] for name in done.stdout.splitlines()[-1].split()}
    assert loaded - {"tokens", "prices"} == expected


# parameters by version

TAKEN = [
    # path, parameter, version, what is known
    ("messages.create", "max_tokens", "0.25.9", True),
    ("messages.create", "max_tokens", "0.10.0", None),
    ("messages.create", "temperature", "0.125.0", True),
    ("messages.create", "temperature", "1.0.0", False),
    ("messages.create", "temperature", "2", False),
    ("messages.create", "tools", "0.25.9", False),
    ("messages.create", "tools", "0.30.0", None),
    ("messages.create", "tools", "0.40.0", True),
    ("messages.create", "thinking", "0.46.9", False),
    ("messages.create", "thinking", "0.47", True),
    ("messages.create", "cache_control", "0.82.5", False),
    ("messages.create", "cache_control", "0.83.0", True),
    ("messages.create", "speed", "0.79.0", None),
    ("messages.create", "speed", "0.80.0", False),
    ("messages.create", "speed", "1.14.9", False),
    ("messages.create", "speed", "1.15.0", True),
    ("messages.create", "betas", "1.3.0", False),
    ("messages.create", "betas", "2.12.0", False),
    ("messages.create", "betas", "2.13.0", False),
    ("messages.create", "betas", "2.14.0", None),
    ("messages.create", "extra_body", "2.12.0", True),
    ("messages.create", "extra_body", "2.11.0", None),
    ("messages.create", "max_tokens", "3.0", True),
    ("messages.stream", "output_format", "2.12.1", True),
    ("messages.stream", "output_format", "2.0.0", None),
    # what the newest of a major version lacks, none of it has
    ("messages.stream", "betas", "2.0.0", False),
    ("messages.stream", "betas", "1.9.0", None),
    ("messages.stream", "top_k", "1.9.0", False),
    ("messages.stream", "top_k", "0.99.0", None),
    ("messages.parse", "cache_control", "2.5.0", False),
    ("messages.parse", "stream", "1.0.0", False),
    ("beta.messages.create", "betas", "2.12.0", True),
    ("beta.messages.create", "output_format", "1.2.0", False),
    ("beta.messages.tool_runner", "compaction_control", "1.0.0", False),
    ("beta.messages.tool_runner", "compaction_control", "0.99.0", None),
]


@pytest.mark.parametrize(("path", "name", "version", "known"), TAKEN)
def test_what_a_version_takes(path: str, name: str, version: str, known: bool | None) -> None:
    """Known for what was looked at and what follows from it; else None."""
    assert CATALOG.methods[path].takes(name, tuple(map(int, version.split(".")))) is known


def test_what_stays_in_doubt_between_two_versions() -> None:
    """Between the last that lacks it and the first that has it nothing is known."""
    span = VersionSpan(("a",), seen_since="1.5.0", missing_in="1.2.0", removed_in="2.0.0")
    method = Method("m", "2.0.0", "2.1.0", (), (), (span,), "1.0.0")
    versions = ((1, 0), (1, 2), (1, 3), (1, 5), (1, 9), (2,), (2, 1), (2, 2))
    known = [method.takes("a", version) for version in versions]
    assert known == [False, False, None, True, True, False, False, False]


@pytest.mark.parametrize(
    ("name", "version", "gone"),
    [
        ("client.completions", "0.125.0", False),
        ("client.completions", "1.0", True),
        ("client.count_tokens", "0.38.0", False),
        ("client.count_tokens", "0.39", True),
        ("client.beta.prompt_caching", "2.0.0", True),
        ("client.beta.prompt_caching", "1.9.0", None),
        ("client.beta.tools", "2.13", True),
    ],
)
def test_what_is_gone(name: str, version: str, gone: bool | None) -> None:
    """Known from the changelog, or from the version that was looked at and its major version."""
    found = next(one for one in CATALOG.history.removed_names if one.name == name)
    assert found.is_gone(version_of(version)) is gone
    assert RemovedName("client.x").is_gone((1,)) is None


# the tables agree with each other


def test_removed_parameters_are_those_of_the_methods() -> None:
    """The major version in which a parameter went is told twice, and the same."""
    for name, facts in CATALOG.removed_parameters.items():
        for path in ("messages.create", "messages.stream", "messages.parse", "beta.messages.tool_runner"):
            method = CATALOG.methods[path]
            assert method.takes(name, (facts.since_major,)) is False
            assert method.takes(name, (facts.since_major - 1, 999)) is not False


def test_models_named_in_tables_are_known() -> None:
    """Every id is one of a model in models.toml, by its full name."""
    api = CATALOG.api
    named = [
        *api.task_budget.refused_models,
        *api.structured_outputs.first_models,
        *(model for one in api.tool_refusals for model in one.models),
        *(model for one in api.advisor_refusals for model in (one.model, *one.advisors)),
    ]
    for platform in api.platforms.values():
        named += platform.fast_mode_models
        named += platform.structured_output_models
        named += platform.no_structured_output_models
    assert [name for name in named if (found := CATALOG.find(name)) is None or found.id != name] == []


def test_names_in_tables_are_known() -> None:
    """Beta headers, types of tools, platforms, efforts and fields of models are named where they are defined."""
    api = CATALOG.api
    betas = {*api.known_betas.names, *api.known_betas.also}
    assert {name for one in api.obsolete_betas for name in one.names} <= betas
    assert {
        *api.shaping_betas.names,
        *api.tool_types.toolsets_refuse_betas,
        api.batches.output_300k_beta,
    } <= betas
    assert {name for one in api.beta_features for name in one.headers} <= betas
    assert {one.only_where for one in api.beta_features} - {None} <= {*ModelFacts.__struct_fields__}
    tools = {*api.tool_types.plain, *api.tool_types.beta_only}
    assert {*api.tool_types.toolsets} <= tools
    assert {name for one in api.tool_refusals for name in (*one.types, one.replacement)} <= tools
    platforms = {client.platform for client in CATALOG.clients.values()}
    assert api.platforms.keys() == platforms
    assert {name for one in api.tool_refusals for name in one.platforms} <= platforms
    for model in CATALOG.models:
        assert {*(model.effort_levels or ())} <= {*api.effort.levels}
        assert {*(model.thinking_types or ()), *(model.thinking_rejected or ())} <= {*api.thinking.types}


def test_batches_of_clients_and_of_platforms_are_the_same() -> None:
    """Whether there are batches is told of the classes and of their platforms."""
    for client in CATALOG.clients.values():
        assert client.batches == CATALOG.api.platforms[client.platform].batches, client.name


def test_structured_outputs_of_a_platform() -> None:
    """Some models are known to take them, some not to, of the others nothing is known."""
    bedrock = CATALOG.api.platforms["bedrock"]
    models = ("claude-opus-4-6", "claude-sonnet-5-5", "claude-opus-5-5")
    assert [bedrock.takes_structured_outputs(model) for model in models] == [True, False, None]
    assert CATALOG.api.platforms["api"].takes_structured_outputs("claude-opus-5-5") is True


def test_beta_features_are_parameters_of_the_beta_methods() -> None:
    """A feature in beta only is a parameter that the plain method does not take."""
    plain, beta = CATALOG.methods["messages.create"], CATALOG.methods["beta.messages.create"]
    for feature in CATALOG.api.beta_features:
        name, _, inner = feature.parameter.partition(".")
        if feature.beta_only and not inner:
            assert name in beta.parameters - plain.parameters, name
