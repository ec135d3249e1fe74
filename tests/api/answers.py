"""What the model says: computed from the request, so that the same request has the same answer.

A prompt can ask for an answer in these ways, the first that applies holds:
- `tool_choice` any or tool, or `Use the tool NAME` in the last message: a call of that tool with the smallest input
  that fits its schema;
- `Reply exactly: TEXT` in the last text of the user or in the system prompt: the text up to the end of its line;
- `output_config.format`: the smallest JSON that fits the schema;
- `Write N words`: so many words;
- else a sentence that quotes the last text of the user.
`max_tokens`, `stop_sequences` and a prefill hold for all of them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from api.binding import signature
from api.models import ServedModel
from api.prompt import Prompt
from api.reading import Json, content_blocks, items, mapping, mappings, of_type, string, text_of
from api.schemas import minimal_instance
from api.thinking import (
    answers_tool_results,
    forces_a_tool,
    is_prefilled,
    output_format,
    shows_thinking,
    thinks_first,
)

_EXACT = re.compile(r"Reply exactly: *(.*?) *$", re.MULTILINE)
_WORDS = re.compile(r"Write (\d+) words")
_TOOL = re.compile(r"Use the tool `?([A-Za-z0-9_-]+)")
_VOCABULARY = ["amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "haven", "inlet", "jetty"]
_QUOTED = 60


@dataclass(frozen=True, slots=True)
class Block:
    """One block of an answer; `text` is the thought, the text, or the JSON of a tool's input.

    A block that is not `complete` was cut by a limit. A hidden thought has no text but `tokens` all the same.
    """

    kind: str
    text: str
    tokens: int
    name: str = ""
    id: str = ""
    citation: Json | None = None
    complete: bool = True

    def as_json(self) -> dict[str, object]:
        """The block as answers hold it; the input of a call that was cut is empty."""
        if self.kind == "thinking":
            return {"type": "thinking", "thinking": self.text, "signature": self.id}
        if self.kind == "tool_use":
            given = json.loads(self.text) if self.complete else {}
            return {"type": "tool_use", "id": self.id, "name": self.name, "input": given}
        citations = None if self.citation is None else [self.citation]
        return {"type": "text", "text": self.text, "citations": citations}


@dataclass(frozen=True, slots=True)
class Answer:
    """The blocks of an answer and why it ends."""

    blocks: tuple[Block, ...]
    stop_reason: str
    stop_sequence: str | None = None

    @property
    def tokens(self) -> int:
        """The output tokens, hidden thoughts counted."""
        return sum(block.tokens for block in self.blocks)

    @property
    def thinking_tokens(self) -> int:
        """The output tokens that are thought."""
        return sum(block.tokens for block in self.blocks if block.kind == "thinking")


def answer_to(body: Json, model: ServedModel, prompt: Prompt) -> Answer:
    """The answer to a request that is not refused."""
    limit, reason = _limit(body, model, prompt)
    if limit == 0:
        return Answer((), reason)
    written: list[Block] = []
    if thinks_first(body, model):
        written.append(_thought(body, model))
    said, stopped_by = _stopped(_said(body, model), body)
    said_all = (said, *_further_calls(body)) if said.kind == "tool_use" else (said,)
    written.extend(replace(one, tokens=model.tokens(one.text)) for one in said_all if one.text)
    kept = list(_within(written, limit, model))
    if sum(block.tokens for block in written) > limit:
        return Answer(tuple(kept), reason)
    if stopped_by is not None:
        return Answer(tuple(kept), "stop_sequence", stopped_by)
    return Answer(tuple(kept), "tool_use" if said.kind == "tool_use" else "end_turn")


def last_text(body: Json) -> str:
    """The text of the last user message that has any; results of tools are no text of the user."""
    texts = (text_of(message.get("content")) for message in reversed(_of_user(body)))
    return next((text for text in texts if text), "")


def _limit(body: Json, model: ServedModel, prompt: Prompt) -> tuple[int, str]:
    most = body["max_tokens"]
    assert isinstance(most, int)
    room = (model.context_window or most + prompt.tokens) - prompt.tokens
    return (most, "max_tokens") if most <= room else (room, "model_context_window_exceeded")


def _thought(body: Json, model: ServedModel) -> Block:
    text = f"The last message says: {_quoted(last_text(body))}"
    shown = text if shows_thinking(body, model) else ""
    return Block("thinking", shown, model.tokens(text), id=signature(body, model, text))


def _said(body: Json, model: ServedModel) -> Block:
    tool = _tool(body)
    if tool is not None:
        return _call(tool, last_text(body))
    return Block("text", _text(body), 0, citation=_citation(body))


def _call(tool: Json, asked: str) -> Block:
    name = string(tool.get("name"))
    given = json.dumps(minimal_instance(tool.get("input_schema")) or {})
    return Block("tool_use", given, 0, name=name, id=f"toolu_{_digest(name + asked)}")


def _tool(body: Json) -> Json | None:
    tools = mappings(body.get("tools"))
    choice = mapping(body.get("tool_choice"))
    wanted = _TOOL.search(last_text(body))
    name = wanted[1] if wanted else ""
    if choice.get("type") == "tool":
        name = string(choice.get("name"))
    named = next((tool for tool in tools if tool.get("name") == name), None)
    if forces_a_tool(body):
        return named or next(iter(tools), None)
    # the results of a tool are answered, not asked for again
    return None if choice.get("type") == "none" or answers_tool_results(body) else named


def _further_calls(body: Json) -> list[Block]:
    """The calls beside the first: of every other tool that the last message says to use, in one turn.

    Source: platform.claude.com/docs, agents-and-tools/tool-use/parallel-tool-use.
    """
    choice = mapping(body.get("tool_choice"))
    if choice.get("type") == "tool" or choice.get("disable_parallel_tool_use") is True:
        return []
    tools = {string(tool.get("name")): tool for tool in mappings(body.get("tools"))}
    asked = last_text(body)
    names = list(dict.fromkeys(match[1] for match in _TOOL.finditer(asked)))[1:]
    return [_call(tools[name], asked) for name in names if name in tools]


def _text(body: Json) -> str:
    asked = last_text(body)
    exact = _EXACT.search(asked) or _EXACT.search(text_of(body.get("system")))
    if exact:
        return _continued(exact[1], body)
    if output_format(body):
        return json.dumps(minimal_instance(output_format(body).get("schema")))
    words = _WORDS.search(asked)
    if words:
        first = int(_digest(asked), 16)
        count = len(_VOCABULARY)
        return " ".join(_VOCABULARY[(first + place) % count] for place in range(int(words[1])))
    results = "\n".join(_results(body)) if answers_tool_results(body) else ""
    return f"Noted ({_digest(asked + results)}): {_quoted(results or asked)}"


def _continued(text: str, body: Json) -> str:
    """The rest of a text when the request has its beginning already."""
    if not is_prefilled(body):
        return text
    beginning = text_of(mapping(items(body["messages"])[-1]).get("content"))
    return text[len(beginning) :] if text.startswith(beginning) else text


def _results(body: Json) -> Iterator[str]:
    last = mappings(body.get("messages"))[-1]
    for result in of_type(content_blocks(last.get("content")), "tool_result"):
        yield text_of(result.get("content"))


def _citation(body: Json) -> Json | None:
    """A citation of the first document that may be cited and is plain text."""
    documents = [
        block
        for message in _of_user(body)
        for block in of_type(content_blocks(message.get("content")), "document")
    ]
    for index, document in enumerate(documents):
        source = mapping(document.get("source"))
        if mapping(document.get("citations")).get("enabled") is True and source.get("type") == "text":
            cited = string(source.get("data"))[:_QUOTED]
            return {
                "type": "char_location",
                "cited_text": cited,
                "document_index": index,
                "document_title": document.get("title"),
                "start_char_index": 0,
                "end_char_index": len(cited),
                "file_id": None,
            }
    return None


def _stopped(block: Block, body: Json) -> tuple[Block, str | None]:
    """The block up to the first of the stop sequences."""
    if block.kind != "text":
        return block, None
    found = [
        (place, sequence)
        for sequence in map(string, items(body.get("stop_sequences")))
        if (place := block.text.find(sequence)) >= 0
    ]
    if not found:
        return block, None
    place, sequence = min(found)
    return replace(block, text=block.text[:place]), sequence


def _within(blocks: list[Block], limit: int, model: ServedModel) -> Iterator[Block]:
    """The blocks up to a number of tokens."""
    left = limit
    for block in blocks:
        if left <= 0:
            return
        if block.tokens <= left:
            yield block
        else:
            text = block.text[: left * model.characters_per_token]
            yield replace(block, text=text, tokens=left, complete=False)
        left -= block.tokens


def _of_user(body: Json) -> list[Json]:
    return [message for message in mappings(body.get("messages")) if message.get("role") == "user"]


def _quoted(text: str) -> str:
    return " ".join(text.split())[:_QUOTED]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
