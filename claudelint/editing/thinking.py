"""Whether a request thinks, before and after a move, and how a model is told not to."""

from __future__ import annotations

from claudelint.catalog.catalog import ModelFacts
from claudelint.editing.changes import Refused
from claudelint.linking.project import Known, Mapping, Request, is_nothing


def effort_for_budget(budget: int | None) -> str:
    """The effort that comes nearest to a thinking budget; a judgement, no official table says so."""
    if budget is None:
        return "high"
    return "low" if budget < 4_096 else "medium" if budget < 16_384 else "high"


def thinking_off(model: ModelFacts) -> str | None:
    """The `thinking.type` with which a model does not think; None where it always does."""
    types = model.thinking_types or ()
    return next((kind for kind in ("disabled", "between_tools") if kind in types), None)


def thinking_kinds(request: Request) -> set[str | None]:
    """The types of thinking that may be sent; None where it may be left out."""
    argument = request.arguments.get("thinking")
    if argument is None:
        return {None}
    kinds: set[str | None] = set() if argument.certain else {None}
    for one in argument.value.alternatives():
        kind = one.get("type") if isinstance(one, Mapping) else None
        if is_nothing(one):
            kinds.add(None)
        elif isinstance(kind, Known) and isinstance(kind.value, str):
            kinds.add(kind.value)
        else:
            raise Refused("what `thinking` holds is not known here")
    return kinds


def thought_before(request: Request, old: ModelFacts | None) -> bool | None:
    """Whether the request thought with its old model; None when that is not known."""
    kinds = thinking_kinds(request)
    if kinds != {None}:
        return bool(kinds & {"enabled", "adaptive"})
    if old is None:
        return None
    return False if old.thinking_types == () else old.thinks_by_default


def thinks_after(request: Request, old: ModelFacts | None, new: ModelFacts) -> bool:
    """Whether a thinking block may come first with the new model."""
    kinds = thinking_kinds(request)
    if new.thinking_default in (None, "off"):
        return bool(kinds & {"enabled", "adaptive", "between_tools"})
    if kinds & {"enabled", "adaptive"}:
        return True
    # between tool calls, what is written comes in thinking blocks
    return bool(thought_before(request, old)) or thinking_off(new) != "disabled"
