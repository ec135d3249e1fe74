"""The smallest value that fits a JSON schema."""

from __future__ import annotations

from api.reading import Json, integer, items, mapping, number, string

_DEEPEST = 12
_BY_FORMAT = {
    "date": "2026-01-01",
    "date-time": "2026-01-01T00:00:00Z",
    "time": "00:00:00Z",
    "duration": "PT1S",
    "email": "someone@example.com",
    "hostname": "example.com",
    "uri": "https://example.com",
    "ipv4": "127.0.0.1",
    "ipv6": "::1",
    "uuid": "00000000-0000-4000-8000-000000000000",
}


def minimal_instance(schema: object, root: Json | None = None, depth: int = 0) -> object:
    """A value of the schema with its required properties only; the same for the same schema.

    `root` is the schema that references lead into. What nests without end becomes null.
    """
    table = mapping(schema)
    root = table if root is None else root
    if depth > _DEEPEST:
        return None
    if "$ref" in table:
        return minimal_instance(_referred(string(table["$ref"]), root), root, depth + 1)
    for fixed in ("const", "default"):
        if fixed in table:
            return table[fixed]
    if items(table.get("enum")):
        return items(table["enum"])[0]
    for choice in ("anyOf", "oneOf", "allOf"):
        if items(table.get(choice)):
            return minimal_instance(items(table[choice])[0], root, depth + 1)
    return _of_type(table, root, depth)


def _of_type(table: Json, root: Json, depth: int) -> object:
    kinds = items(table.get("type")) or (table.get("type"),)
    kind = kinds[0]
    if kind == "object" or "properties" in table:
        properties = mapping(table.get("properties"))
        required = [string(name) for name in items(table.get("required"))]
        return {name: minimal_instance(properties.get(name), root, depth + 1) for name in required}
    if kind == "array":
        fewest = integer(table.get("minItems")) or 0
        return [minimal_instance(table.get("items"), root, depth + 1)] * fewest
    if kind == "string":
        text = _BY_FORMAT.get(string(table.get("format")), "text")
        return text.ljust(integer(table.get("minLength")) or 0, "x")
    if kind in ("integer", "number"):
        least = number(table.get("minimum"))
        return 1 if least is None else least
    return True if kind == "boolean" else None


def _referred(reference: str, root: Json) -> object:
    found: object = root
    for step in reference.removeprefix("#").strip("/").split("/"):
        found = found if step == "" else mapping(found).get(step)
    return found
