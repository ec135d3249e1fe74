"""How a body differs from the SDK's own types of requests.

The SDK checks nothing of a request before it sends it. Its types are TypedDicts; pydantic makes a validator of
each. Three things are changed in it: keys that a type does not have are found, iterables are gone through, and the
objects of answers, which the types admit beside the dictionaries, are left out: they arrive as JSON.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from pydantic import TypeAdapter
from pydantic_core import SchemaValidator, ValidationError

from api.reading import items, mapping, mappings, string

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_PATHS = ("/v1/messages", "/v1/messages/count_tokens", "/v1/messages/batches")
_MOST_PROBLEMS = 20
# the keys that tell the members of a union apart, and how a member that was not meant shows itself
_TELLING = ("type", "role")
_NOT_MEANT = ("literal_error", "missing")

Place = tuple["int | str", ...]


def problems_of(path: str, beta: bool, body: object, sent: bytes) -> tuple[str, ...]:
    """Every difference as "place: what is wrong"; none for requests without a body of their own type.

    `sent` is the JSON of `body`.
    """
    if path not in _PATHS or not sent:
        return ()
    streamed = mapping(body).get("stream") is True
    try:
        _validator(path, beta, streamed).validate_json(sent, strict=True)
    except ValidationError as error:
        meant = _meant(error.errors(include_url=False, include_context=False))
        found = {_place(one, body): one["msg"] for one in meant}
        return tuple(_told(found))[:_MOST_PROBLEMS]
    return ()


@cache
def _validator(path: str, beta: bool, streamed: bool) -> SchemaValidator:
    schema = mapping(TypeAdapter(_type_of(path, beta, streamed)).core_schema)
    answers = {
        string(one.get("ref")) for one in mappings(schema.get("definitions")) if one.get("type") == "model"
    }
    changed = _changed(schema, answers)
    assert isinstance(changed, dict)
    return SchemaValidator(changed)


def _type_of(path: str, beta: bool, streamed: bool) -> type[object]:
    # the SDK is imported only when a body is looked at: that takes longer than the start of the server
    from anthropic.types import beta as beta_types
    from anthropic.types import message_count_tokens_params, message_create_params
    from anthropic.types.beta.messages import batch_create_params as beta_batch_create_params
    from anthropic.types.messages import batch_create_params

    found: type[object]
    if path.endswith("/count_tokens"):
        counted = beta_types.message_count_tokens_params if beta else message_count_tokens_params
        found = counted.MessageCountTokensParams
    elif path.endswith("/batches"):
        batched = beta_batch_create_params if beta else batch_create_params
        found = batched.BatchCreateParams
    else:
        created = beta_types.message_create_params if beta else message_create_params
        found = created.MessageCreateParamsStreaming if streamed else created.MessageCreateParamsNonStreaming
    return found


def _changed(schema: object, answers: set[str]) -> object:
    """A core schema in which objects are closed, iterables are lists and the types of answers are no choice."""
    if isinstance(schema, (list, tuple)):
        return [_changed(inner, answers) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("type") == "union":
        choices = [choice for choice in schema["choices"] if not _is_answer(choice, answers)]
        schema = {**schema, "choices": choices or schema["choices"]}
    changed = {key: _changed(value, answers) for key, value in schema.items()}
    # some types say themselves what else they take
    if schema.get("type") == "typed-dict" and "extras_schema" not in schema:
        changed["extra_behavior"] = "forbid"
    if schema.get("type") == "generator":
        changed["type"] = "list"
    return changed


def _is_answer(choice: object, answers: set[str]) -> bool:
    table = mapping(choice)
    if table.get("type") == "union":
        return all(_is_answer(inner, answers) for inner in mappings(table.get("choices")))
    return table.get("schema_ref") in answers


def _meant(errors: list[ErrorDetails]) -> list[ErrorDetails]:
    """The errors without those of a union's members that were not meant."""
    others = {
        one["loc"][:-1]
        for one in errors
        if one["loc"] and one["loc"][-1] in _TELLING and one["type"] in _NOT_MEANT
    }
    meant = [one for one in errors if not any(one["loc"][: len(other)] == other for other in others)]
    return meant or errors


def _place(error: ErrorDetails, body: object) -> Place:
    """Where in the body an error is; pydantic names the members of unions on the way as well."""
    place: list[int | str] = []
    value = body
    for step in error["loc"]:
        inside: dict[object, object] = dict(enumerate(items(value)))
        inside.update(mapping(value).items())
        if step in inside:
            value = inside[step]
            place.append(step)
    # what is missing cannot be found on the way
    return (*place, error["loc"][-1]) if error["type"] == "missing" else tuple(place)


def _told(found: dict[Place, str]) -> Iterator[str]:
    """The errors in words; what is wrong further inside says more."""
    for place, words in found.items():
        if not any(other != place and other[: len(place)] == place for other in found):
            yield f"{'.'.join(map(str, place))}: {words}"
