"""How the model is to answer: thinking, effort, tools, formats."""

from __future__ import annotations

from api.refusals import COUNT

from refusal_cases.case import (
    ENABLED,
    FORCED,
    LEAF,
    NODE,
    OLD_VERSION,
    OLDER,
    SPRING,
    Case,
    assistant,
    document,
    json_format,
    object_of,
    text,
    tool,
    user,
)

THINKING = (
    Case(
        "thinking_type_unsupported",
        'thinking.type: "enabled" is not supported on claude-opus-4-8; use "adaptive" or "disabled"',
        {"thinking": ENABLED},
        {"thinking": {"type": "adaptive"}},
    ),
    Case(
        "thinking_type_unsupported",
        '"adaptive" is not supported',
        {"thinking": {"type": "adaptive"}},
        {"thinking": ENABLED},
        both=OLDER,
    ),
    Case(
        "thinking_type_unsupported",
        '"disabled" is not supported on claude-sonnet-5-5; use "adaptive" or "between_tools"',
        {"thinking": {"type": "disabled"}},
        {"thinking": {"type": "between_tools"}},
        both={"model": "claude-sonnet-5-5"},
    ),
    Case(
        "thinking_off_at_high_effort",
        '"disabled" is not supported with effort xhigh',
        {"output_config": {"effort": "xhigh"}},
        {"output_config": {"effort": "high"}},
        both={"model": "claude-haiku-5-5", "thinking": {"type": "disabled"}},
    ),
    Case(
        "thinking_off_at_high_effort",
        '"between_tools" is not supported with effort max',
        {"thinking": {"type": "between_tools"}},
        {"thinking": {"type": "adaptive"}},
        both={"model": "claude-sonnet-5-5", "output_config": {"effort": "max"}},
    ),
    Case(
        "thinking_behind_another_prompt",
        "messages.1.content.0: Invalid `signature` in `thinking` block. The block is bound to a different",
        {"model": "claude-opus-5-5"},
        {"model": "claude-opus-5"},
        both={
            "messages": [
                user("Hello"),
                assistant([{"type": "thinking", "thinking": "", "signature": "made.elsewhere"}, text("Hi")]),
                user("Go on"),
            ]
        },
    ),
    Case(
        "between_tools_with_options",
        "thinking.display: Extra inputs are not permitted",
        {"thinking": {"type": "between_tools", "display": "omitted"}},
        {"thinking": {"type": "between_tools"}},
        both={"model": "claude-sonnet-5-5"},
    ),
    Case(
        "thinking_budget_too_small",
        "greater than or equal to 1024",
        {"thinking": {"type": "enabled", "budget_tokens": 1_023}},
        {"thinking": ENABLED},
        both=OLDER,
    ),
    Case(
        "thinking_budget_above_max_tokens",
        "`max_tokens` must be greater than `thinking.budget_tokens`",
        {"max_tokens": 1_024},
        {"max_tokens": 1_025},
        both={"thinking": ENABLED, **OLDER},
    ),
    Case(
        "thinking_budget_above_max_tokens",
        "`max_tokens` must be greater than",
        {},
        {},
        accepted_betas="interleaved-thinking-2025-05-14",
        both={"thinking": ENABLED, "max_tokens": 1_000, "tools": [tool("look_up")], **OLDER},
    ),
    Case(
        "thinking_with_forced_tool",
        "Thinking may not be enabled when tool_choice forces tool use",
        {**FORCED},
        {**FORCED, "tool_choice": {"type": "auto"}},
        both={"thinking": ENABLED, **OLDER},
    ),
    Case(
        "thinking_with_sampling",
        "`temperature` may only be set to 1",
        {"temperature": 0.5},
        {"temperature": 1},
        version=OLD_VERSION,
        both={"thinking": ENABLED, **OLDER},
    ),
    Case(
        "thinking_with_sampling",
        "`top_p` must be between 0.95 and 1",
        {"top_p": 0.9},
        {"top_p": 0.95},
        version=OLD_VERSION,
        both={"thinking": ENABLED, **OLDER},
    ),
    Case(
        "thinking_with_sampling",
        "`top_k` must be unset",
        {"top_k": 5},
        {},
        version=OLD_VERSION,
        both={"thinking": ENABLED, **OLDER},
    ),
    Case(
        "display_without_thinking",
        "thinking.display: Extra inputs are not permitted",
        {"thinking": {"type": "disabled", "display": "omitted"}},
        {"thinking": {"type": "adaptive", "display": "omitted"}},
    ),
    Case(
        "effort_unsupported",
        "This model does not support the effort parameter.",
        {"model": "claude-haiku-4-5"},
        {"model": "claude-opus-4-5"},
        both={"output_config": {"effort": "low"}},
    ),
    Case(
        "effort_unsupported",
        "output_config.effort: Input should be 'low', 'medium', 'high', 'max'",
        {"model": "claude-opus-4-6"},
        {"model": "claude-opus-4-7"},
        both={"output_config": {"effort": "xhigh"}},
    ),
    Case(
        "effort_unsupported",
        "output_config.effort",
        {"output_config": {"effort": "adaptive"}},
        {"output_config": {"effort": "max"}},
    ),
)

TOOLS = (
    Case("invalid_tool_name", "tools.0.name", {"tools": [tool("look up")]}, {"tools": [tool("look_up")]}),
    Case("invalid_tool_name", "tools.0.name", {"tools": [tool("x" * 129)]}, {"tools": [tool("x" * 128)]}),
    Case(
        "duplicate_tool_name",
        "Tool names must be unique",
        {"tools": [tool("a"), tool("a")]},
        {"tools": [tool("a"), tool("b")]},
    ),
    Case(
        "forced_tool_unsupported",
        'tool_choice: "any" is not supported on claude-opus-5-5',
        {"model": "claude-opus-5-5"},
        {"model": "claude-haiku-5-5"},
        both=FORCED,
    ),
    Case(
        "forced_tool_unsupported",
        'tool_choice: "tool" is not supported',
        {"tool_choice": {"type": "tool", "name": "look_up"}},
        {"tool_choice": {"type": "auto"}},
        kind=COUNT,
        both={"model": "claude-sonnet-5-5", "tools": [tool("look_up")]},
    ),
    Case(
        "structured_output_unsupported",
        "output_config.format is not supported on claude-opus-4-1",
        {"model": "claude-opus-4-1"},
        {"model": "claude-opus-4-5"},
        today=SPRING,
        both={"output_config": json_format(LEAF)},
    ),
    Case(
        "citations_with_format",
        "citations cannot be enabled together with output_config.format",
        {"messages": [user([document(cited=True)])]},
        {"messages": [user([document(cited=False)])]},
        both={"output_config": json_format(LEAF)},
    ),
    *(
        Case(
            "unsupported_schema",
            f"output_config.format.schema: {message} is not supported",
            {"output_config": json_format(broken)},
            {"output_config": json_format(accepted)},
        )
        for message, broken, accepted in (
            ("minimum", object_of({"type": "integer", "minimum": 1}), object_of({"type": "integer"})),
            ("maxLength", object_of({"type": "string", "maxLength": 9}), object_of({"type": "string"})),
            (
                "minItems above 1",
                object_of({"type": "array", "items": {"type": "string"}, "minItems": 2}),
                object_of({"type": "array", "items": {"type": "string"}, "minItems": 1}),
            ),
            (
                "additionalProperties other than false",
                {"type": "object", "properties": {}, "additionalProperties": True},
                LEAF,
            ),
            ("additionalProperties other than false", {"type": "object", "properties": {}}, LEAF),
            ("an enum of objects or arrays", object_of({"enum": [["a"]]}), object_of({"enum": ["a"]})),
            (
                "this pattern",
                object_of({"type": "string", "pattern": r"^(?!x)\w+$"}),
                object_of({"type": "string", "pattern": r"^(?:x)\w+$"}),
            ),
            (
                "an external $ref",
                object_of({"$ref": "https://example.com/schema.json"}),
                {**object_of({"$ref": "#/$defs/Leaf"}), "$defs": {"Leaf": LEAF}},
            ),
            (
                "recursion",
                {**object_of({"$ref": "#/$defs/Node"}), "$defs": {"Node": NODE}},
                {**object_of({"$ref": "#/$defs/Node"}), "$defs": {"Node": LEAF}},
            ),
        )
    ),
    Case(
        "unsupported_schema",
        "tools.0.input_schema: minimum is not supported",
        {"tools": [tool("look_up", strict=True, input_schema=object_of({"type": "integer", "minimum": 1}))]},
        {"tools": [tool("look_up", input_schema=object_of({"type": "integer", "minimum": 1}))]},
    ),
)
