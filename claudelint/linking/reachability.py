"""Which ways through a function the constants of a context leave open: conditions, branches, returns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from claudelint.linking.command_lines import is_option
from claudelint.linking.parameters import is_free
from claudelint.linking.terms import Context, Term
from claudelint.reading.module import (
    Attr,
    Binary,
    Class,
    Comprehension,
    Const,
    Expr,
    Function,
    Join,
    Lambda,
    Local,
    Map,
    Module,
    Param,
    Seq,
    Statement,
    Text,
    Unary,
)

if TYPE_CHECKING:
    from claudelint.linking.names import Names

# what ends a block, so that nothing behind it runs
_LEAVES = frozenset({"return", "raise", "continue", "break"})
# whatever these are, they are not None
_SOMETHING = (Seq, Map, Text, Function, Lambda, Class, Comprehension)
# choices from this number on are branches of the function, those below are its returns
BRANCHES = 1_000
# the decision and which of its ways
Branch = tuple[int, str]
_Constant = str | int | float | bool | None


class Reachability:
    """Answers for one project."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self._deciding: set[tuple[int, int]] = set()
        self._replaceable: dict[tuple[int, int, int], bool] = {}
        self._returns: dict[int, dict[int, list[int]]] = {}
        self._leaving: dict[int, dict[tuple[int, int, str], list[int]]] = {}

    def truth(self, term: Term) -> bool | None:
        """Whether a condition certainly holds or certainly fails, when constants decide it."""
        # without the calls that decide it, a default says nothing
        decides = term.context is not None and term.context.fixes_parameters
        return self._truth(term) if decides else None

    def constant_truth(self, term: Term) -> bool | None:
        """Whether an expression is certainly true or empty; the default of a parameter is not all it may be."""
        expr = term.expr
        if (term.context is None or not term.context.fixes_parameters) and isinstance(expr, Local):
            values = (term.module.definitions[index].value for index in expr.definitions)
            if any(isinstance(value, Param) for value in values):
                return None
        found = [one.expr for one in self.names.origins(term)]
        truths = {bool(one.value) if isinstance(one, Const) else None for one in found}
        return truths.pop() if len(truths) == 1 else None

    def in_force(self, term: Term, name: Local) -> tuple[int, ...]:
        """The definitions of a name that a chain of calls leaves: `if model is None: model = "x"` is decided by it."""
        definitions = self._chosen(term, name.definitions)
        if term.context is None or len(definitions) < 2 or (id(term.module), id(name)) in self._deciding:
            return definitions
        # the conditions may read the very name
        self._deciding.add((id(term.module), id(name)))
        try:
            return self._decided(term.module, definitions, term.context) or definitions
        finally:
            self._deciding.discard((id(term.module), id(name)))

    def _chosen(self, term: Term, definitions: tuple[int, ...]) -> tuple[int, ...]:
        """The definitions of the branch that is looked at, where a call returns what one of them assigned."""
        if term.context is None or len(definitions) < 2:
            return definitions
        statement = term.module.definitions[definitions[0]].statement
        scope = term.module.statements[statement].scope if statement >= 0 else -1
        frame = term.context.frame_of(term.module, scope) if scope > 0 else None
        number = None if frame is None else frame.choice_for(frame.call)
        if number is None or number < BRANCHES:
            return definitions
        branches = branches_of(term.module, definitions)
        if not 0 <= number - BRANCHES < len(branches):
            return definitions
        wanted = branches[number - BRANCHES]
        return tuple(one for one in definitions if _branch(term.module, one) == wanted)

    def _decided(self, module: Module, definitions: tuple[int, ...], context: Context) -> tuple[int, ...]:
        kept: list[int] = []
        replaced_before = -1
        for index in definitions:
            definition = module.definitions[index]
            if definition.statement < 0 or definition.how in ("phi", "parameter"):
                kept.append(index)
                continue
            if not self._is_reached(module, definition.statement, context):
                continue
            kept.append(index)
            around = module.statements[definition.statement].parent
            if around >= 0 and self._is_sure(module, definition.statement, context):
                replaced_before = max(replaced_before, module.statements[around].start)
        return tuple(one for one in kept if module.definitions[one].start >= replaced_before)

    def _is_sure(self, module: Module, statement: int, context: Context) -> bool:
        """Whether a statement stands directly in a branch that is certainly taken."""
        inner = module.statements[statement]
        outer = module.statements[inner.parent]
        if outer.kind != "if" or outer.parent >= 0 or inner.branch not in ("body", "orelse"):
            return False
        truth = self.truth(Term(module, outer.expressions[0], context))
        return truth is not None and truth == (inner.branch == "body")

    def _truth(self, term: Term) -> bool | None:
        expr = term.expr
        if isinstance(expr, Unary) and expr.operator == "not":
            inner = self._truth(term.at(expr.value))
            return None if inner is None else not inner
        if isinstance(expr, Binary):
            return self._comparison(term, expr)
        if isinstance(expr, Join) and expr.kind in ("and", "or"):
            truths = [self._truth(term.at(option)) for option in expr.options]
            decisive = expr.kind == "or"
            if decisive in truths:
                return decisive
            return None if None in truths else not decisive
        constants = self._constants(term)
        truths_found = {bool(value) for value in constants or ()}
        return truths_found.pop() if len(truths_found) == 1 else None

    def _comparison(self, term: Term, expr: Binary) -> bool | None:
        if isinstance(expr.right, Const) and expr.right.value is None and expr.operator in ("is", "is not"):
            is_none = self._is_none(term.at(expr.left))
            return None if is_none is None else is_none == (expr.operator == "is")
        left = self._constants(term.at(expr.left))
        if left is None or expr.operator not in ("==", "!=", "is", "is not", "in", "not in"):
            return None
        if expr.operator in ("in", "not in"):
            options = self._listed(term.at(expr.right))
            holds = None if options is None else {value in options for value in left}
        else:
            right = self._constants(term.at(expr.right))
            holds = None if right is None else {one == other for one in left for other in right}
        if holds is None or len(holds) != 1:
            return None
        return holds.pop() == (expr.operator in ("==", "is", "in"))

    def _is_none(self, term: Term) -> bool | None:
        if not isinstance(term.expr, (Local, Param)):
            return None
        if self._is_replaceable(term):
            return None
        verdicts: set[bool | None] = set()
        for one in self.names.origins(term):
            if isinstance(one.expr, Const):
                verdicts.add(one.expr.value is None)
            else:
                verdicts.add(False if isinstance(one.expr, _SOMETHING) else None)
        return verdicts.pop() if len(verdicts) == 1 else None

    def _constants(self, term: Term) -> list[_Constant] | None:
        """The constants that an expression is certainly one of."""
        if not isinstance(term.expr, (Local, Param, Const)):
            return None
        origins = self.names.origins(term)
        found = [one.expr.value for one in origins if isinstance(one.expr, Const)]
        if not found or len(found) != len(origins) or self._is_replaceable(term):
            return None
        return found

    def _is_replaceable(self, term: Term) -> bool:
        """Whether a value is but a default: of a parameter that no call in sight fixes, or of an option.

        Such a value is what a program works with when nobody says otherwise; no condition is decided by it.
        """
        key = (id(term.module), id(term.expr), id(term.context))
        known = self._replaceable.get(key)
        if known is None:
            # the way back may lead to the very condition that asks
            self._replaceable[key] = False
            known = self._replaceable[key] = any(map(self._is_default, self._ways_back(term)))
            self.names.keep(term)
        return known

    def _is_default(self, term: Term) -> bool:
        expr = term.expr
        if isinstance(expr, Param):
            return is_free(self.names, term, expr)
        return isinstance(expr, Attr) and is_option(self.names, self.names.origins(term.at(expr.value)))

    def _ways_back(self, term: Term) -> Iterator[Term]:
        """Everything that a value comes through."""
        pending, seen = [term], set[tuple[int, int]]()
        while pending:
            current = pending.pop()
            mark = (id(current.expr), id(current.context))
            if mark not in seen:
                seen.add(mark)
                yield current
                pending.extend(self.names.step_back(current) or ())

    def _listed(self, term: Term) -> list[_Constant] | None:
        found: list[_Constant] = []
        for origin in self.names.origins(term):
            if not isinstance(origin.expr, Seq):
                return None
            for item in origin.expr.items:
                if not isinstance(item, Const):
                    return None
                found.append(item.value)
        return found

    def returned(self, module: Module, scope: int, context: Context | None = None) -> Iterator[Expr]:
        """The expressions that a function returns; ways that the context rules out are left out."""
        table = self._returns.get(id(module))
        if table is None:
            table = defaultdict(list)
            for index, statement in enumerate(module.statements):
                if statement.kind in ("return", "lambda"):
                    table[statement.scope].append(index)
            self._returns[id(module)] = table
            self.names.keep(module)
        reached = [
            expr
            for index in table.get(scope, ())
            if context is None or self._is_reached(module, index, context)
            for expr in module.statements[index].expressions
        ]
        number = None if context is None else context.choice_for(context.call)
        is_one = number is not None and number < BRANCHES
        yield from reached[number : (number or 0) + 1] if is_one else reached

    def _is_reached(self, module: Module, index: int, context: Context) -> bool:
        while index >= 0:
            inner = module.statements[index]
            if inner.parent >= 0:
                outer = module.statements[inner.parent]
                if outer.kind == "if" and inner.branch in ("body", "orelse"):
                    truth = self.truth(Term(module, outer.expressions[0], context))
                    if truth is not None and truth != (inner.branch == "body"):
                        return False
            if self._is_cut_off(module, index, inner, context):
                return False
            index = inner.parent
        return True

    def _is_cut_off(self, module: Module, index: int, statement: Statement, context: Context) -> bool:
        """Whether an `if` before it in the same block certainly leaves the block."""
        table = self._leaving.get(id(module))
        if table is None:
            table = self._leaving[id(module)] = _leaving_ifs(module)
            self.names.keep(module)
        before = table.get((statement.scope, statement.parent, statement.branch), ())
        return any(
            self.truth(Term(module, module.statements[one].expressions[0], context)) is True
            for one in before
            if module.statements[one].start < statement.start
        )


def _leaving_ifs(module: Module) -> dict[tuple[int, int, str], list[int]]:
    """The `if` statements whose body ends by leaving, by the block that they stand in."""
    last: dict[int, Statement] = {}
    for statement in module.statements:
        if statement.parent >= 0 and statement.branch == "body":
            known = last.get(statement.parent)
            if known is None or statement.start > known.start:
                last[statement.parent] = statement
    found: dict[tuple[int, int, str], list[int]] = defaultdict(list)
    for index, statement in enumerate(module.statements):
        if statement.kind == "if" and index in last and last[index].kind in _LEAVES:
            found[statement.scope, statement.parent, statement.branch].append(index)
    return found


def branches_of(module: Module, definitions: tuple[int, ...]) -> tuple[Branch, ...]:
    """The ways of one decision in which definitions stand, one in each; nothing when they do not."""
    found = [_branch(module, index) for index in definitions]
    is_one_decision = len({decision for decision, _ in found}) == 1 and len(set(found)) == len(found)
    return tuple(sorted(found)) if is_one_decision and found[0][0] >= 0 else ()


def _branch(module: Module, index: int) -> Branch:
    statement = module.definitions[index].statement
    if statement < 0:
        return -1, ""
    parent = module.statements[statement].parent
    if parent < 0 or module.statements[parent].kind != "if":
        return -1, ""
    return parent, module.statements[statement].branch
