"""What is known of Claude's models, of the SDK and of the API, with dates; what has no source is absent.

The facts are in the files beside this one, each entry with its sources: `models.toml` and `sdk.toml`, which every run
needs, and `methods.toml` and `api.toml`, which are read when they are asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from claudelint.catalog.loading import BUILT_IN, api_of, history_of, models_of, sdk_of
from claudelint.catalog.models import ModelFacts, Price
from claudelint.catalog.sdk import ClientClass, NonstreamingGuard, RemovedParameter

if TYPE_CHECKING:
    from claudelint.catalog.api import ApiFacts
    from claudelint.catalog.history import Method, SdkHistory, Version

_REGION = re.compile(r"^(us|eu|apac|jp|au|global|us-gov)\.(?=anthropic\.)")
_DATE = re.compile(r"-\d{8}$")
_CLAUDE_ID = re.compile(r"^(?:(?:us|eu|apac|jp|au|global|us-gov)\.)?(?:anthropic\.)?claude-[a-z0-9.@:\-]+$")
_VERSION = re.compile(
    r"claude-(?:(?P<line>[a-z]+)-(?P<major>\d{1,2})(?:-(?P<minor>\d{1,2}))?"
    r"|(?P<major_first>\d)(?:-(?P<minor_first>\d))?-(?P<line_last>[a-z]+))(?=$|-\d{8}|-v\d|@)"
)


@dataclass(frozen=True)
class Catalog:
    """Everything known, as of a date; `today` decides which announced retirements have come to pass.

    `refreshed_on` is the day of what the API itself has said of its models, where that is in force.
    """

    as_of: date
    today: date
    models: tuple[ModelFacts, ...]
    clients: Mapping[str, ClientClass]
    newest_major: int
    nonstreaming: NonstreamingGuard
    removed_parameters: Mapping[str, RemovedParameter]
    _folder: Path = field(repr=False)
    _by_id: Mapping[str, ModelFacts] = field(repr=False)
    refreshed_on: date | None = None
    # asked for every argument of every request
    _never_taken: dict[tuple[str, str, tuple[Version, ...]], bool] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @cached_property
    def history(self) -> SdkHistory:
        """The parameters of the SDK's methods by version, and what is gone from it."""
        return history_of(self._folder)

    @cached_property
    def methods(self) -> Mapping[str, Method]:
        """The SDK's methods by their paths, such as `messages.create` and `beta.messages.tool_runner`."""
        return self.history.methods

    def never_takes(self, method: Method, name: str, versions: tuple[Version, ...]) -> bool:
        """Whether a method certainly takes no parameter of this name in any of these versions."""
        key = (method.path, name, versions)
        known = self._never_taken.get(key)
        if known is None:
            known = all(method.takes(name, version) is False for version in versions)
            self._never_taken[key] = known
        return known

    @cached_property
    def api(self) -> ApiFacts:
        """What the API takes and refuses, beyond single models."""
        return api_of(self._folder)

    @property
    def nonstreaming_max_tokens(self) -> int:
        """The most tokens that the SDK waits for without a stream, whatever the model."""
        return self.nonstreaming.max_tokens

    @property
    def nonstreaming_since(self) -> str:
        """The version of the SDK from which on it refuses to wait for more."""
        return self.nonstreaming.since

    @property
    def nonstreaming_models(self) -> Mapping[str, int]:
        """The models with a limit of their own, by their ids."""
        return self.nonstreaming.models

    @property
    def automatic_caching_since(self) -> str:
        """The first version of the SDK whose `create` takes a top-level `cache_control`."""
        return self._taken_since("cache_control")

    @property
    def output_config_since(self) -> str:
        """The first version of the SDK whose `create` takes `output_config`."""
        return self._taken_since("output_config")

    def _taken_since(self, name: str) -> str:
        spans = self.methods["messages.create"].spans
        return next(span.since for span in spans if name in span.names and span.since is not None)

    @property
    def output_format_needs_type_since(self) -> str:
        """The first version of the SDK in which `output_format` takes no dict any more."""
        spans = self.methods["beta.messages.create"].spans
        named = (span.removed_in for span in spans if "output_format" in span.names)
        return next(version for version in named if version is not None)

    @property
    def automatic_caching_methods(self) -> tuple[str, ...]:
        """The methods of `messages` that take a top-level `cache_control` and send a request for an answer."""
        named = ((name, self.methods[f"messages.{name}"]) for name in ("create", "stream", "parse"))
        return tuple(name for name, method in named if "cache_control" in method.parameters)

    @property
    def automatic_caching_refused_platforms(self) -> tuple[str, ...]:
        """The platforms that refuse a top-level `cache_control`."""
        known = self.api.platforms.items()
        return tuple(name for name, platform in known if platform.automatic_caching is False)

    @property
    def most_cache_markers(self) -> int:
        """At most so many markers in one request, the top-level one counted."""
        return self.api.cache_markers.maximum

    @property
    def batch_discount(self) -> float:
        """What a batch costs less, as a share."""
        return self.api.batches.discount

    @property
    def batch_usual_hours(self) -> int:
        """Within so many hours most batches end."""
        return self.api.batches.most_end_within_hours

    @property
    def batch_longest_hours(self) -> int:
        """Within so many hours every batch ends."""
        return self.api.batches.all_end_within_hours

    @property
    def batch_refused_parameters(self) -> tuple[str, ...]:
        """Parameters of a request that a batch refuses."""
        return self.api.batches.refused_parameters

    @property
    def batch_parameters(self) -> frozenset[str]:
        """What the `params` of a batch's request may hold, in some version of the SDK, and mean what they mean alone.

        What only the beta methods take is not among them: it needs a header of beta features.
        """
        method = self.methods["messages.batches.create.params"]
        without = {*self.api.batches.refused_parameters, *self.api.batches.header_parameters}
        return (method.parameters | method.gone) - without

    def find(self, model_id: str) -> ModelFacts | None:
        """The model of an id or alias, also as Bedrock and Vertex spell it."""
        found = self._by_id.get(model_id)
        if found is not None:
            return found
        bare = _REGION.sub("", model_id)
        return self._by_id.get(bare)

    def replacement_of(self, model: ModelFacts) -> ModelFacts | None:
        """The model to move to: replacements are followed to one neither retired nor deprecated."""
        seen = {model.id}
        current = model
        while current.replacement is not None and current.replacement not in seen:
            seen.add(current.replacement)
            following = self.find(current.replacement)
            if following is None:
                return None
            if not following.is_retired and not following.is_deprecated:
                return following
            current = following
        return None

    def newest_of_line(self, line: str) -> ModelFacts | None:
        """The newest active model of a line."""
        known = [model for model in self.models if model.line == line and model.lifecycle == "active"]
        return max(known, key=lambda model: model.released or date.min, default=None)

    def is_claude_id(self, text: str) -> bool:
        """Whether a text has the shape of a Claude model id."""
        return _CLAUDE_ID.match(text) is not None

    def newer_than_known(self, model_id: str) -> bool:
        """Whether an unknown id names a version above the newest known one of its line."""
        named = _version(model_id)
        if named is None:
            return False
        line, version = named
        known = [other[1] for model in self.models if (other := _version(model.id)) and other[0] == line]
        return bool(known) and version > max(known)

    def near_misses(self, model_id: str) -> list[str]:
        """Known ids that an unknown one was probably meant to be, best first."""
        import difflib

        dashed = model_id.replace(".", "-").replace("_", "-")
        if dashed in self._by_id:
            return [dashed]
        # the right model with a date of its own making
        undated = self._by_id.get(_DATE.sub("", model_id))
        if undated is not None and not undated.is_retired:
            return [undated.id]
        lines = {model.line for model in self.models if model.line in model_id}
        known = [
            one
            for one, model in self._by_id.items()
            if not model.is_retired
            and (not lines or model.line in lines)
            # spelled for the same platform
            and all((mark in one) == (mark in model_id) for mark in ("@", "anthropic."))
        ]
        return difflib.get_close_matches(model_id, known, n=3, cutoff=0.88)


@lru_cache(maxsize=4)
def load(today: date | None = None, folder: Path = BUILT_IN) -> Catalog:
    """The catalogue of a folder (in general the built-in one) as it stands on a day (in general: today)."""
    day = today or date.today()
    as_of, entries = models_of(folder)
    sdk = sdk_of(folder)
    models = tuple(_as_it_stands(entry, day) for entry in entries)
    return Catalog(
        as_of=as_of,
        today=day,
        models=models,
        clients=sdk.clients,
        newest_major=sdk.newest_major,
        nonstreaming=sdk.nonstreaming,
        removed_parameters=sdk.removed_parameters,
        _folder=folder,
        _by_id=dict(_ids(models)),
    )


def with_models(catalog: Catalog, models: tuple[ModelFacts, ...], refreshed_on: date) -> Catalog:
    """The catalogue with other facts of models, which the API has told."""
    return replace(catalog, models=models, refreshed_on=refreshed_on, _by_id=dict(_ids(models)))


def _as_it_stands(model: ModelFacts, today: date) -> ModelFacts:
    """An announced retirement comes to pass on its day."""
    passed = model.is_deprecated and model.retires_on is not None and model.retires_on <= today
    return msgspec.structs.replace(model, lifecycle="retired") if passed else model


def _ids(models: tuple[ModelFacts, ...]) -> Iterator[tuple[str, ModelFacts]]:
    for model in reversed(models):
        for alias in (*model.aliases, *model.partner_ids):
            yield alias, model
    for model in models:
        yield model.id, model


def _version(model_id: str) -> tuple[str, tuple[int, int]] | None:
    match = _VERSION.search(model_id)
    if match is None:
        return None
    line = match["line"] or match["line_last"]
    major = match["major"] or match["major_first"]
    minor = match["minor"] or match["minor_first"] or "0"
    return line, (int(major), int(minor))


__all__ = ["Catalog", "ClientClass", "ModelFacts", "Price", "RemovedParameter", "load", "with_models"]
