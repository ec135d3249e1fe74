"""What counts as the text of an answer, and a `print` of it taken apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import libcst as cst
import libcst.matchers as m

from claudelint.fixing.rewrites.context import RewriteContext, names_in

IsText = Callable[[cst.BaseExpression], bool]

_PLAIN = (cst.SimpleString, cst.ConcatenatedString, cst.FormattedString, cst.Name, cst.Attribute)


@dataclass(frozen=True)
class Printing:
    """A `print` without the text: the arguments of the prints before and after it.

    `before` is None where the text comes first.
    """

    before: str | None
    after: str


def is_text_of(node: cst.BaseExpression, is_response: Callable[[cst.BaseExpression], bool]) -> bool:
    """Whether this is the text of a response: its first block's, or its text blocks'."""
    content = m.Attribute(value=m.MatchIfTrue(is_response), attr=m.Name("content"))
    if is_first_text(node) and m.matches(node, m.Attribute(value=m.Subscript(value=content))):
        return True
    text, blocks = m.Attribute(attr=m.Name("text")), m.CompFor(iter=content)
    texts = m.ListComp(elt=text, for_in=blocks)
    argument = m.OneOf(m.Arg(m.GeneratorExp(elt=text, for_in=blocks)), m.Arg(texts))
    joined = m.Call(func=m.Attribute(value=m.SimpleString(), attr=m.Name("join")), args=[argument])
    first = m.Call(func=m.Name("next"), args=[argument, m.ZeroOrMore()])
    return m.matches(node, m.OneOf(joined, first)) or m.matches(node, m.Subscript(value=texts))


def is_first_text(node: cst.BaseExpression) -> bool:
    """Whether this is `….content[0].text`."""
    first = m.SubscriptElement(slice=m.Index(value=m.Integer("0")))
    content = m.Attribute(attr=m.Name("content"))
    return m.matches(node, m.Attribute(value=m.Subscript(value=content, slice=[first]), attr=m.Name("text")))


def text_print(line: cst.BaseStatement) -> cst.Call | None:
    """The `print` that a statement consists of."""
    printed = m.SimpleStatementLine(body=[m.Expr(value=m.Call(func=m.Name("print")))])
    if not m.matches(line, printed):
        return None
    call = next(iter(m.findall(line, m.Call(func=m.Name("print")))))
    return call if isinstance(call, cst.Call) else None


def block_loop(line: cst.BaseStatement, response: str) -> tuple[cst.Call, str] | None:
    """The `print` in a loop over the blocks of a response that prints every text, and the block's name."""
    content = m.Attribute(value=m.Name(response), attr=m.Name("content"))
    loop = m.For(target=m.Name(), iter=content, orelse=None, asynchronous=None, body=m.IndentedBlock())
    if not m.matches(line, loop):
        return None
    assert isinstance(line, cst.For)
    assert isinstance(line.target, cst.Name)
    body = line.body.body
    if len(body) == 1 and m.matches(body[0], m.If(orelse=None, body=m.IndentedBlock())):
        assert isinstance(body[0], cst.If)
        body = body[0].body.body
    if len(body) != 1 or not isinstance(body[0], cst.SimpleStatementLine):
        return None
    printed = text_print(body[0])
    return (printed, line.target.value) if printed else None


def take_apart(
    context: RewriteContext, call: cst.Call, is_text: IsText, names: Sequence[str]
) -> Printing | None:
    """A `print` of the text and plain things around it; None when there is more to it.

    None of the `names` may stand in what is printed besides the text.
    """
    positional = [argument for argument in call.args if argument.keyword is None]
    end = ""
    for argument in call.args:
        if argument.star:
            return None
        if argument.keyword is not None and argument.keyword.value == "end":
            end = f"end={context.slice(argument.value)}"
        elif argument.keyword is not None and argument.keyword.value != "flush":
            return None
    for index, argument in enumerate(positional):
        split = _split(context, argument.value, is_text)
        if split is None:
            continue
        others = [other.value for other in positional if other is not argument]
        if not all(_is_plain(other, names) for other in [*others, *split.others]):
            return None
        left = [context.slice(other.value) for other in positional[:index]]
        right = [context.slice(other.value) for other in positional[index + 1 :]]
        return _printing(left, split.lead, split.tail, right, end)
    return None


def _printing(left: list[str], lead: str, tail: str, right: list[str], end: str) -> Printing:
    before = None
    if left or lead:
        stop = '""' if lead else '" "'
        before = ", ".join([*left, *([lead] if lead else []), f"end={stop}", "flush=True"])
    trailing = [tail or '""', *right] if tail or right else []
    return Printing(before, ", ".join([*trailing, *([end] if end else [])]))


@dataclass(frozen=True)
class _Split:
    """An argument that holds the text: string literals before and after it, and what else is in them."""

    lead: str
    tail: str
    others: Sequence[cst.BaseExpression] = ()


def _split(context: RewriteContext, node: cst.BaseExpression, is_text: IsText) -> _Split | None:
    if is_text(node):
        return _Split("", "")
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Add):
        if isinstance(node.left, cst.SimpleString) and is_text(node.right):
            return _Split(context.slice(node.left), "")
        if isinstance(node.right, cst.SimpleString) and is_text(node.left):
            return _Split("", context.slice(node.right))
    if isinstance(node, cst.FormattedString):
        return _split_formatted(context, node, is_text)
    return None


def _split_formatted(context: RewriteContext, node: cst.FormattedString, is_text: IsText) -> _Split | None:
    for index, part in enumerate(node.parts):
        if not isinstance(part, cst.FormattedStringExpression) or not is_text(part.expression):
            continue
        if part.conversion or part.format_spec or part.equal:
            return None
        before, after = node.parts[:index], node.parts[index + 1 :]
        others = [
            other.expression
            for other in (*before, *after)
            if isinstance(other, cst.FormattedStringExpression)
        ]
        return _Split(_literal(context, node, before), _literal(context, node, after), others)
    return None


def _literal(
    context: RewriteContext, node: cst.FormattedString, parts: Sequence[cst.BaseFormattedStringContent]
) -> str:
    """Parts of an f-string as a string of its own: a plain one where nothing is formatted."""
    if not parts:
        return ""
    content = "".join(context.tree.code_for_node(part) for part in parts)
    start = node.start if "{" in content or "}" in content else node.start.replace("f", "").replace("F", "")
    return start + content + node.end


def _is_plain(node: cst.BaseExpression, names: Sequence[str]) -> bool:
    """Whether an expression may as well be evaluated before the answer is there."""
    return isinstance(node, _PLAIN) and not m.findall(node, m.Call()) and not names_in(node) & set(names)
