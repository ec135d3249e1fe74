"""Which parameters the methods of the `anthropic` package take by its versions, and what is gone: `methods.toml`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache

import msgspec

Version = tuple[int, ...]


class VersionSpan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Versions in which methods take some parameters; what is not known is None.

    `since` is the first version, `seen_since` the oldest that was looked at and has them, `missing_in` the newest
    before that which was looked at and has them not, `removed_in` the first without them.
    """

    names: tuple[str, ...]
    since: str | None = None
    seen_since: str | None = None
    missing_in: str | None = None
    removed_in: str | None = None

    def covers(self, version: Version) -> bool | None:
        """Whether a version lies in it; None when that is not known."""
        if self.removed_in is not None and version >= version_of(self.removed_in):
            return False
        if self.since is not None:
            return version >= version_of(self.since)
        if self.seen_since is not None and version >= version_of(self.seen_since):
            return True
        if self.missing_in is not None and version <= version_of(self.missing_in):
            return False
        return None


class Method(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A method, or a constructor, with the parameters that it takes in the newest version that is known.

    A parameter without spans is in every version from `baseline` up to `newest`.

    `path` is the way to it from a client (`messages.create`); one that ends in `.params` is the form of a batch's
    requests, which nothing checks before they are sent (`is_checked` is false: no TypeError).
    """

    path: str
    baseline: str
    newest: str
    required: tuple[str, ...]
    optional: tuple[str, ...]
    spans: tuple[VersionSpan, ...] = ()
    complete_from: str | None = None
    is_checked: bool = True

    @property
    def gone(self) -> frozenset[str]:
        """The parameters that were taken once, and are not by the newest version that is known."""
        named = {name for span in self.spans if span.removed_in is not None for name in span.names}
        return frozenset(named) - self.parameters

    @property
    def parameters(self) -> frozenset[str]:
        """All parameters of the newest version that is known."""
        return frozenset((*self.required, *self.optional))

    def takes(self, name: str, version: Version) -> bool | None:
        """Whether a version of the SDK takes this parameter; None when no source tells.

        Nothing disappears within a major version from 1 on (docs, cli-sdks-libraries/sdks/python): what the newest
        version lacks, older ones of its major version lack as well. What a newer version than that adds is not known.
        """
        asked, newest = _trimmed(version), version_of(self.newest)
        covered = [span.covers(asked) for span in self.spans if name in span.names]
        known_from = newest if covered else version_of(self.baseline)
        if name in self.parameters and asked >= known_from:
            return True
        if any(covered):
            return True
        if covered and None not in covered:
            return False
        if name in self.parameters or asked > newest:
            return None
        if not covered and self.complete_from is not None and asked >= version_of(self.complete_from):
            return False
        return False if asked[:1] == newest[:1] else None


class RemovedName(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A name that is gone from the package.

    `name` begins with what it is looked up on: `anthropic` (the module), `client` (a client object) or `response`
    (what `with_raw_response` returns). `replacement` takes its place where something does.
    """

    name: str
    since: str | None = None
    removed_in: str | None = None
    missing_in: str | None = None
    replacement: str | None = None

    def is_gone(self, version: Version) -> bool | None:
        """Whether a version of the SDK lacks it; None when no source tells."""
        asked = _trimmed(version)
        if self.removed_in is not None:
            return asked >= version_of(self.removed_in)
        if self.missing_in is None:
            return None
        seen = version_of(self.missing_in)
        # nothing disappears within a major version
        return True if asked >= seen or asked[:1] == seen[:1] else None


class Construction(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What constructors of clients refuse, from which versions on."""

    exclusive_credentials: tuple[str, ...]
    exclusive_credentials_since: str
    bedrock_region_required_since: str
    max_retries_none_rejected_since: str
    httpx2_since: str
    default_max_retries: int
    default_timeout_seconds: int


class RawResponses(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `with_raw_response` returns: attributes that are methods, and methods that are coroutines when it is async."""

    since: str
    accessors: Mapping[str, str]
    awaited: tuple[str, ...]


class UncallableTypes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Types of requests that were classes and are unions: calling them is a TypeError."""

    names: tuple[str, ...]
    since: str


class ApiVersion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A value of the `anthropic-version` header, and from which version of the SDK on it is sent."""

    version: str
    since: str | None = None


class ErrorClass(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An exception of the SDK; `base` is another one or `Exception`, `since` the version that first has its class,
    `words` what of its text tells it from others.

    `retried` says that the client tries again by itself before it raises it. The status of InternalServerError is
    500 and every other one above that has no class.
    """

    base: str
    status: int | None = None
    retried: bool = False
    since: str | None = None
    words: tuple[str, ...] = ()


class SdkHistory(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `methods.toml` says: parameters by method and version, and what is gone."""

    as_of: date
    baseline: str
    newest: str
    methods: Mapping[str, Method]
    removed_names: tuple[RemovedName, ...]
    raw_responses: RawResponses
    construction: Construction
    uncallable_types: UncallableTypes
    api_versions: tuple[ApiVersion, ...]
    errors: Mapping[str, ErrorClass]
    error_aliases: Mapping[str, str]

    @property
    def sending_methods(self) -> frozenset[str]:
        """The methods of `messages` that send a request of their own, by their last names."""
        paths = [path.removeprefix("beta.").split(".") for path in self.methods]
        return frozenset(path[1] for path in paths if path[0] == "messages" and len(path) == 2)

    @property
    def unanswered_errors(self) -> frozenset[str]:
        """The exceptions of a request that got no answer at all; the API has no error of such a kind."""
        return frozenset(name for name in self.errors if self.comes_from(name, "APIConnectionError"))

    def bases_of(self, error: str) -> Iterator[str]:
        """An exception of the SDK and all that it comes from, as far as they are the SDK's."""
        while error in self.errors:
            yield error
            error = self.errors[error].base

    def error_named(self, text: str) -> str | None:
        """The exception that a part of an error's text, such as "429" or "overloaded", stands for."""
        lowered = text.lower()
        for name, error in self.errors.items():
            if error.status is not None and re.search(rf"(?<!\d){error.status}(?!\d)", lowered):
                return name
        return next(
            (name for name, one in self.errors.items() if any(word in lowered for word in one.words)), None
        )

    def comes_from(self, error: str, base: str) -> bool:
        """Whether a handler for one exception of the SDK also catches another."""
        return base in self.bases_of(error)


@cache
def version_of(text: str) -> Version:
    """The numbers of a version as the catalogue writes it, without zeros at its end."""
    return _trimmed(tuple(int(part) for part in text.split(".")))


def _trimmed(version: Version) -> Version:
    # 2, 2.0 and 2.0.0 are the same version
    while len(version) > 1 and not version[-1]:
        version = version[:-1]
    return version
