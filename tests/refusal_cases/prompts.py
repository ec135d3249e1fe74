"""Messages and cache markers."""

from __future__ import annotations

from refusal_cases.case import (
    CALL,
    ENABLED,
    LEAF,
    OLDER,
    RESULT,
    Case,
    assistant,
    document,
    json_format,
    system,
    text,
    user,
)

CONTENT = (
    Case("no_messages", "messages: at least one message is required", {"messages": []}, {}),
    Case(
        "empty_text",
        "text content blocks must be non-empty",
        {"messages": [user("")]},
        {"messages": [user(" ")]},
    ),
    Case("empty_text", "text content blocks must be non-empty", {"system": [text("")]}, {"system": ""}),
    Case(
        "system_role_unsupported",
        "role 'system' is not supported on this model",
        {"model": "claude-opus-4-7"},
        {"model": "claude-opus-4-8"},
        both={"messages": [user("Hello"), system("Be short.")]},
    ),
    Case(
        "system_role_misplaced",
        "must directly follow a user message",
        {"messages": [system("Be short."), user("Hello")]},
        {"messages": [user("Hello"), system("Be short.")]},
    ),
    Case(
        "system_role_misplaced",
        "must be last or be followed by an assistant message",
        {"messages": [user("Hello"), system("Be short."), user("Go on")]},
        {"messages": [user("Hello"), system("Be short."), assistant("Yes?"), user("Go on")]},
    ),
    Case(
        "system_role_misplaced",
        "takes text only",
        {"messages": [user("Hello"), system([document(cited=False)])]},
        {"messages": [user("Hello"), system([text("Be short.")])]},
    ),
    Case(
        "unanswered_tool_use",
        "`tool_use` ids were found without `tool_result` blocks immediately after: toolu_1",
        {"messages": [user("Hello"), assistant([CALL]), user("Go on")]},
        {"messages": [user("Hello"), assistant([CALL]), user([RESULT])]},
    ),
    Case(
        "unanswered_tool_use",
        "immediately after",
        {"messages": [user("Hello"), assistant([CALL]), user([text("Here:"), RESULT])]},
        {"messages": [user("Hello"), assistant([CALL]), user([RESULT, text("There.")])]},
    ),
    Case(
        "stray_tool_result",
        "unexpected `tool_use_id` found in `tool_result` blocks: toolu_1",
        {"messages": [user("Hello"), assistant("Yes?"), user([RESULT])]},
        {"messages": [user("Hello"), assistant([CALL]), user([RESULT])]},
    ),
    Case(
        "stray_tool_result",
        "unexpected `tool_use_id`",
        {"messages": [user("Hello"), assistant([CALL]), user([RESULT, RESULT])]},
        {"messages": [user("Hello"), assistant([CALL]), user([RESULT, text("again")])]},
    ),
    Case(
        "document_from_assistant",
        "document blocks are not permitted in assistant messages",
        {"messages": [user("Hello"), assistant([document(cited=False)]), user("Go on")]},
        {"messages": [user("Hello"), assistant("Yes?"), user([document(cited=False)])]},
    ),
    Case(
        "citations_from_user",
        "citations: not permitted on text of a user message",
        {"messages": [user([text("Hello", citations=[{"type": "char_location"}])])]},
        {"messages": [user([text("Hello", citations=[])])]},
    ),
    Case(
        "prefill_unsupported",
        "does not support assistant message prefill",
        {"model": "claude-sonnet-4-6"},
        {"model": "claude-sonnet-4-5"},
        both={"messages": [user("Hello"), assistant("{")]},
    ),
    Case(
        "prefill_with_thinking_or_format",
        "not supported while thinking is enabled",
        {"thinking": ENABLED},
        {"thinking": {"type": "disabled"}},
        both={"messages": [user("Hello"), assistant("{")], **OLDER},
    ),
    Case(
        "prefill_with_thinking_or_format",
        "not supported with output_config.format",
        {"output_config": json_format(LEAF)},
        {},
        both={"messages": [user("Hello"), assistant("{")], **OLDER},
    ),
    Case(
        "prefill_ends_in_space",
        "final assistant content cannot end with trailing whitespace",
        {"messages": [user("Hello"), assistant("So: ")]},
        {"messages": [user("Hello"), assistant("So:")]},
        both=OLDER,
    ),
    Case(
        "blank_stop_sequence",
        "each stop sequence must contain non-whitespace",
        {"stop_sequences": ["END", "\n\n"]},
        {"stop_sequences": ["END", "\n\nHuman:"]},
    ),
)

CACHING = (
    Case(
        "marker_on_empty_text",
        "cache_control cannot be set for empty text blocks",
        {"messages": [user([text("Hello"), text("", "5m")])]},
        {"messages": [user([text("Hello"), text(" ", "5m")])]},
    ),
    Case(
        "too_many_markers",
        "A maximum of 4 blocks with cache_control may be provided. Found 5.",
        {"system": [text(word, "5m") for word in "abcde"]},
        {"system": [text(word, "5m") for word in "abcd"]},
    ),
    Case(
        "too_many_markers",
        "Found 5.",
        {"cache_control": {"type": "ephemeral"}},
        {},
        both={"system": [text(word, "5m") for word in "abcd"]},
    ),
    Case(
        "wrong_marker",
        "cache_control.type: Input should be 'ephemeral'",
        {"cache_control": {"type": "persistent"}},
        {"cache_control": {"type": "ephemeral"}},
    ),
    Case(
        "wrong_marker",
        "cache_control.ttl: Input should be '5m' or '1h'",
        {"system": [text("Be short.", "2h")]},
        {"system": [text("Be short.", "1h")]},
    ),
    Case(
        "marker_on_thinking",
        "thinking.cache_control: Extra inputs are not permitted",
        {
            "messages": [
                user("Hello"),
                assistant(
                    [
                        {
                            "type": "thinking",
                            "thinking": "",
                            "signature": "x",
                            "cache_control": {"type": "ephemeral"},
                        },
                        text("Hi"),
                    ]
                ),
                user("Go on"),
            ]
        },
        {
            "messages": [
                user("Hello"),
                assistant([{"type": "thinking", "thinking": "", "signature": "x"}, text("Hi", "5m")]),
                user("Go on"),
            ]
        },
    ),
    Case(
        "automatic_marker_of_another_lifetime",
        "the last block has a cache_control with ttl='5m'",
        {"cache_control": {"type": "ephemeral", "ttl": "1h"}},
        {"cache_control": {"type": "ephemeral", "ttl": "5m"}},
        both={"messages": [user([text("Hello", "5m")])]},
    ),
    Case(
        "longer_lifetime_after_shorter",
        "a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block",
        {"system": [text("Be short.", "5m")], "messages": [user([text("Hello", "1h")])]},
        {"system": [text("Be short.", "1h")], "messages": [user([text("Hello", "5m")])]},
    ),
)
