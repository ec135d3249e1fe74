"""Tools, and answers in a format."""

from __future__ import annotations

import re

from api.reading import Json, integer, items, mapping, schemas_in, string
from api.refusals.asked import Asked
from api.thinking import forces_a_tool, output_format

# the documentation says 64, errors of the API quote 128: what both refuse is refused
_TOOL_NAME = re.compile(r"[a-zA-Z0-9_-]{1,128}")
# lookaround, back-references and word boundaries (docs, build-with-claude/structured-outputs)
_UNSUPPORTED_PATTERN = re.compile(r"\(\?<?[=!]|\\[1-9]|\\b|\(\?P=")
_UNSUPPORTED_KEYWORDS = ("minimum", "maximum", "multipleOf", "minLength", "maxLength")


def _names(asked: Asked) -> list[str]:
    return [string(tool["name"]) for tool in asked.tools if "name" in tool]


def invalid_tool_name(asked: Asked) -> str | None:
    """Letters, digits, underscores and dashes (docs, tool-use/define-tools)."""
    for place, name in enumerate(_names(asked)):
        if not _TOOL_NAME.fullmatch(name):
            return f"tools.{place}.name: String should match pattern '^[a-zA-Z0-9_-]{{1,128}}$'"
    return None


def duplicate_tool_name(asked: Asked) -> str | None:
    """A name is one tool's."""
    names = _names(asked)
    return "tools: Tool names must be unique." if len(set(names)) < len(names) else None


def forced_tool_unsupported(asked: Asked) -> str | None:
    """Some models cannot be forced to call a tool (docs, tool-use/define-tools)."""
    if not forces_a_tool(asked.body) or asked.model.facts.accepts_forced_tool_choice is not False:
        return None
    kind = mapping(asked.body.get("tool_choice")).get("type")
    return f'tool_choice: "{kind}" is not supported on {asked.model.id}'


def structured_output_unsupported(asked: Asked) -> str | None:
    """Models from 4.5 on can keep to a format (docs, build-with-claude/structured-outputs)."""
    if not output_format(asked.body):
        return None
    refused = asked.model.takes_structured_outputs is False or asked.models.is_before_4_5(asked.model)
    return f"output_config.format is not supported on {asked.model.id}" if refused else None


def citations_with_format(asked: Asked) -> str | None:
    """A citation has no place in JSON (same page)."""
    cited = any(mapping(block.get("citations")).get("enabled") is True for _, block in asked.blocks)
    if not cited or not output_format(asked.body):
        return None
    return "citations cannot be enabled together with output_config.format"


def unsupported_schema(asked: Asked) -> str | None:
    """Schemas that bind the answer keep to a part of JSON schema (same page)."""
    binding = {"output_config.format.schema": output_format(asked.body).get("schema")}
    for place, tool in enumerate(asked.tools):
        if tool.get("strict") is True:
            binding[f"tools.{place}.input_schema"] = tool.get("input_schema")
    for name, schema in binding.items():
        unsupported = _unsupported(mapping(schema))
        if unsupported is not None:
            return f"{name}: {unsupported} is not supported"
    return None


def _unsupported(root: Json) -> str | None:
    for schema in schemas_in(root):
        keyword = next((word for word in _UNSUPPORTED_KEYWORDS if word in schema), None)
        if keyword is not None:
            return keyword
        if (integer(schema.get("minItems")) or 0) > 1:
            return "minItems above 1"
        # an object has to say it
        unsaid = None if schema.get("type") == "object" else False
        if schema.get("additionalProperties", unsaid) is not False:
            return "additionalProperties other than false"
        if any(isinstance(value, (dict, list)) for value in items(schema.get("enum"))):
            return "an enum of objects or arrays"
        if _UNSUPPORTED_PATTERN.search(string(schema.get("pattern"))):
            return "this pattern"
        reference = string(schema.get("$ref"))
        if reference and not reference.startswith("#"):
            return "an external $ref"
    return "recursion" if _is_recursive(root) else None


def _is_recursive(root: Json) -> bool:
    """Whether a definition leads back to itself, or the whole is referred to."""
    uses = {name: _references(schema) for name, schema in mapping(root.get("$defs")).items()}
    if "#" in _references(root):
        return True
    for start in uses:
        reached: set[str] = set()
        ahead = list(uses[start])
        while ahead:
            name = ahead.pop().removeprefix("#/$defs/")
            if name not in reached:
                reached.add(name)
                ahead.extend(uses.get(name, ()))
        if start in reached:
            return True
    return False


def _references(schema: object) -> set[str]:
    return {string(inner["$ref"]) for inner in schemas_in(schema) if "$ref" in inner}
