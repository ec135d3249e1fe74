"""What one round of a loop asks for: the call that sends its request, and how the two halves of it are written."""

from __future__ import annotations

import re
from dataclasses import dataclass

import libcst as cst

from claudelint.editing import change_arguments, indent_at, line_start
from claudelint.findings import Edit, Plan, Span
from claudelint.fixing.rewrites import effects
from claudelint.fixing.rewrites.context import Refused, RewriteContext, names_in, receiver
from claudelint.fixing.rewrites.statement import ABSENT, edited, shifted

# a batch may take longer than the five minutes of the ordinary marker
_BLOCK = '[{"type": "text", "text": '
_MARKED = ', "cache_control": {"type": "ephemeral", "ttl": "1h"}}]'
_ASSIGNMENT = re.compile(r"(\w+)\s*=\s*")


@dataclass(frozen=True)
class Sdk:
    """What the catalogue says of the SDK.

    Which `params` the requests of a batch take, which methods send requests, and which exceptions stand for a request
    that got no answer, which no item of a batch ends with.
    """

    parameters: frozenset[str]
    sending_methods: frozenset[str]
    unanswered_errors: frozenset[str]

    @classmethod
    def of(cls, plan: Plan) -> Sdk:
        """As the plan has it."""
        names = ("parameters", "sending_methods", "unanswered_errors")
        return cls(*(frozenset(str(plan.detail(one) or "").split()) for one in names))


@dataclass(frozen=True)
class Asking:
    """The call in a round by which the request is sent, which is the request itself.

    `marks_system` says whether the system prompt, the same for all, is marked for the cache.
    """

    context: RewriteContext
    call: cst.Call
    is_async: bool
    marks_system: bool
    sdk: Sdk

    @property
    def messages(self) -> effects.Path:
        """Whose method is called, as a chain of names; raises Refused where it is another one each time."""
        path = effects.path_of(receiver(self.call).value)
        if not path:
            raise Refused("the client is made anew for every request")
        return path

    @property
    def reads(self) -> set[effects.Path]:
        """What goes into the request."""
        return effects.read_paths([argument.value for argument in self.call.args])

    @property
    def changes(self) -> set[effects.Path]:
        """What is changed by reading the answer, besides what the round itself does."""
        return set()

    @property
    def edits(self) -> tuple[Edit, ...]:
        """What changes elsewhere in the file."""
        return ()

    @property
    def takes_failures(self) -> bool:
        """Whether what reads the answer takes an exception in its place, for a request that failed."""
        return False

    def check(self) -> None:
        """Raise Refused where the request cannot be one of a batch."""
        check_arguments(self.context, self.call, self.sdk)

    def params(self, indent: str) -> str:
        """The expression for the `params` of the batch's request, for a line with this indentation."""
        return params_display(self.context, self.call, indent, self.marks_system)

    def answer(self, message: str) -> str:
        """The expression for what the call gives, from the one for the message of the result."""
        return message


def check_arguments(context: RewriteContext, call: cst.Call, sdk: Sdk) -> None:
    """Raise Refused where a request of a batch does not take the arguments of a call."""
    for argument in call.args:
        if argument.keyword is None:
            raise Refused("arguments are given by position or by a **")
        name = argument.keyword.value
        value = context.slice(argument.value).rpartition(".")[2]
        if name == "stream" and value in ABSENT:
            continue
        if name not in sdk.parameters or (name, value) == ("max_tokens", "0"):
            raise Refused(f"a request of a batch does not take this `{name}`")
        if any(mentions in ABSENT for mentions in names_in(argument.value) - {"None", "False"}):
            raise Refused(f"`{name}` may be left out, which a batch has no word for")


def params_display(context: RewriteContext, call: cst.Call, indent: str, marks_system: bool) -> str:
    """The arguments of a call as a dict display, in the layout of the call."""
    spans = context.spans(call)
    text = context.text
    edits = []
    for argument in spans.arguments:
        written = _ASSIGNMENT.match(text, argument.start)
        if written is not None and argument.name != "stream":
            span = Span(context.source.path, argument.start, written.end())
            marks = marks_system and argument.name == "system"
            edits.append(Edit(span, f'"{argument.name}": ' + (_BLOCK if marks else "")))
            if marks:
                end = Span(context.source.path, argument.end, argument.end)
                edits.append(Edit(end, _MARKED))
    streaming = [argument for argument in spans.arguments if argument.name == "stream"]
    if streaming:
        edits += change_arguments(text, context.source.path, spans, remove=streaming)
    inner = edited(text, spans.open_end, spans.close_start, edits)
    closing = text[line_start(text, spans.close_start) : spans.close_start]
    old = indent_at(text, spans.open_end) if closing.strip() else closing
    return "{" + shifted(inner, old, indent) + "}"
