"""How the platforms spell the ids of models, and ids that are spelled for another one than they are sent to.

Source: platform.claude.com/docs, about-claude/models/model-ids-and-versions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from claudelint.catalog.models import ModelFacts

_REGION = re.compile(r"^(?:us|eu|apac|jp|au|global|us-gov)\.")
_BEDROCK = re.compile(rf"(?:{_REGION.pattern})?anthropic\.")
_BEDROCK_VERSION = re.compile(r"-v\d+(?::\d+)*$")
_DATED = re.compile(r"-\d{8}$")
_NAMES = {
    "api": "the Claude API",
    "aws": "the Claude Platform on AWS",
    "bedrock": "Amazon Bedrock",
    "bedrock_mantle": "Amazon Bedrock",
    "vertex": "Google Cloud",
    "google_cloud": "Google Cloud",
}


@dataclass(frozen=True, slots=True)
class Misspelling:
    """What is wrong with an id, in words that follow it, and how it is spelled; None where that is not known."""

    fault: str
    right: str | None


def misspelling_of(
    model_id: str, platform: str, find: Callable[[str], ModelFacts | None]
) -> Misspelling | None:
    """What is wrong with the form of an id for a platform; None when nothing is, or when no source tells."""
    if platform not in _NAMES:
        return None
    named, at_bedrock = _NAMES[platform], platform in ("bedrock", "bedrock_mantle")
    prefix = _BEDROCK.match(model_id)
    bare = _BEDROCK_VERSION.sub("", _BEDROCK.sub("", model_id)) if prefix or ":" in model_id else model_id
    model = find(model_id) or next(filter(None, map(find, _as_dashes(bare))), None)
    right = None if model is None else _spelled(model, model_id, bare, platform, find)
    fault = None
    if prefix and not at_bedrock:
        fault = f"is spelled for Amazon Bedrock, and is sent to {named}"
    elif "@" in model_id and platform not in ("vertex", "google_cloud"):
        fault = f"is spelled for Google Cloud, and is sent to {named}"
    elif model is not None and "." in bare and find(model_id) is None and find(bare) is None:
        fault = "has a dot where there is a dash"
    elif at_bedrock and not prefix:
        fault = f"lacks `anthropic.` before it, and is sent to {named}"
    elif (
        platform == "vertex"
        and model is not None
        and _DATED.search(model_id)
        and right not in (None, model_id)
    ):
        fault = "has its date after a dash, and Google Cloud has it after `@`"
    return None if fault is None else Misspelling(fault, right)


def _as_dashes(bare: str) -> Iterator[str]:
    """An id without the signs of other platforms, and with dashes for dots."""
    yield bare
    yield bare.replace("@", "-")
    yield bare.replace("@", "-").replace(".", "-")


def _spelled(
    model: ModelFacts, written: str, bare: str, platform: str, find: Callable[[str], ModelFacts | None]
) -> str | None:
    """The id of a model on a platform, when there is one."""
    if platform in ("api", "aws"):
        # an alias stays an alias
        plain = (one for one in _as_dashes(bare) if find(one) is model and one not in model.partner_ids)
        return next(plain, model.id)
    if platform in ("vertex", "google_cloud"):
        return model.vertex_ids[0] if len(model.vertex_ids) == 1 else None
    known = [one for one in model.bedrock_ids if one.startswith("anthropic.")]
    versioned = [one for one in known if one.endswith(":0")]
    chosen = versioned if platform == "bedrock" and versioned else known
    region = _REGION.match(written)
    return f"{region[0] if region else ''}{chosen[0]}" if len(chosen) == 1 else None
