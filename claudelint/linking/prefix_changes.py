"""Changes to what stands before thinking blocks that go back: the system prompt, the tools, and earlier messages.

Only what one conversation is seen to change counts: answers go back whole into a list that a loop or an object keeps,
and between its requests a prompt is worked out anew, is built up, or messages are taken from its beginning.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from claudelint.findings import Span
from claudelint.linking.accumulating import built_up
from claudelint.linking.added_messages import added_messages, role_of
from claudelint.linking.answers import Read
from claudelint.linking.changing_settings import settings_changing_in
from claudelint.linking.kept_lists import Kept
from claudelint.linking.reuse import Reuse
from claudelint.linking.terms import Term
from claudelint.linking.varying import Varying, varying_in, written_term
from claudelint.reading.module import Attr, CallOf, Expr

if TYPE_CHECKING:
    from claudelint.linking.request import Request

# of what varies, that which certainly is another thing in the next request of one conversation
_CHANGING = frozenset({"clock", "random", "user", "loop"})
# calls of a response, or of a block of it, that give the whole of it as a dict
WHOLE_DUMPS = frozenset({"to_param", "model_dump", "to_dict", "dict"})


@dataclass(frozen=True)
class PrefixChange:
    """Something that is another thing when the thinking blocks of a conversation go back.

    `argument` is the one that changes. `kind` is "renewed" where a value is worked out anew, which is then `varying`;
    "built up", "chosen", or that of an edit of the messages: "cut", "inserted", "written". `place` is where.
    """

    argument: str
    kind: str
    place: Span
    varying: Varying | None = None

    @property
    def changes_daily(self) -> bool:
        """Whether it changes with the date alone."""
        return self.varying is not None and self.varying.changes_daily


def prefix_changes(request: Request, echoed: Span | None = None) -> Iterator[PrefixChange]:
    """The changes to what stands before the answers that go back whole, one for each argument.

    `echoed` is the place of a message's content that is taken for the whole content of the answer.
    """
    if request.kind not in ("create", "stream", "parse"):
        return
    told: set[str] = set()
    for kept in request.kept_lists:
        if not _goes_back_whole(request, kept, echoed):
            continue
        for change in _changes(request, kept):
            if change.argument not in told:
                told.add(change.argument)
                yield change


# what goes back


def _goes_back_whole(request: Request, kept: Kept, echoed: Span | None) -> bool:
    """Whether every turn of the assistant that is added is an answer as it came."""
    whole = [*_whole_readings(request), *(() if echoed is None else (echoed,))]
    found = False
    for message in added_messages(request.project.names, kept):
        role = role_of(message)
        if role == "user":
            continue
        if any(message.span.contains(one) for one in whole):
            found = True
        elif role == "assistant":
            return False
    return found


def _whole_readings(request: Request) -> Iterator[Span]:
    """The places where the content of the answer, or the answer as a parameter, is taken as it is."""
    for read in request.answer.reads:
        if (
            (read.part == "content" and read.kind == "stored")
            or (read.part == "response" and read.kind == "method" and read.detail in WHOLE_DUMPS)
            or (read.part == "content" and read.kind == "iterated" and _is_taken_whole(request, read))
        ):
            yield read.span


def _is_taken_whole(request: Request, read: Read) -> bool:
    """Whether a comprehension over the content hands on every block, as it is or as a dict."""
    statement = read.statement
    if statement is None or statement.kind != "comprehension" or len(statement.expressions) != 2:
        return False
    uses = request.project.answers.uses(read.module)
    value: Expr = statement.expressions[1]
    if isinstance(value, CallOf):
        function = read.module.calls[value.call].function
        if not isinstance(function, Attr) or function.name not in WHOLE_DUMPS:
            return False
        value = function.value
    elements = {
        id(use) for definition in statement.definitions for use in uses.of_definition.get(definition, ())
    }
    return id(value) in elements


# what changes


def _changes(request: Request, kept: Kept) -> Iterator[PrefixChange]:
    for edit in kept.edits:
        if edit.value is None or _renewed(request, edit.value, kept) is not None:
            yield PrefixChange("messages", edit.kind, edit.place)
    if kept.loop >= 0:
        for setting in settings_changing_in(request, ("system", "tools"), kept.module, kept.loop):
            yield PrefixChange(setting.argument, "chosen", setting.place)
    for name in ("system", "tools"):
        argument = request.arguments.get(name)
        term = None if argument is None else written_term(request, argument)
        found = None if term is None else _renewed(request, term, kept)
        if found is not None:
            yield replace(found, argument=name)


def _renewed(request: Request, term: Term, kept: Kept) -> PrefixChange | None:
    """How an expression is another thing in the next request of a conversation; None where it is not seen to be."""
    reuse = _use(kept)
    found = [
        one
        for one in varying_in(request.project, term)
        if one.origin in _CHANGING and one.is_renewed_by(reuse)
    ]
    for one in sorted(found, key=lambda one: one.changes_daily):
        return PrefixChange("messages", "renewed", one.place, one)
    place = built_up(request.project.names, term, kept.module, kept.scope, kept.loop)
    return None if place is None else PrefixChange("messages", "built up", place)


def _use(kept: Kept) -> Reuse:
    """The conversation as a sign that a prompt is sent again."""
    module = kept.module
    if kept.loop < 0:
        scope = module.scopes[kept.scope]
        return Reuse("object", "", Span(module.path, scope.start, scope.end), False)
    statement = module.statements[kept.loop]
    header = Span(module.path, statement.start, statement.header_end)
    return Reuse("loop", "", header, True, (module, Span(module.path, statement.start, statement.end)))
