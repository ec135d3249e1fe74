"""A request in one context as facts: client, model, arguments, and the prompt in the order of the cache."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from claudelint.catalog.catalog import ModelFacts
from claudelint.findings import Span
from claudelint.linking.project import Request
from claudelint.linking.terms import Context, Term
from claudelint.linking.value_kinds import Mapping, Unknown, Value
from claudelint.reading.module import Argument, CallOf, Expr
from claudelint.reporting.explain.facts import (
    Case,
    ClientFacts,
    Given,
    PartFacts,
    PromptFacts,
    Said,
    Step,
)
from claudelint.reporting.explain.sight import Sight
from claudelint.reporting.explain.worth import changes_of, quoted, worth_of

# what an absent argument is worth knowing of, in the order of the prompt and then of the answer
_TELLING = (
    "system",
    "tools",
    "cache_control",
    "thinking",
    "output_config",
    "stream",
    "temperature",
    "stop_sequences",
)
_SECRETS = ("api_key", "auth_token", "aws_access_key", "aws_secret_key", "aws_session_token")


def case_of(request: Request, contexts: tuple[Context, ...], sight: Sight) -> Case:
    """The facts of a request; `contexts` are all those in which it has these values."""
    return Case(
        kind=request.kind,
        item=request.item if request.is_batch_item else None,
        chains=tuple(tuple(_chain(context, sight)) for context in contexts),
        client=_client(request, sight),
        models=tuple(_models(request)),
        arguments=tuple(_arguments(request, sight)),
        hidden=tuple(_hidden(request, sight)),
        not_given=tuple(name for name in _TELLING if request.is_absent(name) and _takes(request, name)),
        prompt=_prompt(request, sight),
    )


def _takes(request: Request, name: str) -> bool:
    return request.kind != "batch" and not (name == "stream" and request.kind != "create")


def _chain(context: Context, sight: Sight) -> Iterator[Step]:
    """The calls of a context, outermost first."""
    for one in reversed(list(context.calls)):
        yield sight.step(one.caller, one.call.start, _scope_of(one))


def _scope_of(frame: Context) -> int:
    """The function that the call of a frame stands in; a call that was worked out has that of its statement."""
    if frame.call.start == frame.call.end:
        return -1
    return frame.call.scope


# client and model


def _client(request: Request, sight: Sight) -> ClientFacts:
    client = request.client
    built = sight.call_at(client.place)
    written = {} if built is None else _written_in(built)
    options = tuple(
        Given(name, worth_of(value, sight, written.get(name), name in _SECRETS))
        for name, value in client.options
    )
    return ClientFacts(
        client.kind.name,
        client.kind.platform,
        client.kind.is_async,
        sight.place(client.place),
        client.constructed,
        client.open_ended,
        client.patched,
        options,
    )


def _written_in(term: Term) -> dict[str, Term]:
    """The arguments of a call by their names."""
    if not isinstance(term.expr, CallOf):
        return {}
    arguments = term.module.calls[term.expr.call].arguments
    return {one.name: term.at(one.value) for one in arguments if one.name is not None}


def _models(request: Request) -> Iterator[str]:
    """What the catalogue knows of each model that may be asked."""
    if request.model_ids and not request.speaks_to_claude:
        yield "the endpoint is not known to be Anthropic's: what the catalogue says of models does not count"
    several = len(request.models) > 1
    for one, model in request.models:
        known = "not in the catalogue of models" if model is None else _model(model)
        yield f"{quoted(str(one.value), 60)}: {known}" if several else known


def _model(model: ModelFacts) -> str:
    said = [model.name]
    if model.is_retired or model.is_deprecated:
        verb = "retired" if model.is_retired else "retires"
        said.append(f"{verb} on {model.retires_on}" if model.retires_on is not None else model.lifecycle)
    if model.max_output_tokens is not None:
        said.append(f"writes at most {model.max_output_tokens:,} tokens")
    if model.cache_min_tokens is not None:
        said.append(f"caches prompts from {model.cache_min_tokens:,}")
    if model.thinking_default == "always_on":
        said.append("always thinks")
    elif model.thinks_by_default is not None:
        said.append("thinks unless told not to" if model.thinks_by_default else "thinks only when told to")
    return ", ".join(said)


# arguments


def _arguments(request: Request, sight: Sight) -> Iterator[Given]:
    for name, argument in request.arguments.items():
        expr: Expr | None = None
        path = request.module.path
        if argument.written is not None:
            expr = argument.written.value
        elif argument.display is not None and argument.entry is not None:
            expr, path = argument.display[0].value, argument.entry.file
        module = sight.project.names.modules.loaded.get(path)
        term = None if expr is None or module is None else Term(module, expr, request.context)
        by_spread = argument.written is None and not request.is_batch_item
        yield Given(
            name,
            worth_of(argument.value, sight, term),
            sight.written(argument.span) if by_spread else "",
            argument.certain,
        )


def _hidden(request: Request, sight: Sight) -> Iterator[Said]:
    """What may hold arguments that are not in sight."""
    if request.is_batch_item:
        if request.open_ended:
            yield Said("params: may hold more than is in sight", sight.place(request.span))
        return
    if request.site.reference and request.open_ended:
        words = f"`{sight.written(request.method_span)}` calls it with arguments that cannot be told"
        yield Said(words, sight.place(request.span))
        return
    for argument in request.call.arguments:
        if argument.star == "*":
            written = sight.written(_span(request, argument.start, argument.end))
            yield Said(f"{written}: may hold anything", sight.at(request.module, argument.start))
        elif argument.star == "**":
            yield from _hidden_by(request, argument, sight)


def _hidden_by(request: Request, argument: Argument, sight: Sight) -> Iterator[Said]:
    written = sight.written(_span(request, argument.start, argument.end))
    term = Term(request.module, argument.value, request.context)
    for option in sight.project.values.of(term).alternatives():
        if isinstance(option, Unknown):
            worth = worth_of(option, sight, term)
            yield Said(f"{written}: may hold any parameter; {worth.why}", worth.place)
        elif not isinstance(option, Mapping):
            yield Said(f"{written}: may hold any parameter", sight.place(option.place))
        elif option.open:
            yield Said(f"{written}: may hold more than is in sight", sight.place(option.place))


def _span(request: Request, start: int, end: int) -> Span:
    return Span(request.module.path, start, end)


# the prompt


def _prompt(request: Request, sight: Sight) -> PromptFacts:
    model, prefix = request.model, request.prefix
    tokenizer = None if model is None else model.tokenizer
    return PromptFacts(
        tuple(_part(request, index, tokenizer, sight) for index in range(len(prefix.parts))),
        None if model is None else model.cache_min_tokens,
        request.carries_marker,
    )


def _part(request: Request, index: int, tokenizer: str | None, sight: Sight) -> PartFacts:
    part = request.prefix.parts[index]
    once = {
        sight.place(one.varying.place)
        for one in request.varying_parts
        if one.index == index
        and one.varying.origin in ("clock", "random")
        and not one.varying.is_renewed_by(request.reuse)
    }
    return PartFacts(
        part.level,
        part.tokens(tokenizer),
        part.exact,
        part.is_stable,
        part.marked,
        tuple(
            replace(said, words=f"{said.words}, worked out once") if said.place in once else said
            for said in changes_of(part.holes, sight)
        ),
        sight.place(part.place),
    )


def same_values(request: Request, exprs: tuple[Expr, ...], context: Context) -> bool:
    """Whether expressions at the Site have in a context the values that they have in that of a request."""

    def value(expr: Expr, of: Context | None) -> Value:
        return request.project.values.of(Term(request.module, expr, of))

    return all(value(expr, context) == value(expr, request.context) for expr in exprs)
