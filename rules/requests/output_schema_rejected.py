"""The schema of an answer or of a strict tool has something in it that the API does not take.

## What it does
Reports schemas in `output_config.format` and of tools with `"strict": True` that hold keywords that are refused
(such as `minimum` or `maxLength`), objects that do not say `"additionalProperties": False`, recursion, references to
other documents, an `enum` of lists or dicts, and regular expressions with lookaround, back-references or `\\b`. The
limits over all such schemas of a request are checked as well: strict tools, optional parameters, parameters of several
types. So are a format beside citations, and one for a model or on a platform that does not take any.

## Why is this bad?
The API answers 400: it makes a grammar of the schema, and cannot do so.

## Example
```python
import anthropic

client = anthropic.Anthropic()
SCHEMA = {
    "type": "object",
    "properties": {"length": {"type": "integer"}},
    "required": ["length"],
}
client.messages.create(
    model="claude-opus-5-5",
    max_tokens=16000,
    output_config={"format": {"type": "json_schema", "schema": SCHEMA}},
    messages=[{"role": "user", "content": "How long is the Loire, in kilometres?"}],
)
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic()
SCHEMA = {
    "type": "object",
    "properties": {"length": {"type": "integer"}},
    "required": ["length"],
    "additionalProperties": False,
}
client.messages.create(
    model="claude-opus-5-5",
    max_tokens=16000,
    output_config={"format": {"type": "json_schema", "schema": SCHEMA}},
    messages=[{"role": "user", "content": "How long is the Loire, in kilometres?"}],
)
```

## Fix safety
Unsafe: `"additionalProperties": False` is added to every object that lacks it, and put in the place of `True`; other
keys than those that are named may have been wanted. The rest is only shown: what a keyword was to make sure has to be
checked in the answer, as `messages.parse` does for types.

## References
- [Structured outputs](https://platform.claude.com/docs/en/build-with-claude/structured-outputs)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.catalog.catalog import ModelFacts
from claudelint.editing import Change, Parameters, mend
from claudelint.findings import Fix, Report, Safety, Severity
from claudelint.linking.project import Known, Mapping, Node, Request, Schema, Value
from claudelint.rule import Fixable, rule

_FAILS = "the request is answered with 400"
_OPEN = "additionalProperties"


@rule(
    code="CL017",
    name="output-schema-rejected",
    on=Request,
    severity=Severity.ERROR,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
)
def output_schema_rejected(request: Request) -> Iterator[Report]:
    if not request.speaks_to_claude:
        return
    for schema in (*request.strict_schemas, *request.format_schemas):
        yield from _opened(request, schema)
        yield from _refused(request, schema)
    yield from _above_limits(request)
    yield from _out_of_place(request)


def _opened(request: Request, schema: Schema) -> Iterator[Report]:
    found = [node for node in schema.nodes() if _is_open(node)]
    if not found:
        return
    entry = found[0].entry(_OPEN)
    place = found[0].table.place if entry is None else entry.place
    span, related = request.told_at(schema.argument, place, "the object")
    objects = "an object" if len(found) == 1 else f"{len(found)} objects"
    verb = "does" if len(found) == 1 else "do"
    words = f'{objects} of the schema {verb} not say `"{_OPEN}": False`: {_FAILS}'
    yield Report(span, words, mend(request, "say so", _closed), related)


def _is_open(node: Node) -> bool:
    """Whether a schema of an object certainly takes other keys than those that it names."""
    if "object" not in node.types:
        return False
    entry = node.entry(_OPEN)
    if entry is None:
        return not node.table.open and _OPEN not in node.table.entries
    return isinstance(entry.value, Mapping) or (
        isinstance(entry.value, Known) and entry.value.value is not False
    )


def _closed(parameters: Parameters) -> Iterator[Change]:
    request = parameters.request
    for schema in (*request.strict_schemas, *request.format_schemas):
        for node in schema.nodes():
            if not _is_open(node):
                continue
            entry = node.entry(_OPEN)
            if entry is None:
                yield parameters.added_within(schema.argument, node.table, _OPEN, "False")
            else:
                yield parameters.within(schema.argument, entry, _OPEN, "False")


def _refused(request: Request, schema: Schema) -> Iterator[Report]:
    title = "leave it out of the schema, and check the answer for it"
    for node in schema.nodes():
        for key, words in _faults(request, node):
            entry = node.entry(key)
            place = node.table.place if entry is None else entry.place
            span, related = request.told_at(schema.argument, place, "the schema")
            yield Report(
                span, f"{words} in the schema is not supported: {_FAILS}", _shown(request, title), related
            )
    if request.catalog.api.structured_outputs.refuses_recursion and schema.is_recursive:
        span, related = request.told_at(schema.argument, schema.root.place, "the schema")
        words = f"the schema leads back to itself: {_FAILS}"
        yield Report(span, words, _shown(request, "say how deep it goes, level by level"), related)


def _faults(request: Request, node: Node) -> Iterator[tuple[str, str]]:
    facts = request.catalog.api.structured_outputs
    for key in facts.refused_keywords:
        if node.entry(key) is not None:
            yield key, f"`{key}`"
    fewest = node.known("minItems")
    if isinstance(fewest, int) and fewest > facts.most_min_items:
        yield "minItems", f"`minItems` above {facts.most_min_items}"
    if node.lists_compounds:
        yield "enum", "an `enum` of lists or dicts"
    for part in facts.refused_regex:
        if node.in_pattern(part):
            yield "pattern", f"{part if part.isalpha() or '-' in part else f'`{part}`'} in a `pattern`"
    reference = node.known("$ref")
    if facts.refuses_external_refs and isinstance(reference, str) and not reference.startswith("#"):
        yield "$ref", f"a reference to `{reference}`"


def _above_limits(request: Request) -> Iterator[Report]:
    strict, answers = request.strict_schemas, request.format_schemas
    if len(request.toolsets) > 1 or len(answers) > 1:
        # alternatives are not sent together
        return
    facts = request.catalog.api.structured_outputs
    nodes = [node for schema in (*strict, *answers) for node in schema.nodes() if node.reached]
    optional = sum(len(node.optional) for node in nodes)
    unions = sum(
        any(inner.table is value for inner in nodes if inner.is_union)
        for node in nodes
        for value in node.properties.values()
    )
    for count, most, words in (
        (len(strict), facts.most_strict_tools, "strict tools"),
        (optional, facts.most_optional_parameters, "optional parameters in its schemas"),
        (unions, facts.most_union_parameters, "parameters of several types in its schemas"),
    ):
        if count > most:
            span = request.arguments["tools" if strict else "output_config"].span
            words = f"the request has {count} {words}, and {most} are the most: {_FAILS}"
            yield Report(span, words, _shown(request, "ask for less at once"))


def _out_of_place(request: Request) -> Iterator[Report]:
    """A format beside what it does not go with."""
    formats = request.under("output_config", "format")

    def rejects(model: ModelFacts, value: Value) -> bool:
        platform = request.catalog.api.platforms.get(request.client.kind.platform)
        is_taken = None if platform is None else platform.takes_structured_outputs(model.id)
        return isinstance(value, Mapping) and False in (model.supports_structured_outputs, is_taken)

    found = request.clash(formats, rejects)
    if found is not None:
        words = f"`{found[0].id}` takes no `output_config.format` on `{request.client.kind.name}`: {_FAILS}"
        title = "describe the format in the prompt, or offer a tool with the schema"
        yield Report(request.arguments["output_config"].span, words, _shown(request, title))
    elif request.asks_for_citations and any(isinstance(one, Mapping) for one in formats):
        words = f"citations do not go with `output_config.format`: {_FAILS}"
        yield Report(
            request.arguments["output_config"].span, words, _shown(request, "do without one of them")
        )


def _shown(request: Request, title: str) -> Fix:
    return Fix(title, Safety.SHOWN, guards=(request.span,))
