"""A comprehension each turn of which sends a request: it runs over the answers of a batch that is sent before."""

from __future__ import annotations

import re
from dataclasses import dataclass

import libcst as cst
import libcst.matchers as m

from claudelint.findings import Edit, Span
from claudelint.fixing.rewrites import effects, halves
from claudelint.fixing.rewrites.asking import Asking
from claudelint.fixing.rewrites.context import Refused, RewriteContext
from claudelint.fixing.rewrites.hoisted import Names, Place, batch_lines
from claudelint.fixing.rewrites.sending import Sending
from claudelint.fixing.rewrites.statement import core_of, edited, shifted, span_of_core, suppression_of

# a comment may hold a parenthesis
_CLOSING = re.compile(r"#[^\r\n]*|\)")
# what makes a task of a coroutine; the documentation of asyncio
_MAKING = m.Name("create_task") | m.Name("ensure_future")
_TASK = m.Call(
    func=_MAKING | m.Attribute(value=m.Name("asyncio"), attr=_MAKING), args=[m.Arg(keyword=None, star="")]
)


def batch_comprehension(asking: Asking, node: cst.BaseComp) -> tuple[Edit, ...]:
    """The requests in a list, one batch of them, and the comprehension over its answers."""
    context = asking.context
    place = Place.of(context, node, _brackets(node))
    comprehension = _Comprehension(asking, node, is_gathered=isinstance(place.node, cst.Await))
    comprehension.check()
    if place.keeps_failures and asking.answer("_") != "_":
        raise Refused("what is made of an answer would be made of a failure, too")
    names, sending = comprehension.names(), Sending.of(asking, node)
    lines, imports = batch_lines(sending, names, place, suppression_of(context, place.statement))
    value = comprehension.over(names)
    closing = value[len(value.rstrip()) :].splitlines()[-1:]
    if place.node is not node and closing:
        # what stood around it is gone, and with it a level of indentation or two
        value = shifted(value, closing[0], place.outer)
    edit = place.edit(lines, value)
    return (edit, *sending.imports, *imports, *asking.edits)


def _brackets(node: cst.BaseComp) -> tuple[str, str]:
    """Those of the node itself; what has none has to be run by something."""
    if isinstance(node, cst.GeneratorExp):
        return "", ""
    return ("[", "]") if isinstance(node, cst.ListComp) else ("{", "}")


@dataclass(frozen=True)
class _Comprehension:
    """A comprehension of one `for`; a gathered one makes coroutines."""

    asking: Asking
    node: cst.BaseComp
    is_gathered: bool

    @property
    def context(self) -> RewriteContext:
        return self.asking.context

    @property
    def core(self) -> cst.BaseExpression:
        """What a message comes out of."""
        if not self.is_gathered:
            return core_of(self.context, self.asking.call, self.asking.is_async)
        if isinstance(self.node, cst.BaseSimpleComp):
            made = self.node.elt
            if made is self.asking.call:
                return made
            if (
                isinstance(made, cst.Call)
                and m.matches(made, _TASK)
                and made.args[0].value is self.asking.call
            ):
                return made
        raise Refused("what is gathered is more than the requests")

    @property
    def results(self) -> tuple[cst.BaseExpression, ...]:
        """What every turn gives."""
        if isinstance(self.node, cst.DictComp):
            return (self.node.key, self.node.value)
        assert isinstance(self.node, cst.BaseSimpleComp)
        return (self.node.elt,)

    @property
    def later(self) -> tuple[cst.CSTNode, ...]:
        """What runs in a turn once the answer is there."""
        given = cst.parse_expression(self.asking.answer("_"))
        made = (result.deep_replace(self.core, given) for result in self.results)
        return tuple(one for one in made if isinstance(one, cst.CSTNode))

    def check(self) -> None:
        """Raise Refused where its requests cannot all be made before the first answer is read."""
        clause = self.node.for_in
        if clause.inner_for_in is not None:
            raise Refused("the comprehension has more than one `for`")
        if clause.asynchronous is not None:
            raise Refused("the comprehension is asynchronous")
        if m.findall(self.node, m.NamedExpr()):
            raise Refused("the comprehension names something within it")
        if not any(self._is_within(result) for result in self.results):
            raise Refused("the request decides which items there are")
        if any(self._is_quoted(result) for result in self.results):
            raise Refused("the request stands in an f-string")
        halves.check_always_made(self.context, self.asking.call, self.node, "turn of the comprehension")
        halves.Halves(
            self.asking,
            tuple(one.test for one in clause.ifs),
            self.later,
            frozenset(effects.target_names(clause.target)),
            clause.iter,
            clause.target,
        ).check()

    def _is_quoted(self, result: cst.BaseExpression) -> bool:
        """Whether the call stands in an f-string, whose quotes the look-up may not have before Python 3.12."""
        quoted = m.findall(result, m.FormattedStringExpression())
        return any(one is around for one in quoted for around in self.context.ancestors(self.asking.call))

    def _is_within(self, result: cst.BaseExpression) -> bool:
        start, end = self.context.places.of(result)
        place, _ = self.context.places.of(self.asking.call)
        return start <= place < end

    def names(self) -> Names:
        """New names; what the conditions leave out is left out of the inputs."""
        context, clause = self.context, self.node.for_in
        target, items = context.slice(clause.target), clause.iter
        if clause.ifs:
            listed = f"({target})" if isinstance(clause.target, cst.Tuple) else target
            written = f"[{listed} {context.text[slice(*self.clause)]}]"
            return Names.of(context, self.node, clause.target, target, written, False, None)
        index = halves.own_index(items, clause.target, self.results)
        if index is not None and isinstance(items, cst.Call):
            items = items.args[0].value
        steady = halves.is_steady(context, items, self.results)
        written = context.slice(items) if steady else halves.listed(context, items)
        return Names.of(context, self.node, clause.target, target, written, steady, index)

    @property
    def clause(self) -> tuple[int, int]:
        """Where `for ... in ... if ...` stands."""
        text, places, clause = self.context.text, self.context.places, self.node.for_in
        made = max(places.of(result)[1] for result in self.results)
        start = text.rindex("for", made, places.of(clause.target)[0])
        last = clause.ifs[-1].test if clause.ifs else clause.iter
        end, limit = places.of(last)[1], places.of(self.node)[1]
        if not isinstance(self.node, cst.GeneratorExp):
            limit -= 1
        closing = [found.end() for found in _CLOSING.finditer(text, end, limit) if found[0] == ")"]
        return start, closing[-1] if closing else end

    def over(self, names: Names) -> str:
        """The comprehension without its brackets, over the answers."""
        context, path = self.context, self.context.source.path
        start, end = context.places.of(self.node)
        if isinstance(self.node, cst.GeneratorExp):
            # a list has brackets where this one's, or the call's, parentheses were
            start = len(context.text[:start].rstrip())
            end = len(context.text) - len(context.text[end:].lstrip())
        else:
            start, end = start + 1, end - 1
        answer = self.asking.answer(names.message)
        edits = [
            Edit(Span(path, *span_of_core(context, self.core, answer)), answer),
            Edit(Span(path, *self.clause), names.head),
        ]
        return edited(context.text, start, end, edits)
