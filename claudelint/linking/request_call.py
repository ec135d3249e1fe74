"""A request as a call: its arguments, the client and the method it is sent with, and its headers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from claudelint.catalog.catalog import Catalog
from claudelint.catalog.history import Method
from claudelint.findings import Related, Span
from claudelint.linking.betas import SentBetas, betas_of
from claudelint.linking.clients import Client, Endpoint
from claudelint.linking.sdk import TargetSdk
from claudelint.linking.terms import Context, Term, is_test_code
from claudelint.linking.texts import text_parts
from claudelint.linking.value_kinds import (
    STABLE_ORIGINS,
    Known,
    MapEntry,
    Mapping,
    NotGiven,
    OneOf,
    Sequence,
    Value,
)
from claudelint.reading import module as plain
from claudelint.reading.children import children
from claudelint.reading.module import Call, Expr, Module

if TYPE_CHECKING:
    from claudelint.linking.project import Project
    from claudelint.linking.request import Request

# methods by the kind of what they send, where they are not named for it
_METHODS = {"batch": "batches.create", "batch item": "batches.create.params"}


@dataclass(frozen=True)
class Argument:
    """An argument of a request: its value and where it stands at the Site.

    `span` is the argument, or the `**` that brings it; `written` the keyword argument as written, if it
    stands in the call itself; `entry` the dict entry that holds it otherwise. `certain` is false when the
    argument is there only on some ways.
    """

    name: str
    value: Value
    span: Span
    certain: bool = True
    written: plain.Argument | None = None
    entry: Span | None = None
    # the entry and the dict display it stands in, where it was written as `"name": value`
    display: tuple[plain.Entry, plain.Map] | None = field(default=None, compare=False)

    @property
    def options(self) -> tuple[Value, ...]:
        """Every value that it may have, NotGiven among them where it may be left out."""
        found = self.value.alternatives()
        return found if self.certain else (*found, NotGiven(self.span))

    @property
    def decided(self) -> Span:
        """Where the value was decided."""
        return self.value.place


@dataclass(frozen=True)
class Site:
    """A call expression that sends a request; `reference` when the method is handed to another callable."""

    module: Module
    index: int
    reference: bool

    @property
    def call(self) -> Call:
        """The call; for a method reference, the call that the method is handed to."""
        return self.module.calls[self.index]

    @property
    def span(self) -> Span:
        """Where the call stands."""
        return Span(self.module.path, self.call.start, self.call.end)


@dataclass(frozen=True, eq=False)
class RequestCall:
    """A Site in one context: client, method, arguments and headers, resolved."""

    site: Site
    kind: str
    endpoint: Endpoint
    arguments: dict[str, Argument]
    open_ended: bool
    context: Context | None
    span: Span
    project: Project = field(repr=False)
    item: int = -1
    # of an item, the request that sends its batch
    batch: Request | None = field(default=None, repr=False)

    @property
    def module(self) -> Module:
        """The module the Site stands in."""
        return self.site.module

    @property
    def call(self) -> Call:
        """The call as written."""
        return self.site.call

    @property
    def method_span(self) -> Span:
        """What is called, such as `client.messages.create`, without the arguments."""
        return Span(self.module.path, self.call.function.start, self.call.function.end)

    @property
    def client(self) -> Client:
        """The client that sends it."""
        return self.endpoint.client

    @property
    def is_beta(self) -> bool:
        """Whether it is sent through `.beta`."""
        return self.endpoint.is_beta

    @property
    def is_batch_item(self) -> bool:
        """Whether it is one item of a batch."""
        return self.kind == "batch item"

    @property
    def sdk(self) -> TargetSdk:
        """The SDK that the project uses."""
        return self.project.sdk_of(self.module)

    @property
    def catalog(self) -> Catalog:
        """What is known of Claude."""
        return self.project.catalog

    @property
    def text(self) -> str:
        """The text of the file, for edits."""
        return self.project.text(self.module)

    @cached_property
    def siblings(self) -> tuple[Request, ...]:
        """The requests of the same Site, this one among them: one for each context with values of its own."""
        return self.project.requests_at(self.site)

    @property
    def is_in_test(self) -> bool:
        """Whether the Site stands in test code."""
        return is_test_code(self.module.path)

    @property
    def is_first_of_run(self) -> bool:
        """Whether this is the first request of the project, for what is said once."""
        judged = {module.path for module in self.project.judged}
        first = next((one for one in self.project.requests if one.module.path in judged), None)
        return first is self

    # arguments

    def value(self, name: str) -> Value | None:
        """The value of an argument that is certainly given."""
        argument = self.arguments.get(name)
        return argument.value if argument is not None and argument.certain else None

    def is_absent(self, name: str) -> bool:
        """Whether an argument is certainly not given: nothing unresolved may hold it."""
        return name not in self.arguments and not self.open_ended and not self.site.reference

    def known(self, name: str) -> str | int | float | bool | None:
        """The constant value of an argument, None when it is absent, unknown or has alternatives."""
        value = self.value(name)
        return value.value if isinstance(value, Known) else None

    def number(self, name: str) -> int | None:
        """The constant integer value of an argument."""
        value = self.known(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def under(self, name: str, key: str) -> tuple[Value, ...]:
        """Every value that may stand under a key of an argument that is a dict.

        NotGiven is one of them where the key, or the argument, may be left out, and so is what cannot be told.
        """
        argument = self.arguments.get(name)
        found: list[Value] = []
        for option in () if argument is None else argument.options:
            entry = option.entries.get(key) if isinstance(option, Mapping) else None
            if entry is not None:
                found.extend(entry.value.alternatives())
            if not isinstance(option, Mapping):
                found.append(option)
            elif (entry is None and not option.open) or (entry is not None and not entry.certain):
                found.append(NotGiven(option.place))
        return tuple(dict.fromkeys(found))

    def is_own_literal(self, name: str) -> bool:
        """Whether an argument's constant is written in the call itself, so that nothing else reads it."""
        argument = self.arguments.get(name)
        if argument is None or argument.written is None or not isinstance(argument.value, Known):
            return False
        written = argument.written.value
        return isinstance(written, plain.Const) and argument.value.place == Span(
            self.module.path, written.start, written.end
        )

    def told_at(self, name: str, part: Span, words: str) -> tuple[Span, tuple[Related, ...]]:
        """Where a finding about a part of an argument stands; the part is told of where it is written elsewhere."""
        span = self.arguments[name].span
        return (part, ()) if span.contains(part) else (span, (Related(part, words),))

    def has_no_effects(self, expr: Expr) -> bool:
        """Whether computing an expression of the call only reads names and constants."""
        pending: list[Expr] = [expr]
        while pending:
            current = pending.pop()
            if isinstance(current, (plain.CallOf, plain.Await, plain.Yield, plain.Comprehension)):
                return False
            pending.extend(children(self.module, current))
        return True

    def is_steady(self, expr: Expr) -> bool:
        """Whether an expression at the Site is the same text for every request of one run."""
        parts = text_parts(self.project.values.of, Term(self.module, expr, self.context))
        return all(isinstance(part, str) or part.origin in STABLE_ORIGINS for part in parts)

    def is_same_everywhere(self, expr: Expr) -> bool:
        """Whether an expression at the Site is one steady text in every context."""
        of = self.project.values.of
        texts = {tuple(text_parts(of, Term(self.module, expr, one.context))) for one in self.siblings}
        return len(texts) == 1 and self.is_steady(expr)

    def hangs_on_parameter(self, expr: Expr) -> bool:
        """Whether an expression at the Site comes by a parameter for which callers out of sight may pass more."""
        names = self.project.names
        pending, seen = [Term(self.module, expr, self.context)], set[tuple[int, int]]()
        while pending:
            term = pending.pop()
            if (id(term.expr), id(term.context)) in seen:
                continue
            seen.add((id(term.expr), id(term.context)))
            if isinstance(term.expr, plain.Param):
                frame = None if term.context is None else term.context.frame_of(term.module, term.expr.scope)
                if frame is None:
                    return True
            following = names.step_back(term)
            pending.extend(
                following if following else [term.at(one) for one in children(term.module, term.expr)]
            )
        return False

    # the method

    @property
    def method(self) -> Method | None:
        """What is known of the method that sends it; of an item of a batch, of its `params`."""
        return self.beta_method if self.is_beta else self._method_in("messages")

    @property
    def beta_method(self) -> Method | None:
        """The same method of `.beta`."""
        return self._method_in("beta.messages")

    def _method_in(self, room: str) -> Method | None:
        return self.catalog.methods.get(f"{room}.{_METHODS.get(self.kind, self.kind)}")

    def is_refused_by_sdk(self, name: str) -> bool:
        """Whether the method certainly takes no argument of this name, in any version that may be installed."""
        method = self.method
        if method is None or not method.is_checked or self.client.patched:
            return False
        if self.site.reference and self.open_ended:
            # what it is handed to may keep the argument for itself
            return False
        return self.catalog.never_takes(method, name, self.sdk.bounds(method.newest))

    # headers

    @cached_property
    def betas(self) -> tuple[SentBetas, ...]:
        """The values of the beta header that it certainly sends."""
        return tuple(betas_of(self))

    def may_send_beta(self, beginning: str) -> bool:
        """Whether a beta header with this beginning is, or may be, sent along."""
        if self.batch is not None:
            return self.batch.may_send_beta(beginning)
        headers = (self.arguments.get("extra_headers"), self.client.option("default_headers"))
        given = [self.arguments.get("betas"), *headers]
        values = [one.value if isinstance(one, Argument) else one for one in given if one is not None]
        if self.open_ended or self.client.open_ended or not self.client.constructed:
            return True
        if self.client.option("middleware") is not None:
            # it may send headers of its own
            return True
        return any(_may_hold_text(value, beginning) for value in values)

    @cached_property
    def may_choose_api_version(self) -> bool:
        """Whether a header of its own chooses, or may choose, another API version than that of the SDK."""
        return self.client.open_ended or any(
            not isinstance(headers, Mapping) or headers.open or _version_in(headers) is not None
            for headers in self._headers
        )

    @cached_property
    def api_version(self) -> str | None:
        """The API version that is certainly asked for, by a header or by the SDK; None when that cannot be told."""
        sender = self.batch or self
        if self.client.open_ended or sender.open_ended:
            return None
        for headers in self._headers:
            if not isinstance(headers, Mapping) or headers.open:
                return None
            version = _version_in(headers)
            if version is not None:
                value = version.value if version.certain else None
                return str(value.value) if isinstance(value, Known) else None
        known = self.catalog.history.api_versions
        return [one.version for one in known if one.since is None or self.sdk.at_least(one.since)][-1]

    @property
    def _headers(self) -> Iterator[Value]:
        """The headers that are given, those first that count before others."""
        for sender in (self,) if self.batch is None else (self, self.batch):
            if "extra_headers" in sender.arguments:
                yield sender.arguments["extra_headers"].value
        default = self.client.option("default_headers")
        if default is not None:
            yield default


def _version_in(headers: Mapping) -> MapEntry | None:
    named = (entry for name, entry in headers.entries.items() if name.lower() == "anthropic-version")
    return next(named, None)


def _may_hold_text(value: Value, beginning: str) -> bool:
    """Whether some text in a value begins so, or cannot be told."""
    if isinstance(value, Known):
        return isinstance(value.value, str) and beginning in value.value
    if isinstance(value, Sequence):
        return value.open or any(_may_hold_text(item, beginning) for item in value.items)
    if isinstance(value, Mapping):
        return value.open or any(_may_hold_text(entry.value, beginning) for entry in value.entries.values())
    if isinstance(value, OneOf):
        return any(_may_hold_text(option, beginning) for option in value.options)
    return not isinstance(value, NotGiven)
