"""What the API refuses: one function a rule, all in one table.

A rule answers with the message of its error, or None; the first that objects decides.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from api.errors import Refused
from api.refusals import caching, content, limits, sampling, shape, thinking, tools
from api.refusals.asked import BATCH_ITEM, COUNT, EVERY_KIND, GENERATES, MESSAGE, Asked

__all__ = ["BATCH_ITEM", "COUNT", "MESSAGE", "RULES", "Asked", "Rule", "refuse"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule, the kinds of requests it holds for, and the type of its error."""

    check: Callable[[Asked], str | None]
    kinds: frozenset[str] = EVERY_KIND
    error: str = "invalid_request_error"

    @property
    def name(self) -> str:
        """The name of its function."""
        return self.check.__name__


# from the shape inwards: a rule may rely on those before it
RULES = (
    Rule(shape.missing_field),
    Rule(shape.wrong_type),
    Rule(shape.unknown_model, error="not_found_error"),
    Rule(limits.refused_in_a_batch, frozenset({BATCH_ITEM})),
    Rule(sampling.sampling_parameter),
    Rule(sampling.sampling_on_a_model_without),
    Rule(sampling.temperature_with_top_p),
    Rule(limits.negative_max_tokens, GENERATES),
    Rule(limits.max_tokens_above_maximum, GENERATES),
    Rule(limits.prewarming_that_would_answer, GENERATES),
    Rule(content.no_messages),
    Rule(caching.marker_on_empty_text),
    Rule(content.empty_text),
    Rule(content.system_role_unsupported),
    Rule(content.system_role_misplaced),
    Rule(content.unanswered_tool_use),
    Rule(content.stray_tool_result),
    Rule(content.document_from_assistant),
    Rule(content.citations_from_user),
    Rule(content.prefill_unsupported, GENERATES),
    Rule(content.prefill_with_thinking_or_format, GENERATES),
    Rule(content.prefill_ends_in_space, GENERATES),
    Rule(content.blank_stop_sequence),
    Rule(thinking.thinking_type_unsupported),
    Rule(thinking.thinking_off_at_high_effort),
    Rule(thinking.between_tools_with_options),
    Rule(thinking.thinking_budget_too_small),
    Rule(thinking.thinking_budget_above_max_tokens),
    Rule(thinking.thinking_with_forced_tool),
    Rule(thinking.thinking_with_sampling),
    Rule(thinking.display_without_thinking),
    Rule(thinking.thinking_behind_another_prompt, GENERATES),
    Rule(thinking.effort_unsupported),
    Rule(tools.invalid_tool_name),
    Rule(tools.duplicate_tool_name),
    Rule(tools.forced_tool_unsupported),
    Rule(tools.structured_output_unsupported),
    Rule(tools.citations_with_format),
    Rule(tools.unsupported_schema),
    Rule(caching.too_many_markers),
    Rule(caching.wrong_marker),
    Rule(caching.marker_on_thinking),
    Rule(caching.automatic_marker_of_another_lifetime),
    Rule(caching.longer_lifetime_after_shorter),
    Rule(limits.fast_mode_unsupported),
    Rule(limits.inference_geo_unsupported),
    Rule(limits.prompt_above_window),
    Rule(limits.answer_above_window, GENERATES),
)


def refuse(asked: Asked) -> None:
    """Raise Refused when a rule objects."""
    for rule in RULES:
        if asked.kind not in rule.kinds:
            continue
        message = rule.check(asked)
        if message is not None:
            raise Refused(message, rule.error)
