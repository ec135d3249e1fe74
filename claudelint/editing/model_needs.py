"""What a request needs for its new model, by the catalogue: each change, or the reason why it cannot be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from claudelint.catalog.catalog import Catalog, ModelFacts
from claudelint.editing.changes import Change, Places, Refused, is_open
from claudelint.editing.feeding import Feeding
from claudelint.editing.parameters import EFFORTS, Parameters, effort_of
from claudelint.editing.prefill import ends_in_prefill
from claudelint.editing.thinking import (
    effort_for_budget,
    thinking_kinds,
    thinking_off,
    thinks_after,
    thought_before,
)
from claudelint.linking.project import (
    Argument,
    Known,
    Mapping,
    NotGiven,
    Request,
    Sequence,
    Value,
    is_nothing,
)

# a thinking model needs room for its thinking besides the answer
HEADROOM = 4_096
# a judgement: what a request that asks for thinking without saying how much is given at most
_USUAL_BUDGET = 16_000
_THINKING_SDK = "0.47"
_OUTPUT_CONFIG_SDK = "0.77"
# computer use is asked for by a beta for each version of its tools
_TOOLS_BETA = "computer-use-"
_VERSIONED_TOOLS = ("computer_", "text_editor_", "bash_")


@dataclass(frozen=True, eq=False)
class Unit:
    """A request that moves from one model to another."""

    request: Request
    written: Known
    old: ModelFacts | None
    new: ModelFacts


class Needs:
    """What one request needs for its new model."""

    def __init__(self, unit: Unit, feeding: Feeding) -> None:
        self.unit = unit
        self.request = unit.request
        self.old = unit.old
        self.new = unit.new
        self.places = Places(unit.request, feeding)
        self.parameters = Parameters(self.places)
        self.catalog: Catalog = unit.request.catalog
        self.is_open = is_open(unit.request)

    def all(self) -> Iterator[Change]:
        """Every change; raises where one cannot be made."""
        if self.request.client.patched:
            raise Refused("another package stands between the call and the SDK")
        self._refuse_what_cannot_move()
        yield from self._sampling()
        yield from self.thinking()
        yield from self.effort()
        yield from self.limit()

    # what cannot move

    def _refuse_what_cannot_move(self) -> None:
        request, new = self.request, self.new
        if new.supports_prefill is False and ends_in_prefill(request):
            raise Refused(f"the answer is prefilled, which `{new.id}` rejects")
        if new.accepts_forced_tool_choice is False:
            for one in self._alternatives("tool_choice"):
                kind = one.get("type") if isinstance(one, Mapping) else None
                if isinstance(kind, Known) and kind.value in ("any", "tool"):
                    raise Refused(f"`tool_choice` forces a tool, which `{new.id}` rejects")
                if not isinstance(kind, Known) and not is_nothing(one):
                    raise Refused("`tool_choice` is not known here and may force a tool")
        if any(isinstance(one, Known) and one.value == "fast" for one in self._alternatives("speed")):
            raise Refused(f'whether `{new.id}` takes `speed="fast"` is to be looked up')
        tools = request.arguments.get("tools")
        for tool in tools.value.items if tools is not None and isinstance(tools.value, Sequence) else ():
            kind = tool.get("type") if isinstance(tool, Mapping) else None
            if isinstance(kind, Known) and str(kind.value).startswith(_VERSIONED_TOOLS):
                raise Refused(f"whether `{new.id}` takes the tool `{kind.value}` is to be looked up")
        for beta in self._known_items("betas"):
            if beta.startswith(_TOOLS_BETA):
                raise Refused(f"whether `{new.id}` takes the tools of the beta `{beta}` is to be looked up")
        for reading in request.positional_reads:
            if (
                not reading.is_text
                and thinks_after(self.request, self.old, self.new)
                and not thought_before(self.request, self.old)
            ):
                raise Refused(
                    f"`content[{reading.index}]` is read, where `{new.id}` may put a thinking block"
                )

    def _alternatives(self, name: str) -> tuple[Value, ...]:
        argument = self.request.arguments.get(name)
        if argument is None:
            if self.is_open and name == "tool_choice":
                raise Refused(f"a `**` may hold `{name}`")
            return ()
        return argument.value.alternatives()

    def _known_items(self, name: str) -> Iterator[str]:
        for one in self._alternatives(name):
            for item in one.items if isinstance(one, Sequence) else ():
                yield from (
                    text.value
                    for text in item.alternatives()
                    if isinstance(text, Known) and isinstance(text.value, str)
                )

    # sampling parameters

    def _sampling(self) -> Iterator[Change]:
        yield from self._sampling_in_extra_body()
        for name in self.catalog.removed_parameters:
            if self.request.kind == "count_tokens" and name not in self.request.arguments:
                continue
            if not self._rejects(name, as_keyword=not self.request.is_batch_item):
                continue
            argument = self.request.arguments.get(name)
            if argument is not None:
                yield Change(self.places.of(argument), name, "remove", words=f"without `{name}`")
            elif self.is_open:
                raise Refused(f"a `**` may hold `{name}`")

    def _rejects(self, name: str, *, as_keyword: bool) -> bool:
        """Whether the SDK or the new model rejects a sampling parameter."""
        major, removed = self.request.sdk.major, self.catalog.removed_parameters[name]
        if as_keyword and major >= removed.since_major:
            return True
        if major >= removed.rejected_by_api_since_major:
            return True
        argument = self.request.arguments.get(name)
        if argument is not None and argument.value.every(lambda one: isinstance(one, NotGiven)):
            return False
        takes = self.new.accepts_sampling_params
        return takes == "rejected" or (
            takes == "restricted" and name == "top_p" and "temperature" in self.request.arguments
        )

    def _sampling_in_extra_body(self) -> Iterator[Change]:
        argument = self.request.arguments.get("extra_body")
        rejected = [name for name in self.catalog.removed_parameters if self._rejects(name, as_keyword=False)]
        if argument is None or is_nothing(argument.value):
            return
        body = argument.value
        if not isinstance(body, Mapping) or body.open:
            raise Refused("what `extra_body` holds is not known here")
        if not set(body.entries) <= {*self.catalog.removed_parameters}:
            raise Refused("`extra_body` holds parameters of its own")
        found = [name for name in rejected if name in body.entries]
        words = f"without {in_words(f'`{name}`' for name in found)}"
        if found and len(found) == len(body.entries):
            yield Change(self.places.of(argument), "extra_body", "remove", words=words)
            return
        for name in found:
            entry = body.entries[name]
            yield Change(self.places.of_entry(entry.written, entry.place, name), name, "remove", words=words)

    # thinking

    def thinking(self) -> Iterator[Change]:
        """Thinking of a type that the new model takes, and what goes with it."""
        types = self.new.thinking_types
        if types is None:
            return
        kinds = thinking_kinds(self.request)
        if kinds == {None}:
            yield from self._without_thinking()
            return
        if kinds <= {*types, None} and (None not in kinds or self.new.thinking_default == "off"):
            if "disabled" in kinds or "between_tools" in kinds:
                yield from self.effort_with_thinking_off()
            return
        if len(kinds) != 1:
            raise Refused("`thinking` is decided while the program runs")
        argument = self.request.arguments["thinking"]
        kind = next(iter(kinds))
        off = thinking_off(self.new)
        if kind == "enabled" and "adaptive" in types:
            yield from self._adaptive(argument)
        elif kind == "adaptive" and "enabled" in types:
            yield from self._budgeted(argument)
        elif kind in ("disabled", "between_tools") and off is not None:
            self._ask_sdk("`between_tools`", _OUTPUT_CONFIG_SDK if off == "between_tools" else _THINKING_SDK)
            yield from self.parameters.retyped(
                argument, off, ("budget_tokens", "display"), "with thinking left off"
            )
            yield from self.effort_with_thinking_off()
        elif kind in ("disabled", "between_tools"):
            yield Change(
                self.places.of(argument),
                "thinking",
                "remove",
                words="with thinking on, which is always on there",
            )
            yield from self._headroom()
        else:
            raise Refused(f"`{self.new.id}` does not take thinking of type `{kind}`")

    def _without_thinking(self) -> Iterator[Change]:
        """Thinking is left out: what did not think before does not think afterwards, where that can be had."""
        new = self.new
        if new.thinking_default in (None, "off") or self.request.kind == "count_tokens":
            return
        before = thought_before(self.request, self.old)
        if before is None:
            raise Refused("whether the old model thinks when `thinking` is left out is not known")
        if before:
            return
        if self.is_open:
            raise Refused("a `**` may hold `thinking`")
        off = thinking_off(new)
        if off is None:
            yield from self._headroom()
            return
        self._ask_sdk("`thinking`", _OUTPUT_CONFIG_SDK if off == "between_tools" else _THINKING_SDK)
        yield self.places.added("thinking", f'{{"type": "{off}"}}', "with thinking left off")
        yield from self.effort_with_thinking_off()

    def _adaptive(self, argument: Argument) -> Iterator[Change]:
        self._ask_sdk("adaptive thinking", _OUTPUT_CONFIG_SDK)
        budget = argument.value.get("budget_tokens") if isinstance(argument.value, Mapping) else None
        tokens = budget.value if isinstance(budget, Known) else None
        effort = effort_for_budget(tokens if isinstance(tokens, int) else None)
        added = None if effort == self.new.effort_default else self.parameters.effort_added(effort)
        words = "with adaptive thinking" if added is None else f"with adaptive thinking at effort `{effort}`"
        yield from self.parameters.retyped(argument, "adaptive", ("budget_tokens",), words)
        if added is not None:
            yield added

    def _budgeted(self, argument: Argument) -> Iterator[Change]:
        """Thinking within a budget: as much as the answer may have, within the limits of a budget."""
        limit = self.request.number("max_tokens")
        smallest = self.catalog.api.thinking.budget_tokens_minimum
        if limit is None or limit <= smallest:
            raise Refused("`max_tokens` leaves no room for a thinking budget")
        budget = min(max(limit // 2, smallest), _USUAL_BUDGET)
        words = f"with thinking within {budget:,} tokens"
        yield from self.parameters.retyped(argument, "enabled", (), words)
        if "budget_tokens" not in self.parameters.entries(argument.name):
            yield self.parameters.entry_added(argument.name, "budget_tokens", str(budget))

    def _headroom(self) -> Iterator[Change]:
        argument = self.request.arguments.get("max_tokens")
        if argument is None or self.request.kind == "count_tokens":
            return
        limit = self.request.number("max_tokens")
        if limit is None:
            raise Refused(f"`max_tokens` is not known here, and `{self.new.id}` thinks within it")
        if 0 < limit < HEADROOM:
            yield self.places.valued(
                argument, str(HEADROOM), f"with `max_tokens` at {HEADROOM:,} to leave room to think"
            )

    # effort and length

    def effort(self) -> Iterator[Change]:
        """An effort that the new model knows; thinking that is off has been seen to."""
        levels, level = self.new.effort_levels, effort_of(self.request)
        if levels is None or level is None or level in levels:
            return
        argument = self.request.arguments["output_config"]
        assert isinstance(argument.value, Mapping)
        entry = argument.value.entries["effort"]
        if not levels:
            words = "without `effort`"
            if len(argument.value.entries) == 1 and not argument.value.open:
                yield Change(self.places.of(argument), "output_config", "remove", words=words)
            else:
                place = self.places.of_entry(entry.written, entry.place, "output_config")
                yield Change(place, "output_config", "remove", words=words)
            return
        lower = [one for one in EFFORTS[: EFFORTS.index(level)] if one in levels] if level in EFFORTS else []
        if not lower:
            raise Refused(f"`{self.new.id}` does not know effort `{level}`")
        yield self.parameters.at_effort(lower[-1])

    def effort_with_thinking_off(self) -> Iterator[Change]:
        """No more effort than goes with thinking that is off."""
        most = self.new.thinking_disabled_max_effort
        config = self.request.arguments.get("output_config")
        if most is None or config is None or is_nothing(config.value):
            return
        if not isinstance(config.value, Mapping) or config.value.open:
            raise Refused("what `output_config` holds is not known here")
        if "effort" not in config.value.entries:
            return
        level = effort_of(self.request)
        if level is None or level not in EFFORTS:
            raise Refused("the effort is not known here")
        if EFFORTS.index(level) > EFFORTS.index(most):
            yield self.parameters.at_effort(most)

    def limit(self) -> Iterator[Change]:
        """No more tokens than the new model can give."""
        most = self.request.most_output_tokens(self.new)
        argument = self.request.arguments.get("max_tokens")
        if most is None or argument is None:
            return
        limits = [one.value for one in argument.value.alternatives() if isinstance(one, Known)]
        if not any(isinstance(limit, int) and limit > most for limit in limits):
            return
        if len(limits) != 1 or len(argument.value.alternatives()) != 1:
            raise Refused(f"`max_tokens` may be more than the {most:,} of `{self.new.id}`")
        yield self.places.valued(argument, str(most), f"with `max_tokens` at its limit of {most:,}")

    def _ask_sdk(self, what: str, version: str) -> None:
        if not self.request.sdk.at_least(version):
            raise Refused(f"{what} needs SDK {version} or newer ({self.request.sdk.reason})")


def thinking_accepted(parameters: Parameters) -> Iterator[Change]:
    """What a request needs so that its own model takes its `thinking`."""
    for needs in _own(parameters):
        yield from needs.thinking()


def effort_accepted(parameters: Parameters) -> Iterator[Change]:
    """What a request needs so that its own model takes its effort."""
    for needs in _own(parameters):
        yield from needs.effort()
        if thinking_kinds(parameters.request) & {"disabled", "between_tools"}:
            yield from needs.effort_with_thinking_off()


def length_accepted(parameters: Parameters) -> Iterator[Change]:
    """What a request needs so that its own model can give as many tokens as it allows for."""
    for needs in _own(parameters):
        yield from needs.limit()


def _own(parameters: Parameters) -> Iterator[Needs]:
    for written, model in parameters.request.models:
        if model is None:
            raise Refused("the model is not known here")
        yield Needs(Unit(parameters.request, written, model, model), parameters.places.feeding)


def in_words(names: Iterable[str]) -> str:
    """Several names as a sentence tells them."""
    named = list(names)
    return " and ".join([", ".join(named[:-1]), named[-1]] if len(named) > 1 else named)
