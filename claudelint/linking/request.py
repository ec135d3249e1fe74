"""A request, resolved: client, arguments, prompt and everything around the call."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from claudelint.findings import Span
from claudelint.linking.answers import Answer
from claudelint.linking.changing_settings import ChangingSetting, changing_settings
from claudelint.linking.collecting import Collected, collected_by
from claudelint.linking.dropped_thinking import DroppedThinking, dropped_thinking
from claudelint.linking.echoes import FlattenedTurn, flattened_turns
from claudelint.linking.error_texts import TextMatch, text_matches
from claudelint.linking.fan_out import FanOut, fan_outs_of
from claudelint.linking.growth import Growth, growth_of
from claudelint.linking.json_by_hand import JsonByHand, json_by_hand
from claudelint.linking.kept_lists import Kept, kept_lists
from claudelint.linking.positional_reads import PositionalRead, positional_reads
from claudelint.linking.prefix_changes import PrefixChange, prefix_changes
from claudelint.linking.purpose import Evidence, evidence_of, need_of, simple_task, words_asked
from claudelint.linking.raw_responses import RawRead, raw_reads
from claudelint.linking.request_data import RequestData, request_data_in_system
from claudelint.linking.request_prompt import RequestPrompt
from claudelint.linking.retrying import Retry, retries_by_client, retry_around
from claudelint.linking.reuse import Reuse, reuse_of
from claudelint.linking.runners import runner_of
from claudelint.linking.spending import InputCost, costs_without_cache
from claudelint.linking.split_results import SplitResults, split_results
from claudelint.linking.stop_branches import StopBranches, stop_branches
from claudelint.linking.stop_reasons import WholeTextUse, asks_why_it_ended, whole_text_uses
from claudelint.linking.streams import StreamMisuse, misuse_of
from claudelint.linking.surroundings import Surroundings, surroundings_of
from claudelint.linking.swallowing import Swallowed, swallowed
from claudelint.linking.thoughts import ShownThought, shown_thoughts
from claudelint.linking.timeouts import TimeLimit, limit_of_request
from claudelint.linking.token_budgets import Budget, budgets_of
from claudelint.linking.unbounded_inputs import Input, unbounded_inputs
from claudelint.linking.uses_per_run import uses_per_run
from claudelint.linking.value_kinds import Known, Sequence, TextValue
from claudelint.linking.varying import VaryingPart, varying_parts_of
from claudelint.linking.ways import Way
from claudelint.reading import module as plain

# arguments that drop what is cached of a prompt when they change:
# https://platform.claude.com/docs/en/build-with-claude/prompt-caching
_SETTINGS_IN_CACHE = ("tools", "tool_choice", "thinking", "output_config")
# attributes of a message that are not what it says; anthropic 2.12.0 types/message.py
_ABOUT_ANSWERS = frozenset({"id", "model", "role", "type", "usage", "_request_id"})


@dataclass(frozen=True, eq=False)
class Request(RequestPrompt):
    """A Site in one context: client, arguments and everything around them, resolved."""

    # the purpose

    @cached_property
    def evidence(self) -> tuple[Evidence, ...]:
        """The signs that the request asks for a short, closed answer."""
        return evidence_of(self)

    @cached_property
    def answer_need(self) -> int | None:
        """About how many tokens the answer needs, when two independent signs say it is short."""
        return need_of(self.evidence)

    @cached_property
    def simple_task_evidence(self) -> tuple[Evidence, ...]:
        """The signs that the task is a simple one; empty unless two independent ones are found."""
        task = simple_task(self)
        found = self.evidence if task is None else (task, *self.evidence)
        firm = {one.source for one in found if not one.by_name}
        return found if len(firm) >= 2 else ()

    @cached_property
    def words_asked(self) -> tuple[int, Span] | None:
        """How many words the prompt asks for, and where it does; None where it names no length."""
        return words_asked(self)

    @property
    def is_simple_task_of_top_model(self) -> bool:
        """Whether a model of a top line certainly does a task that signs say is a simple one."""
        model = self.model
        if model is None or not model.is_top_line or model.is_retired or self.has_open_tools:
            return False
        return bool(self.simple_task_evidence)

    @property
    def has_open_tools(self) -> bool:
        """Whether tools are offered whose use is not a closed answer, as in an agent."""
        return "tools" in self.arguments and not any(one.source == "schema" for one in self.evidence)

    # what goes into it

    @cached_property
    def token_budgets(self) -> tuple[Budget, ...]:
        """The counts of tokens by a tokenizer that is not Claude's, and what they decide about the request."""
        project = self.project
        if not project.may_count_tokens:
            return ()
        return budgets_of(project.names, project.values, self.module, self.call, self.context, self.same_way)

    @cached_property
    def request_data_in_system(self) -> tuple[RequestData, ...]:
        """What came with somebody's request and stands in the system prompt beside the program's own words."""
        return tuple(request_data_in_system(self))

    @cached_property
    def unbounded_inputs(self) -> tuple[Input, ...]:
        """The files, uploads, pages and query results that go into the prompt however long they are."""
        project = self.project
        return unbounded_inputs(
            project.names, project.values, project.answers, self.module, self.call, self.context
        )

    # reuse

    @cached_property
    def varying_parts(self) -> tuple[VaryingPart, ...]:
        """What varies in its prompt, part by part in the order of the cache."""
        return tuple(varying_parts_of(self))

    @cached_property
    def renewed(self) -> tuple[VaryingPart, ...]:
        """What varies in its prompt from one of its uses to the next."""
        return tuple(one for one in self.varying_parts if one.varying.is_renewed_by(self.reuse))

    @property
    def varying_at_only_marker(self) -> VaryingPart | None:
        """What varies in the block at the end of a prompt of one message, if that alone is marked for the cache."""
        prefix, messages = self.prefix, self.value("messages")
        marked = [part for part in prefix.parts if part.marked]
        if not prefix.marks_known or len(marked) + prefix.marked_whole != 1 or not self.speaks_to_claude:
            return None
        if not isinstance(messages, Sequence) or messages.open or len(messages.items) != 1:
            return None
        last = len(prefix.parts) - 1
        if prefix.last_marked != last or prefix.parts[last].level != "messages":
            return None
        for one in self.varying_parts:
            is_used_again = self.reuse is not None or one.varying.origin == "parameter"
            if one.index == last and is_used_again and one.varying.is_renewed_by(self.reuse):
                return one
        return None

    @cached_property
    def growth(self) -> Growth | None:
        """How its messages grow from one request to the next; None where they do not."""
        return growth_of(self)

    @property
    def changing_settings(self) -> tuple[ChangingSetting, ...]:
        """What of it drops a cache and is another thing in some turns of the conversation that it sends."""
        return tuple(changing_settings(self, _SETTINGS_IN_CACHE))

    @cached_property
    def reuse(self) -> Reuse | None:
        """The best sign that the beginning of its prompt is sent again."""
        return reuse_of(self, self.project.sharing)

    @cached_property
    def fan_outs(self) -> tuple[FanOut, ...]:
        """The places where it starts together with others that begin like it."""
        return tuple(fan_outs_of(self))

    @property
    def marked_uses_per_run(self) -> int | None:
        """How often at most one run of a script sends what it marks for the cache; None where that is not known."""
        return uses_per_run(self)

    @cached_property
    def document_reuse(self) -> Reuse | None:
        """The best sign that the document in its first message is sent again."""
        return reuse_of(self, self.project.sharing_document)

    # markers

    @cached_property
    def is_for_cache(self) -> bool:
        """Whether its beginning is marked for the cache, or would be worth a marker if it stayed the same."""
        if self.prefix.last_marked is not None:
            return True
        parts = tuple(part for part in self.prefix.parts if part.level != "messages")
        if not parts or self.cacheable(parts) is None:
            return False
        return self.carries_marker is False and self.reuse is not None

    @property
    def carries_marker(self) -> bool | None:
        """Whether anything in it is marked for the cache; None when something unresolved may well be.

        What a message or a tool says is not known where it is unresolved, but it carries no marker in a project
        that writes none anywhere.
        """
        if self.prefix.marked:
            return True
        if self.prefix.unresolved <= {"messages", "tools"}:
            if not self.project.writes_cache_markers:
                return False
            if self.growth is not None and not self.project.writes_loose_cache_markers:
                # what is added to it comes from answers, and from code that writes no markers
                return False
        return None if self.prefix.unresolved else False

    @property
    def has_cacheable_system_text(self) -> bool:
        """Whether the system prompt is one text, wholly stable, unmarked, and long enough to be cached."""
        beginning, system = self.cacheable_beginning, self.value("system")
        if beginning is None or system is None or not (beginning.is_whole and beginning.has_system):
            return False
        return self.carries_marker is False and isinstance(system, (Known, TextValue))

    # the answer

    @cached_property
    def answer(self) -> Answer:
        """What becomes of the response."""
        if self.kind in ("create", "parse", "stream") and (not self.site.reference or self.is_run_by_runner):
            return self.project.answers.of_call(self.module, self.site.index)
        return Answer((), False)

    @property
    def reads_answer(self) -> bool:
        """Whether something is done with what the answer says, or may be out of sight."""
        return not self.answer.complete or any(
            read.part != "response"
            or read.kind not in ("attribute", "tested")
            or (read.kind == "attribute" and read.detail not in _ABOUT_ANSWERS)
            for read in self.answer.reads
        )

    @property
    def raw_reads(self) -> tuple[RawRead, ...]:
        """How a raw response is read in the function of its request; nothing where none is returned."""
        if self.endpoint.wrapper != "with_raw_response" or self.site.reference:
            return ()
        project = self.project
        uses = project.answers.uses(self.module)
        return tuple(raw_reads(project.names, self.module, uses, self.site.index))

    @cached_property
    def stream_misuse(self) -> StreamMisuse | None:
        """How the stream that it opens is used wrongly in the function of the request."""
        return misuse_of(self)

    @cached_property
    def collected(self) -> Collected | None:
        """Where the text of the stream that it opens is only put together."""
        return collected_by(self)

    @cached_property
    def is_run_by_runner(self) -> bool:
        """Whether the Site hands the method to what runs it and gives back its answer, such as `to_thread`."""
        call = self.call
        method = call.function.name if isinstance(call.function, plain.Attr) else ""
        runner = runner_of(self.project.names.call_name(self.module, call), method, call)
        return self.site.reference and runner is not None and runner.returns

    @cached_property
    def positional_reads(self) -> tuple[PositionalRead, ...]:
        """Reads of the response's content by position that nothing guards with a look at the type."""
        return tuple(positional_reads(self.project, self.answer))

    @property
    def whole_text_uses(self) -> tuple[WholeTextUse, ...]:
        """What needs the whole text of the answer, the first of each kind in each function."""
        return tuple(whole_text_uses(self))

    @property
    def asks_why_it_ended(self) -> bool | None:
        """Whether the stop reason of the answer is read; None where code out of sight may read it."""
        return asks_why_it_ended(self)

    @property
    def costs_without_cache(self) -> tuple[InputCost, ...]:
        """The costs worked out from `input_tokens` where nothing looks at what was cached."""
        return tuple(costs_without_cache(self))

    @property
    def stop_branches(self) -> tuple[StopBranches, ...]:
        """The branches by the stop reason of the answer that leave some of the reasons without any, by function."""
        return tuple(stop_branches(self))

    @property
    def shown_thoughts(self) -> tuple[ShownThought, ...]:
        """Where the text of a thinking block, or of a piece of it in a stream, is shown or handed on."""
        return tuple(shown_thoughts(self))

    @property
    def json_by_hand(self) -> JsonByHand | None:
        """How JSON is got out of the text of the answer by hand; None where it is not, or a format may be given."""
        return json_by_hand(self)

    @property
    def flattened_turns(self) -> tuple[FlattenedTurn, ...]:
        """The turns that send the text of the answer back, and lose more than text."""
        return tuple(flattened_turns(self))

    @property
    def split_results(self) -> tuple[SplitResults, ...]:
        """The messages with the result of one tool that are made for every call in the answer."""
        return tuple(split_results(self))

    @cached_property
    def kept_lists(self) -> tuple[Kept, ...]:
        """The lists behind its messages that a loop or an object carries to its next use."""
        return tuple(kept_lists(self))

    @property
    def dropped_thinking(self) -> tuple[DroppedThinking, ...]:
        """The turns that send its thinking back, and redacted thinking not."""
        return tuple(dropped_thinking(self, *self.catalog.api.thinking.block_types))

    @cached_property
    def prefix_changes(self) -> tuple[PrefixChange, ...]:
        """What is another thing when the answers of its conversation go back whole."""
        return tuple(prefix_changes(self))

    def prefix_changes_with(self, echoed: Span) -> tuple[PrefixChange, ...]:
        """The same if the whole content of the answer stood in this place of a message that is sent back."""
        return tuple(prefix_changes(self, echoed))

    @property
    def binds_thinking_to_what_varies(self) -> bool:
        """Whether the model may bind its thinking to a prompt of which tools or system prompt may change."""
        bound = any(model is None or model.binds_thinking_blocks is not False for _, model in self.models)
        return bound and any(one.part.level != "messages" for one in self.varying_parts)

    # the surroundings

    @cached_property
    def surroundings(self) -> Surroundings:
        """What stands around the call."""
        return surroundings_of(self.module, self.site.index, self.project.answers.uses(self.module))

    @cached_property
    def retry(self) -> Retry | None:
        """What in the code tries it again after errors for which its client tries again by itself."""
        return retry_around(self)

    @cached_property
    def swallowed_errors(self) -> tuple[Swallowed, ...]:
        """The handlers in which its errors come to nothing."""
        return tuple(swallowed(self))

    @cached_property
    def text_matches(self) -> tuple[TextMatch, ...]:
        """Where the text of its errors is searched for what their class says."""
        return tuple(text_matches(self))

    @cached_property
    def time_limit(self) -> TimeLimit | None:
        """How long it waits for its answer as a whole, when it has a limit of its own or of its client."""
        return limit_of_request(self)

    @cached_property
    def retries_by_client(self) -> int | None:
        """How often its client tries it again; None when that is not known."""
        return retries_by_client(self)

    @cached_property
    def ways(self) -> tuple[Way, ...]:
        """The ways from surfaces to the Site."""
        return self.project.ways.to(self.module, self.site.index)

    @property
    def ways_in_use(self) -> tuple[Way, ...]:
        """The ways of this request, and those of its Site that no other one has, but for those of tests."""
        return tuple(way for way in self.project.ways_of(self) if not way.leads_through_tests)

    @cached_property
    def same_way(self) -> tuple[Way, ...]:
        """The ways that lead through this request's context."""
        if self.context is None:
            return self.ways
        chain = [(frame.caller.path, frame.call.start) for frame in self.context.calls]
        return (
            tuple(
                way
                for way in self.ways
                if all(
                    any(m.path == path and m.calls[c].start == start for m, _, c in way.steps)
                    for path, start in chain
                )
            )
            or self.ways
        )
