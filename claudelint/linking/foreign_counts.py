"""Counts of tokens that are made without Claude's tokenizer: by tiktoken, by one of GPT-2, or by four characters a token."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claudelint.findings import Span
from claudelint.linking.names import Names
from claudelint.linking.terms import Term, is_test_code
from claudelint.linking.value_kinds import Known
from claudelint.linking.values import Values
from claudelint.reading.module import (
    Attr,
    Binary,
    Call,
    CallOf,
    Comprehension,
    Const,
    Expr,
    Imported,
    Item,
    Module,
    Param,
)

if TYPE_CHECKING:
    from claudelint.linking.project import Project

# what counts, in words that follow "a count"
TIKTOKEN = "by `tiktoken`"
GPT2 = "by a GPT-2 tokenizer"
CHARACTERS = "of four characters a token"
_CHARACTERS = 4
_MAKERS = {
    "tiktoken.get_encoding": TIKTOKEN,
    "tiktoken.encoding_for_model": TIKTOKEN,
    "transformers.GPT2Tokenizer.from_pretrained": GPT2,
    "transformers.GPT2TokenizerFast.from_pretrained": GPT2,
}
# makers of any tokenizer, which the first argument names
_PACKAGES = frozenset({"tiktoken", "transformers", "tokenizers"})
_NAMED_MAKERS = frozenset(
    {"transformers.AutoTokenizer.from_pretrained", "tokenizers.Tokenizer.from_pretrained"}
)
_ENCODE = frozenset({"encode", "encode_ordinary", "encode_batch", "encode_plus", "tokenize", "__call__"})
_IDS = frozenset({"input_ids", "ids", "tokens"})
# a number that is made of more is not looked through
_MOST_PARTS = 100
_NUMBER = r"(?:4(?:\.0)?|0?\.25)\b"
# a division by a number, or by what may be a name for it
_DIVISION = re.compile(rf"(?:/|\*)\s*(?:{_NUMBER}|(?:\w+\.)*([A-Za-z_]\w*))")
_BINDING = re.compile(rf"=\s*{_NUMBER}")
_PASSED = re.compile(rf"[(,]\s*{_NUMBER}\s*[,)]")
_NAME = re.compile(r"[A-Za-z_]\w*")


def may_count(project: Project) -> bool:
    """Whether anything in the project's code may be a count, tests apart.

    Their texts tell most files apart: few name a tokenizer, or divide by four or by a name for it.
    """
    counts, loaded = ForeignCounts(project.names, project.values), project.names.modules.loaded
    texts = {path: project.text(module) for path, module in loaded.items() if not is_test_code(path)}
    if any(_mentions_tokenizer(text) and _imports_tokenizer(loaded[path]) for path, text in texts.items()):
        return True
    divisors = {
        path: {match[1] for match in _DIVISION.finditer(text)}
        for path, text in texts.items()
        if "len(" in text
    }
    if not any(divisors.values()):
        return False
    numbers = {name for text in texts.values() for name in _names_of_numbers(text)}
    likely = [path for path, found in divisors.items() if None in found]
    if any(_PASSED.search(text) for text in texts.values()):
        # a parameter may be given the number by its place
        numbers |= {
            parameter.name
            for path in divisors
            for scope in loaded[path].scopes
            for parameter in scope.parameters
        }
    others = [path for path, found in divisors.items() if None not in found and not found.isdisjoint(numbers)]
    return any(
        counts.may_divide(project, Term(loaded[path], one), one)
        for path in (*likely, *others)
        for one in project.answers.uses(loaded[path]).binaries
    )


def _names_of_numbers(text: str) -> Iterator[str]:
    """The names before `= 4`, on the same line."""
    for match in _BINDING.finditer(text):
        yield from _NAME.findall(text, text.rfind("\n", 0, match.start()) + 1, match.start())


def _imports_tokenizer(module: Module) -> bool:
    return any(
        isinstance(one.value, Imported) and one.value.module.partition(".")[0] in _PACKAGES
        for one in module.definitions
    )


def _mentions_tokenizer(text: str) -> bool:
    return "tiktoken" in text or "gpt2" in text.lower() or "okenizer" in text


@dataclass(frozen=True)
class ForeignCount:
    """A count of tokens: what counts, where, and of a count of characters, whose characters they are."""

    counter: str
    place: Span
    characters_of: tuple[Term, ...] = ()

    @property
    def misses_are_known(self) -> bool:
        """Whether a source says by how much the count is too low: of GPT-2's tokenizer none does."""
        return self.counter != GPT2


class ForeignCounts:
    """Recognises counts."""

    def __init__(self, names: Names, values: Values) -> None:
        self.names = names
        self.values = values

    def of(self, term: Term) -> ForeignCount | None:
        """The count that an expression is, itself and not by a name."""
        expr = term.expr
        if isinstance(expr, Binary):
            return self._quarter(term, expr)
        if isinstance(expr, CallOf):
            measured = self._length_of(term)
            tokenizer = None if measured is None else self.tokenizer_of_tokens(measured)
            if tokenizer is not None:
                return ForeignCount(tokenizer, term.span)
        return None

    def tokenizer_of_tokens(self, term: Term) -> str | None:
        """The tokenizer that made a list of tokens, such as `encoding.encode(text)`."""
        for origin in self.names.origins(term):
            expr = origin.expr
            if (isinstance(expr, Attr) and expr.name in _IDS) or (
                isinstance(expr, Item) and isinstance(expr.index, Const) and expr.index.value in _IDS
            ):
                expr = expr.value
            for made in self.names.origins(origin.at(expr)):
                if isinstance(made.expr, CallOf):
                    call = made.module.calls[made.expr.call]
                    tokenizer = self._tokenizer(made, call)
                    if tokenizer is not None:
                        return tokenizer
        return None

    def _tokenizer(self, term: Term, call: Call) -> str | None:
        """What encodes, where every tokenizer that it may be is a foreign one."""
        function = call.function
        if isinstance(function, Attr) and function.name in _ENCODE:
            function = function.value
        found: list[str | None] = []
        for origin in self.names.origins(term.at(function)):
            if isinstance(origin.expr, CallOf):
                found.append(self._made(origin, origin.module.calls[origin.expr.call]))
            elif not (isinstance(origin.expr, Const) and origin.expr.value is None):
                # a name that is None until it is first needed encodes nothing
                return None
        return found[0] if found and all(found) else None

    def _made(self, term: Term, call: Call) -> str | None:
        name = self.names.qualified(term.at(call.function))
        if name in _NAMED_MAKERS and call.arguments:
            model = self.values.of(term.at(call.arguments[0].value))
            named = str(model.value) if isinstance(model, Known) else ""
            return GPT2 if named.rpartition("/")[2].startswith("gpt2") else None
        return _MAKERS.get(name or "")

    # characters

    def _quarter(self, term: Term, expr: Binary) -> ForeignCount | None:
        if not self.divides(term, expr):
            return None
        texts = self._characters(term.at(expr.left))
        return ForeignCount(CHARACTERS, term.span, tuple(texts)) if texts else None

    def divides(self, term: Term, expr: Binary) -> bool:
        """Whether something is divided by four."""
        if expr.operator not in ("/", "//", "*"):
            return False
        wanted = 1 / _CHARACTERS if expr.operator == "*" else _CHARACTERS
        factor = self.values.of(term.at(expr.right))
        return isinstance(factor, Known) and not isinstance(factor.value, bool) and factor.value == wanted

    def may_divide(self, project: Project, term: Term, expr: Binary) -> bool:
        """Whether something is divided by four, or by a parameter that some call gives a number."""
        if expr.operator not in ("/", "//", "*"):
            return False
        return self.divides(term, expr) or any(
            isinstance(given.expr, Const) and given.expr.value in (_CHARACTERS, 1 / _CHARACTERS)
            for origin in self.names.origins(term.at(expr.right))
            if isinstance(origin.expr, Param)
            for given in project.graph.given_for(origin.module, origin.expr.scope, origin.expr.name).terms
        )

    def _characters(self, term: Term) -> list[Term]:
        """The texts whose characters a number counts: `len(text)`, or a sum of such."""
        found: list[Term] = []
        pending, seen = [term], set[tuple[int, int]]()
        while pending and len(seen) < _MOST_PARTS:
            for origin in self.names.origins(pending.pop()):
                if (id(origin.expr), id(origin.context)) in seen:
                    continue
                seen.add((id(origin.expr), id(origin.context)))
                measured = self._length_of(origin)
                if measured is not None:
                    found.append(measured)
                else:
                    pending.extend(origin.at(one) for one in self._summands(origin))
        return found

    def _summands(self, origin: Term) -> Iterable[Expr]:
        """What a sum is made of."""
        expr = origin.expr
        if isinstance(expr, Binary) and expr.operator in ("+", "-"):
            return (expr.left, expr.right)
        if isinstance(expr, Comprehension):
            return (expr.value,)
        if isinstance(expr, CallOf):
            call = origin.module.calls[expr.call]
            if self.names.qualified(origin.at(call.function)) in ("builtins.sum", "builtins.max"):
                return [argument.value for argument in call.arguments]
        return ()

    def _length_of(self, term: Term) -> Term | None:
        """What `len()` is asked of."""
        if not isinstance(term.expr, CallOf):
            return None
        call = term.module.calls[term.expr.call]
        argument = _only(call)
        if argument is None or self.names.qualified(term.at(call.function)) != "builtins.len":
            return None
        return term.at(argument)


def _only(call: Call) -> Expr | None:
    if len(call.arguments) != 1 or call.arguments[0].name is not None or call.arguments[0].star:
        return None
    return call.arguments[0].value
