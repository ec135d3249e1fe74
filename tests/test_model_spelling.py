"""How platforms spell the ids of models, and which spellings are told to be wrong."""

from __future__ import annotations

import pytest
from harness import TODAY

from claudelint.catalog.catalog import ModelFacts, load
from claudelint.catalog.spelling import misspelling_of

CATALOG = load(TODAY)
MODELS = [pytest.param(model, id=model.id) for model in CATALOG.models]


def right(model_id: str, platform: str) -> str | None:
    """The right spelling of an id that is wrong on a platform; the id itself where nothing is wrong."""
    found = misspelling_of(model_id, platform, CATALOG.find)
    return model_id if found is None else found.right


@pytest.mark.parametrize(
    ("model_id", "platform", "expected"),
    [
        ("claude-opus-4.8", "api", "claude-opus-4-8"),
        ("claude-haiku-4.5", "api", "claude-haiku-4-5"),
        ("claude-haiku-4.5", "vertex", "claude-haiku-4-5@20251001"),
        ("claude-haiku-4.5", "bedrock", "anthropic.claude-haiku-4-5-20251001-v1:0"),
        ("jp.anthropic.claude-opus-4.8", "bedrock", "jp.anthropic.claude-opus-4-8"),
        ("anthropic.claude-opus-4-8", "aws", "claude-opus-4-8"),
        ("us-gov.anthropic.claude-opus-4-6-v1", "api", "claude-opus-4-6"),
        ("claude-3-5-sonnet@20240620", "api", "claude-3-5-sonnet-20240620"),
        ("claude-opus-4-6", "bedrock", "anthropic.claude-opus-4-6-v1"),
        ("claude-sonnet-4-5-20250929", "vertex", "claude-sonnet-4-5@20250929"),
        ("anthropic.claude-sonnet-4-5-20250929-v1:0", "vertex", "claude-sonnet-4-5@20250929"),
        # what is not known has no right spelling
        ("anthropic.claude-river-1", "api", None),
        ("claude-river-1", "bedrock", None),
    ],
)
def test_spellings(model_id: str, platform: str, expected: str | None) -> None:
    """An id gets the form of its platform; a known alias stays one."""
    assert right(model_id, platform) == expected


@pytest.mark.parametrize(
    ("model_id", "platform"),
    [
        ("claude-opus-4-8", "api"),
        ("claude-river-1.5", "api"),
        ("claude-2.1", "api"),
        ("claude-sonnet-4-5", "vertex"),
        ("claude-sonnet-4-5@20250929", "google_cloud"),
        ("claude-sonnet-4.6", "foundry"),
    ],
)
def test_what_is_not_told_to_be_wrong(model_id: str, platform: str) -> None:
    """Nothing is said of a right id, of one that no source has, and of a platform with names of its own."""
    assert misspelling_of(model_id, platform, CATALOG.find) is None


@pytest.mark.parametrize("model", MODELS)
def test_the_ids_of_the_catalogue_are_right(model: ModelFacts) -> None:
    """What the catalogue lists for a platform is never told to be wrong there."""
    plain = [
        one for one in (model.id, *model.aliases) if one not in model.partner_ids and "." not in one[:10]
    ]
    assert [one for one in plain if "@" not in one and misspelling_of(one, "api", CATALOG.find)] == []
    assert [one for one in model.bedrock_ids if misspelling_of(one, "bedrock", CATALOG.find)] == []
    assert [one for one in model.vertex_ids if misspelling_of(one, "vertex", CATALOG.find)] == []


@pytest.mark.parametrize("model", MODELS)
def test_a_right_spelling_names_the_same_model(model: ModelFacts) -> None:
    """Whatever is proposed for another platform is known to the catalogue, as the same model."""
    for platform in ("api", "aws", "bedrock", "bedrock_mantle", "vertex", "google_cloud"):
        for written in (model.id, *model.aliases):
            proposed = right(written, platform)
            assert proposed is None or CATALOG.find(proposed) is CATALOG.find(written)
