"""Where things stand: the text of every recorded span is the code that LibCST makes of the node."""

from __future__ import annotations

from functools import cache

import libcst as cst
import pytest
from corpus import texts
from harness import check_text, fix_text, module_of

from claudelint.findings import Safety
from claudelint.reading.module import Module, Node
from claudelint.reading.positions import Places
from claudelint.reading.source import Source
from claudelint.reading.walk import Visitor

TEXTS = texts()
EMPTY = cst.Module([])
each_text = pytest.mark.parametrize("name", TEXTS)


class Collector(Visitor):
    """The nodes of a tree that have a place of their own."""

    def __init__(self, tree: cst.Module) -> None:
        self.nodes: list[cst.CSTNode] = []
        self.walk(tree)

    def _note(self, node: cst.CSTNode) -> None:
        self.nodes.append(node)

    visit_Call = visit_Name = visit_Attribute = visit_Subscript = visit_SimpleString = _note
    visit_ConcatenatedString = visit_FormattedString = visit_Dict = visit_List = visit_Tuple = visit_Set = (
        _note
    )
    visit_BinaryOperation = visit_Comparison = visit_BooleanOperation = visit_UnaryOperation = _note
    visit_IfExp = visit_Await = visit_Lambda = visit_ListComp = visit_DictComp = visit_GeneratorExp = _note
    visit_Integer = visit_Float = visit_NamedExpr = visit_Yield = visit_SetComp = _note


def code_of(node: cst.CSTNode, tree: cst.Module) -> list[str]:
    """The code of a node without parentheses around it."""
    if isinstance(node, cst.Tuple) and not node.elements:
        return []
    if getattr(node, "lpar", ()):
        node = node.with_changes(lpar=(), rpar=())
    return without_indentation(tree.with_changes(body=[]).code_for_node(node))


def without_indentation(code: str) -> list[str]:
    """Lines without the indentation of a block, which LibCST leaves out of the code of a single node."""
    return [line.strip() for line in code.splitlines()]


@cache
def module_named(name: str) -> Module:
    """A text of the corpus, boiled down."""
    return module_of(TEXTS[name], name)


@cache
def parsed(name: str) -> tuple[cst.Module, Source, Places]:
    """A text of the corpus, its tree and the places of its nodes."""
    source = Source.decode(name, TEXTS[name])
    tree = cst.parse_module(TEXTS[name])
    return tree, source, Places(tree, source.text)


@each_text
def test_expressions(name: str) -> None:
    """A span holds exactly the code of its node: no parentheses, comma, white space or comment around it."""
    tree, source, places = parsed(name)
    assert not places.approximate
    nodes = Collector(tree).nodes
    for node in nodes:
        start, end = places.of(node)
        assert without_indentation(source.text[start:end]) == code_of(node, tree)


@each_text
def test_calls(name: str) -> None:
    """The parentheses of every call stand where the module says, and its arguments between them."""
    source = Source.decode(name, TEXTS[name])
    module = module_named(name)
    for call in module.calls:
        text = source.text
        assert text[call.open_end - 1] == "("
        assert text[call.close_start] == ")"
        assert call.close_start + 1 == call.end
        assert call.start <= call.function.start < call.function.end < call.open_end <= call.end
        last = call.open_end
        for argument in call.arguments:
            assert last <= argument.start < argument.end <= call.close_start
            assert argument.start <= argument.value.start <= argument.value.end <= argument.end
            written = text[argument.start : argument.end]
            assert written.startswith(argument.name or argument.star)
            assert not written[0].isspace()
            assert not written[-1].isspace()
            last = argument.end


@each_text
def test_arguments(name: str) -> None:
    """The span of an argument is its name, stars and value, without the comma and what follows."""
    tree, source, places = parsed(name)

    class Arguments(Visitor):
        def visit_Arg(self, node: cst.Arg) -> None:
            bare = node.with_changes(
                comma=cst.MaybeSentinel.DEFAULT,
                whitespace_after_arg=cst.SimpleWhitespace(""),
            )
            start, end = places.of(node)
            wanted = tree.with_changes(body=[]).code_for_node(bare)
            assert without_indentation(source.text[start:end]) == without_indentation(wanted)

    Arguments().walk(tree)


@each_text
def test_statements(name: str) -> None:
    """A statement starts and ends with its own code, its header ends in a colon or with the statement."""
    source = Source.decode(name, TEXTS[name])
    module = module_named(name)
    for statement in module.statements:
        assert 0 <= statement.start <= statement.header_end <= statement.end <= len(source.text), statement
        text = source.text[statement.start : statement.end]
        assert text == text.strip(), statement
        header = source.text[statement.start : statement.header_end]
        if statement.kind in _COMPOUND:
            assert header.endswith(":"), (statement.kind, header)
            assert header.removeprefix("async").lstrip().startswith(_COMPOUND[statement.kind]), header
        elif statement.kind == "case":
            assert header.startswith("case")
        else:
            assert statement.header_end == statement.end


_COMPOUND: dict[str, tuple[str, ...]] = {
    "def": ("def", "@"),
    "class": ("class", "@"),
    "if": ("if", "elif"),
    "for": ("for",),
    "while": ("while",),
    "try": ("try",),
    "except": ("except",),
    "with": ("with",),
    "match": ("match",),
}

HEADERS = [
    ("def f(a, b=lambda: 0): pass", "def f(a, b=lambda: 0):"),
    ("def f[T: int](): pass", "def f[T: int]():"),
    ("def f[T: int](a: T): pass", "def f[T: int](a: T):"),
    ("class C[T: int]: pass", "class C[T: int]:"),
    ("class C[T: int](B): pass", "class C[T: int](B):"),
    ("def f(  # a: b\n): pass", "def f(  # a: b\n):"),
    ("def f(\n  a,  # b: c\n): pass", "def f(\n  a,  # b: c\n):"),
    ("def f(a, /): pass", "def f(a, /):"),
    ("def f() -> dict[str, 'a: b']: pass", "def f() -> dict[str, 'a: b']:"),
    ("def f(a: int = {1: 2}): pass", "def f(a: int = {1: 2}):"),
    ("def f(*, a: int): pass", "def f(*, a: int):"),
    ("class C(  # a: b\n  B,  # c: d\n): pass", "class C(  # a: b\n  B,  # c: d\n):"),
    ("class C(B, metaclass=M): pass", "class C(B, metaclass=M):"),
    ("if (a  # b: c\n): pass", "if (a  # b: c\n):"),
    ("if {1: 2}: pass", "if {1: 2}:"),
    ("if (lambda: 0): pass", "if (lambda: 0):"),
    ("while (a := b): pass", "while (a := b):"),
    ("for a in (b  # c: d\n): pass", "for a in (b  # c: d\n):"),
    ("for a in b[1:2]: pass", "for a in b[1:2]:"),
    ("with (a as b,  # c: d\n): pass", "with (a as b,  # c: d\n):"),
    ("with a[1:2] as b, c: pass", "with a[1:2] as b, c:"),
    ("try: pass\nfinally: pass", "try:"),
    ("match {1: 2}:\n    case 1: pass", "match {1: 2}:"),
]


@pytest.mark.parametrize(("text", "header"), HEADERS, ids=[text for text, _ in HEADERS])
def test_headers(text: str, header: str) -> None:
    """The header of a compound statement ends with the colon that opens its body, and no other."""
    module = module_of(text)
    statement = next(one for one in module.statements if one.kind in _COMPOUND)
    assert text[statement.start : statement.header_end] == header


@each_text
def test_every_place_is_within_the_file(name: str) -> None:
    """No expression of a module stands outside its file."""
    module = module_named(name)
    length = len(Source.decode(name, TEXTS[name]).text)
    assert module.length == length
    for node in nodes_of(module):
        assert 0 <= node.start <= node.end <= length, node


def nodes_of(value: object) -> list[Node]:
    """Every node in a module's plain data."""
    import msgspec

    found: list[Node] = []
    pending: list[object] = [value]
    seen: set[int] = set()
    while pending:
        current = pending.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        if isinstance(current, Node):
            found.append(current)
        if isinstance(current, msgspec.Struct):
            pending.extend(getattr(current, field) for field in current.__struct_fields__)
        elif isinstance(current, (tuple, list)):
            pending.extend(current)
        elif isinstance(current, dict):
            pending.extend(current.values())
    return found


@each_text
def test_suppression_comments(name: str) -> None:
    """The span of a comment is the comment."""
    source = Source.decode(name, TEXTS[name])
    for comment in module_named(name).suppressions:
        assert source.text[comment.start : comment.end] == comment.text
        before = source.text[source.line_starts[source.row(comment.start) - 1] : comment.start]
        assert comment.own_line is (before.strip() == "")


def test_comments_are_found_everywhere() -> None:
    """Suppressions are found wherever a comment can stand, form feeds and byte order marks notwithstanding."""
    text = (
        "\ufeff# noqa: CL101 a\nf(  # noqa: CL101 b\n  x,  # noqa: CL101 c\n  # noqa: CL101 d\n)\n"
        "\fdef g():  # noqa: CL101 e\n    # noqa: CL101 f\n    pass\n# noqa: CL101 g"
    )
    data = text.encode()
    source = Source.decode("main.py", data)
    found = module_of(data).suppressions
    assert [source.text[one.start : one.end] for one in found] == [f"# noqa: CL101 {c}" for c in "abcdefg"]
    assert [one.own_line for one in found] == [True, False, False, True, False, True, True]


def test_a_text_that_cannot_be_matched_is_approximate() -> None:
    """Where the tree does not add up to the text, places are those of lines and no fix may be offered."""
    tree = cst.parse_module("f(a)\ng(b)\n")
    places = Places(tree, "f(a)\n\n\ng(b)\n\n")
    assert places.approximate


def test_what_cannot_be_placed_is_not_fixed() -> None:
    """LibCST drops a blank line here, and with it where the comment stands: the fix is told, and not offered."""
    text = 'import anthropic\nclient = anthropic.Anthropic()\nclient.messages.create(model="claude-2.1", messages=[])\n'
    for end, safety in (("", Safety.UNSAFE), ("\n\n  # c\n\n", Safety.SHOWN)):
        [finding] = check_text(text + end, select=["CL401"])
        assert finding.fix is not None
        assert finding.fix.safety is safety
        assert bool(finding.fix.edits) is (safety is Safety.UNSAFE)
        assert (fix_text(text + end, select=["CL401"], unsafe=True) == text + end) is (safety is Safety.SHOWN)


@pytest.mark.parametrize("end", ["", "\n", "\n\n\n    ", "\n\n \t", "\n# why\n\n\n  ", "\n\f\n\n    "])
def test_empty_lines_before_a_last_one_of_white_space(end: str) -> None:
    """LibCST drops them; nothing stands behind them, so that every place is exact."""
    text = f"f(a)\ng(b){end}"
    tree = cst.parse_module(text)
    places = Places(tree, text)
    assert not places.approximate
    assert [text[slice(*places.of(node))] for node in Collector(tree).nodes[:4]] == ["f(a)", "f", "a", "g(b)"]
