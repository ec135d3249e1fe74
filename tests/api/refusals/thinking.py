"""`thinking` and effort.

Sources: platform.claude.com/docs, thinking-troubleshooting, thinking, extended-thinking, effort, prefix-checks.
"""

from __future__ import annotations

from api.binding import misplaced_block
from api.reading import Json, integer, mapping, number, string
from api.refusals.asked import COUNT, Asked
from api.thinking import effort_of, forces_a_tool

_SMALLEST_BUDGET = 1_024
_INTERLEAVED_BETA = "interleaved-thinking-2025-05-14"
_EFFORTS = ("low", "medium", "high", "xhigh", "max")
_LEAST_TOP_P = 0.95


def _thinking(asked: Asked) -> Json:
    return mapping(asked.body.get("thinking"))


def _type(asked: Asked) -> str:
    return string(_thinking(asked).get("type"))


def thinking_type_unsupported(asked: Asked) -> str | None:
    """Each model takes some of the types."""
    kind, accepted = _type(asked), asked.model.facts.thinking_types
    if not kind or accepted is None or kind in (accepted or ("disabled",)):
        return None
    ways = " or ".join(f'"{one}"' for one in accepted)
    return f'thinking.type: "{kind}" is not supported on {asked.model.id}; use {ways}'


def thinking_off_at_high_effort(asked: Asked) -> str | None:
    """Some models cannot work without thinking above an effort."""
    most, effort = asked.model.facts.thinking_disabled_max_effort, effort_of(asked.body)
    if most is None or effort not in _EFFORTS or _type(asked) not in ("disabled", "between_tools"):
        return None
    if _EFFORTS.index(str(effort)) <= _EFFORTS.index(most):
        return None
    return f'thinking.type: "{_type(asked)}" is not supported with effort {effort} on {asked.model.id}'


def between_tools_with_options(asked: Asked) -> str | None:
    """between_tools stands alone."""
    options = ("display", "budget_tokens", "block_binding")
    given = [name for name in options if _thinking(asked).get(name) is not None]
    if _type(asked) != "between_tools" or not given:
        return None
    return f"thinking.{given[0]}: Extra inputs are not permitted"


def thinking_budget_too_small(asked: Asked) -> str | None:
    """A budget is a number of at least 1,024."""
    if _type(asked) != "enabled":
        return None
    budget = integer(_thinking(asked).get("budget_tokens"))
    if budget is None:
        return "thinking.budget_tokens: Field required"
    if budget >= _SMALLEST_BUDGET:
        return None
    return f"thinking.budget_tokens: Input should be greater than or equal to {_SMALLEST_BUDGET}"


def thinking_budget_above_max_tokens(asked: Asked) -> str | None:
    """A budget leaves room for an answer, except with interleaved thinking and tools."""
    if _type(asked) != "enabled" or asked.kind == COUNT:
        return None
    if asked.tools and _INTERLEAVED_BETA in asked.betas:
        return None
    budget = integer(_thinking(asked).get("budget_tokens")) or 0
    if budget < (integer(asked.body.get("max_tokens")) or 0):
        return None
    return "`max_tokens` must be greater than `thinking.budget_tokens`"


def thinking_with_forced_tool(asked: Asked) -> str | None:
    """What must call a tool at once cannot think before."""
    if _type(asked) != "enabled" or not forces_a_tool(asked.body):
        return None
    return "Thinking may not be enabled when tool_choice forces tool use."


def thinking_with_sampling(asked: Asked) -> str | None:
    """While a model thinks, sampling stays as it is; top_p may be 0.95 to 1."""
    if _type(asked) != "enabled":
        return None
    temperature, top_p = number(asked.body.get("temperature")), number(asked.body.get("top_p"))
    if temperature is not None and temperature != 1:
        return "`temperature` may only be set to 1 when thinking is enabled"
    if asked.body.get("top_k") is not None:
        return "`top_k` must be unset when thinking is enabled"
    if top_p is not None and not _LEAST_TOP_P <= top_p <= 1:
        return "`top_p` must be between 0.95 and 1 when thinking is enabled"
    return None


def display_without_thinking(asked: Asked) -> str | None:
    """What is switched off has nothing to show."""
    if _type(asked) != "disabled" or _thinking(asked).get("display") is None:
        return None
    return "thinking.display: Extra inputs are not permitted"


def thinking_behind_another_prompt(asked: Asked) -> str | None:
    """Some models take their thinking back only where it was: behind the same tools, system prompt and messages."""
    found = misplaced_block(asked.body, asked.model)
    if found is None:
        return None
    return (
        f"messages.{found[0]}.content.{found[1]}: Invalid `signature` in `thinking` block. The block is bound to a "
        "different conversation. Remove the block, or set `thinking.block_binding.prefix_mismatch_behavior` to "
        '"drop_block".'
    )


def effort_unsupported(asked: Asked) -> str | None:
    """Each model takes some of the levels, older ones none."""
    effort, levels = effort_of(asked.body), asked.model.facts.effort_levels
    if effort is None or levels is None or effort in levels:
        return None
    if not levels:
        return "This model does not support the effort parameter."
    return f"output_config.effort: Input should be {', '.join(map(repr, levels))}"
