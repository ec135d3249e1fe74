"""What every rewrite works on: one parsed file, where its nodes stand, and the request's call in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

import libcst as cst
import libcst.matchers as m

from claudelint.editing import comments, indent_at
from claudelint.findings import Edit, Plan, Span
from claudelint.fixing.rewrites.effects import nodes_with_children
from claudelint.reading.module import Argument, Call, Opaque
from claudelint.reading.positions import Places
from claudelint.reading.source import Source

_RAW = {"with_raw_response", "with_streaming_response"}


class Refused(Exception):
    """Why a rewrite cannot be done here, in words that finish "by hand: "."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class RewriteContext:
    """A parsed file with its places; `parents` and `calls` are filled by one walk.

    `sources` are the files at hand, by the path that spans name them by.
    """

    source: Source
    tree: cst.Module
    places: Places
    parents: dict[int, cst.CSTNode]
    calls: dict[tuple[int, int], cst.Call]
    sources: Mapping[str, Source] = field(default_factory=dict)

    @classmethod
    def of(cls, source: Source, sources: Mapping[str, Source] | None = None) -> RewriteContext:
        """Parse a file, or take the tree of the last time; raises Refused when it has no exact places."""
        return replace(_parsed(source), sources=sources or {})

    def of_file(self, path: str) -> RewriteContext:
        """The same for another file, or this one; raises Refused where it is not at hand."""
        if path == self.source.path:
            return self
        if path not in self.sources:
            raise Refused(f"{path} is not at hand")
        if not path.endswith(".py"):
            raise Refused(f"{path} is no plain module")
        return RewriteContext.of(self.sources[path], self.sources)

    @property
    def text(self) -> str:
        return self.source.text

    @property
    def newline(self) -> str:
        return self.source.newline

    @property
    def indent(self) -> str:
        """One level of indentation, as the file has it."""
        return self.tree.default_indent

    def slice(self, node: cst.CSTNode) -> str:
        """The text of a node without parentheses and comments around it."""
        start, end = self.places.of(node)
        return self.text[start:end]

    def ancestors(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """The nodes around a node, inside out."""
        parent = self.parents.get(id(node))
        while parent is not None:
            yield parent
            parent = self.parents.get(id(parent))

    def call(self, plan: Plan) -> cst.Call:
        """The call that a plan is about."""
        call = self.calls.get((plan.span.start, plan.span.end))
        if call is None:
            raise Refused("the call is not found any more")
        return call

    def spans(self, call: cst.Call) -> Call:
        """A call as `claudelint.editing` takes it."""
        start, end = self.places.of(call)
        function_end = self.places.of(call.func)[1]
        if call.func.lpar:
            raise Refused("the method stands in parentheses")
        return Call(
            start,
            end,
            Opaque(start, function_end, "function"),
            tuple(self._argument(argument) for argument in call.args),
            0,
            0,
            self.text.index("(", function_end) + 1,
            end - 1,
        )

    def _argument(self, argument: cst.Arg) -> Argument:
        start, end = self.places.of(argument.value)
        name = None
        value = Opaque(start, end, "value")
        if argument.keyword is not None:
            start, name = self.places.of(argument.keyword)[0], argument.keyword.value
        return Argument(start, end, name, argument.star, value)

    def edit(self, start: int, end: int, text: str) -> Edit:
        """An edit of this file; comments that the new text lacks go to lines of their own above it."""
        present = Counter(comment for _, comment in comments(text))
        rescued = []
        for _, comment in comments(self.text, start, end):
            if present[comment]:
                present[comment] -= 1
            else:
                rescued.append(comment + self.newline + indent_at(self.text, start))
        return Edit(Span(self.source.path, start, end), "".join(rescued) + text)

    def fresh(self, node: cst.CSTNode, *names: str) -> str:
        """The first of the names, or of them with a number, that nothing in reach of the node has."""
        return first_free(names, names_in(self._scope(node)))

    def stream_name(self, call: cst.Call) -> str:
        """A name for the stream of a call; one that other `with` statements give their streams alone is as good."""
        scope = self._scope(call)
        around = {id(node) for node in self.ancestors(call)}
        taken = {name for name in names_in(scope) if not _names_streams(scope, name, around)}
        return first_free(("stream", "response_stream", "message_stream"), taken)

    def mentions(self, node: cst.CSTNode, name: str) -> int:
        """How often a name stands in the function, or the file, that a node stands in."""
        return count_names(self._scope(node), name)

    def _scope(self, node: cst.CSTNode) -> cst.CSTNode:
        """The outermost function around a node, else the file: names within it are in reach."""
        scope: cst.CSTNode = self.tree
        for ancestor in self.ancestors(node):
            if isinstance(ancestor, cst.FunctionDef):
                scope = ancestor
        return scope


@lru_cache(maxsize=4)
def _parsed(source: Source) -> RewriteContext:
    try:
        tree = cst.parse_module(source.data)
    except (cst.ParserSyntaxError, cst.CSTValidationError, RecursionError) as error:
        raise Refused("the file cannot be parsed") from error
    places = Places(tree, source.text)
    if places.approximate:
        raise Refused("the places in this file cannot be told exactly")
    parents: dict[int, cst.CSTNode] = {}
    calls: dict[tuple[int, int], cst.Call] = {}
    for node, children in nodes_with_children(tree):
        if isinstance(node, cst.Call):
            calls[places.of(node)] = node
        parents.update((id(child), node) for child in children)
    return RewriteContext(source, tree, places, parents, calls)


def first_free(names: Sequence[str], taken: Collection[str]) -> str:
    """The first of the names, or of the last of them with a number, that is not taken."""
    numbered = (f"{names[-1]}_{number}" for number in range(2, 1000))
    return next(name for name in (*names, *numbered) if name not in taken)


def _names_streams(scope: cst.CSTNode, name: str, around: Collection[int]) -> bool:
    """Whether a name stands only in `with` statements that give it to streams of theirs, none of them around."""
    item = m.WithItem(
        item=m.Call(func=m.Attribute(attr=m.Name("stream"))), asname=m.AsName(name=m.Name(name))
    )
    streams = m.findall(scope, m.With(items=[m.ZeroOrMore(), item, m.ZeroOrMore()]))
    if any(id(one) in around for one in streams):
        return False
    return sum(count_names(one, name) for one in streams) == count_names(scope, name)


def names_in(node: cst.CSTNode) -> set[str]:
    """The names that stand in a node, but for attributes and the keywords of calls."""
    return set(_names_of_file(node) if isinstance(node, cst.Module) else _names(node))


@lru_cache(maxsize=8)
def _names_of_file(tree: cst.Module) -> frozenset[str]:
    return frozenset(_names(tree))


def count_names(node: cst.CSTNode, name: str) -> int:
    """How often a name stands in a node."""
    return sum(found == name for found in _names(node))


def _names(node: cst.CSTNode) -> Iterator[str]:
    pending: list[cst.CSTNode] = [node]
    while pending:
        found = pending.pop()
        if isinstance(found, cst.Name):
            yield found.value
        children: Iterable[cst.CSTNode] = found.children
        if isinstance(found, cst.Attribute | cst.Arg):
            children = [found.value]
        elif isinstance(found, cst.ImportAlias) and found.asname is not None:
            children = [found.asname]
        pending.extend(children)


def is_run_once(comprehension: cst.CSTNode, part: cst.CSTNode) -> bool:
    """Whether a part of a comprehension runs once and at once: what its outermost `for` runs over."""
    return isinstance(comprehension, cst.BaseComp) and comprehension.for_in.iter is part


def receiver(call: cst.Call) -> cst.Attribute:
    """The method of a `create` call on messages; raises Refused for other calls."""
    function = call.func
    if not isinstance(function, cst.Attribute) or function.attr.value != "create":
        raise Refused("the call is not written as messages.create")
    node: cst.BaseExpression = function.value
    while isinstance(node, cst.Attribute | cst.Call | cst.Subscript):
        if isinstance(node, cst.Attribute) and node.attr.value in _RAW:
            raise Refused("the raw response is asked for")
        node = node.func if isinstance(node, cst.Call) else node.value
    return function
