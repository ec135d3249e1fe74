"""The catalogue agrees with the installed `anthropic` and `genai-prices`; what differs is explained in `EXPLAINED`."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import anthropic
import pytest
from harness import ROOT

sys.path.append(str(ROOT / "scripts"))

import catalog_sources as sources

from claudelint.catalog.catalog import Catalog, load
from claudelint.catalog.loading import BUILT_IN


def unexplained(catalog: Catalog) -> list[str]:
    """The differences that are not known, in words."""
    return [str(one) for one in sources.differences(catalog) if not sources.is_explained(one)]


def test_the_catalogue_agrees_with_the_packages() -> None:
    """Whatever the packages say is what the catalogue says, or it is explained."""
    found = unexplained(load())
    assert found == [], "\n".join(["run `python scripts/refresh_catalog.py`:", *found])


def test_every_explanation_is_needed() -> None:
    """An explanation of a difference that is gone goes as well."""
    found = {(one.subject, one.key.split(".")[0]) for one in sources.differences(load())}
    assert sources.EXPLAINED.keys() - found == set()


def test_twins_take_the_same() -> None:
    """The asynchronous methods have the signatures of the others, so that one table holds for both."""
    client, twin = sources.any_client(), anthropic.AsyncAnthropic(api_key="none")
    for path in load().methods:
        if path.endswith(".params") or path == "Anthropic":
            continue
        assert sorted(sources.parameters_of(client, path)) == sorted(sources.parameters_of(twin, path)), path
    one, other = (sources.parameters_of(anthropic, name) for name in ("Anthropic", "AsyncAnthropic"))
    assert sorted(one) == sorted(other)


# each comparison sees a value that is changed: the file, what stands there, what takes its place, what is said

ALTERED = [
    (
        "models.toml",
        'id = "claude-mythos-5-2"',
        'id = "claude-mythos-5-9"',
        r"claude-mythos-5-2, id: .* nothing, anthropic",
    ),
    (
        "models.toml",
        'id = "claude-mythos-5-2"',
        'id = "claude-mythos-5-9"',
        r"claude-mythos-5-9, id: .* anthropic \S+ says nothing",
    ),
    (
        "models.toml",
        'id = "claude-mythos-5-2"',
        'id = "claude-mythos-5-9"',
        r"claude-mythos-5-2, id: .* genai-prices",
    ),
    (
        "models.toml",
        "retires_on = 2026-11-30",
        "retires_on = 2026-12-30",
        r"retires_on: the catalogue says 2026-12-30, .* 2026-11-30",
    ),
    (
        "models.toml",
        'lifecycle = "deprecated"',
        'lifecycle = "active"',
        r"lifecycle: the catalogue says active",
    ),
    (
        "models.toml",
        "input = 0.1\n",
        "input = 0.2\n",
        r"claude-haiku-5-5, price.input: .* 0.2, genai-prices \S+ says 0.1",
    ),
    ("models.toml", "output = 0.5\n", "output = 0.6\n", r"claude-haiku-5-5, price.output: .* 0.6"),
    (
        "models.toml",
        "cache_read = 0.01\n",
        "cache_read = 0.02\n",
        r"claude-haiku-5-5, price.cache_read: .* 0.02",
    ),
    (
        "models.toml",
        "cache_write_5m = 0.125\n",
        "cache_write_5m = 0.5\n",
        r"claude-haiku-5-5, price.cache_write_5m",
    ),
    (
        "models.toml",
        "cache_write_1h = 0.2\n",
        "cache_write_1h = 0.5\n",
        r"claude-haiku-5-5, price.cache_write_1h",
    ),
    (
        "models.toml",
        "batch_input = 0.05\n",
        "batch_input = 0.5\n",
        r"claude-haiku-5-5, price.batch_input: .* 0.5",
    ),
    (
        "models.toml",
        "batch_output = 0.25\n",
        "batch_output = 0.5\n",
        r"claude-haiku-5-5, price.batch_output: .* 0.5",
    ),
    (
        "models.toml",
        "above_prompt_tokens = 100_000",
        "above_prompt_tokens = 200_000",
        r"price_tier.above_prompt_tokens: .* 200000, .* 100000",
    ),
    (
        "models.toml",
        "cache_read = 0.05\nbatch_input = 0.25",
        "cache_read = 0.04\nbatch_input = 0.25",
        r"price_tier.cache_read: .* 0.04",
    ),
    (
        "models.toml",
        'thinking_deprecated_types = ["enabled"]',
        "",
        r"claude-opus-4-6, thinking_deprecated_types",
    ),
    ("sdk.toml", "newest_major = 2", "newest_major = 3", r"newest_major: the catalogue says 3"),
    (
        "sdk.toml",
        "AsyncAnthropic = {",
        "AsyncAntropic = {",
        r"clients, AsyncAnthropic: the catalogue says nothing",
    ),
    (
        "sdk.toml",
        'Anthropic = { platform = "api", is_async = false',
        'Anthropic = { platform = "api", is_async = true',
        r"clients, Anthropic: .* True",
    ),
    (
        "sdk.toml",
        "max_tokens = 21_333",
        "max_tokens = 21_334",
        r"nonstreaming, max_tokens: .* 21334, .* 21333",
    ),
    ("sdk.toml", "most_seconds = 600", "most_seconds = 900", r"nonstreaming, most_seconds"),
    (
        "sdk.toml",
        '"claude-opus-4-0" = 8_192',
        '"claude-opus-4-0" = 8_193',
        r"nonstreaming, claude-opus-4-0: .* 8193, .* 8192",
    ),
    ("methods.toml", 'newest = "2.13.0"', 'newest = "2.11.0"', r"methods, newest: the catalogue says 2.11.0"),
    ("methods.toml", "default_max_retries = 2", "default_max_retries = 3", r"default_max_retries"),
    (
        "methods.toml",
        "default_timeout_seconds = 600",
        "default_timeout_seconds = 60",
        r"default_timeout_seconds",
    ),
    ("methods.toml", 'version = "2026-10-21"', 'version = "2026-10-22"', r"api_versions"),
    (
        "api.toml",
        '"prompt-caching-2024-07-31", "pdfs-2024-09-25", "token-counting-2024-11-01",\n',
        "\n",
        r"known_betas: the catalogue says nothing, .* pdfs-2024-09-25",
    ),
    (
        "api.toml",
        '"bash_20250124"',
        '"bash_20250125"',
        r"tool_types.plain: the catalogue says bash_20250125, .* nothing",
    ),
    ("api.toml", '"advisor_20260301"', '"advisor_20260302"', r"tool_types.beta_only"),
]


@pytest.mark.parametrize(
    ("name", "before", "after", "said"), ALTERED, ids=[f"{case[0]} {case[3]}" for case in ALTERED]
)
def test_a_changed_value_is_seen(tmp_path: Path, name: str, before: str, after: str, said: str) -> None:
    """A catalogue with one other value differs, in readable words."""
    catalog = altered(tmp_path, name, before, after)
    assert any(re.search(said, words) for words in unexplained(catalog)), unexplained(catalog)


def parameters() -> Iterator[tuple[str, str]]:
    """Every method, with one parameter of each kind that it has."""
    for path, method in load().methods.items():
        for names in (method.required, method.optional):
            yield from ((path, name) for name in names[:1])


@pytest.mark.parametrize(("path", "name"), list(parameters()))
def test_a_changed_parameter_is_seen(tmp_path: Path, path: str, name: str) -> None:
    """A parameter that has another name differs twice: the one is gone, the other is new."""
    text = (BUILT_IN / "methods.toml").read_text(encoding="utf-8")
    start = text.index(f'[methods."{path}"]\n')
    changed = text[:start] + text[start:].replace(f'"{name}"', '"other"', 1)
    words = unexplained(altered(tmp_path, "methods.toml", text, changed))
    assert any(re.search(rf"{re.escape(path)}, \w+: the catalogue says other, ", one) for one in words)
    assert any(
        re.search(rf"{re.escape(path)}, \w+: the catalogue says nothing, .* {name}$", one) for one in words
    )


def altered(folder: Path, name: str, before: str, after: str) -> Catalog:
    """The catalogue with one text in one of its files replaced."""
    for path in BUILT_IN.glob("*.toml"):
        text = path.read_text(encoding="utf-8")
        if path.name == name:
            assert before in text
            text = text.replace(before, after, 1)
        (folder / path.name).write_text(text, encoding="utf-8")
    return load(folder=folder)
