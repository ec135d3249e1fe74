"""Reading parsed JSON without trusting its shape: what is not there or of another type reads as empty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

Json = Mapping[str, object]


def mapping(value: object) -> Json:
    """The object, or an empty one."""
    return value if isinstance(value, dict) else {}


def items(value: object) -> Sequence[object]:
    """The array, or an empty one."""
    return value if isinstance(value, list) else ()


def mappings(value: object) -> list[Json]:
    """The objects of an array."""
    return [item for item in items(value) if isinstance(item, dict)]


def string(value: object) -> str:
    """The string, or an empty one."""
    return value if isinstance(value, str) else ""


def integer(value: object) -> int | None:
    """The whole number; None for anything else, true and false as well."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def number(value: object) -> float | None:
    """The number; None for anything else, true and false as well."""
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def content_blocks(content: object) -> list[Json]:
    """The blocks of a content; a string is one text block."""
    return [{"type": "text", "text": content}] if isinstance(content, str) else mappings(content)


def text_of(content: object) -> str:
    """The text blocks of a content, one below the other."""
    return "\n".join(string(block.get("text")) for block in content_blocks(content) if is_text(block))


def is_text(block: Json) -> bool:
    """Whether a block is text."""
    return block.get("type") == "text"


def of_type(blocks: Sequence[Json], kind: str) -> list[Json]:
    """The blocks of a type."""
    return [block for block in blocks if block.get("type") == kind]


def schemas_in(schema: object) -> Iterator[Json]:
    """A JSON schema and every schema inside it."""
    if not isinstance(schema, dict):
        return
    yield schema
    for key in ("properties", "$defs", "definitions", "patternProperties"):
        for inner in mapping(schema.get(key)).values():
            yield from schemas_in(inner)
    for key in ("items", "additionalProperties", "not"):
        yield from schemas_in(schema.get(key))
    for key in ("anyOf", "allOf", "oneOf", "prefixItems"):
        for inner in items(schema.get(key)):
            yield from schemas_in(inner)
