"""What a checker understands that reads one file, and takes a value only where it is written as a literal.

The measure of `measure_understanding.py`: it knows a client as a name assigned from a constructor in the same
file, and an argument as a literal in the call itself.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

CONSTRUCTORS = frozenset(
    f"{prefix}{name}"
    for prefix in ("", "Async")
    for name in ("Anthropic", "AnthropicBedrock", "AnthropicVertex", "AnthropicFoundry")
)
METHODS = frozenset({"create", "stream", "parse", "count_tokens", "tool_runner"})
ARGUMENTS = ("model", "max_tokens", "system")
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Seen:
    """A call that is spelled like a request, and what its own file says literally; `line` and `column` from 1."""

    line: int
    column: int
    spelled: str
    resolved: frozenset[str]


def calls_in(text: str) -> Iterator[Seen]:
    """Every call spelled `<anything>.messages.<method>(...)`, in the order of the file."""
    tree = ast.parse(text)
    yield from sorted(_calls(tree, None, ()), key=lambda call: (call.line, call.column))


def _calls(node: ast.AST, function: ast.AST | None, clients: tuple[ast.AST, ...]) -> Iterator[Seen]:
    if isinstance(node, (ast.Module, *_FUNCTIONS)):
        function, clients = node, (*clients[:1], node)
    if isinstance(node, ast.Call):
        path = _dotted(node.func)
        if is_request(path):
            known = {name for owner in clients for name in _client_names(owner)}
            yield Seen(
                node.lineno, node.col_offset + 1, ".".join(path), _resolved(node, path, function, known)
            )
    for child in ast.iter_child_nodes(node):
        yield from _calls(child, function, clients)


def is_request(path: tuple[str, ...]) -> bool:
    """Whether a dotted name is spelled like a request: `x.messages.create`, `x.beta.messages.batches.create`."""
    if path[-3:-1] == ("messages", "batches"):
        return path[-1] == "create"
    return len(path) > 2 and path[-2] == "messages" and path[-1] in METHODS


def _dotted(node: ast.expr) -> tuple[str, ...]:
    if isinstance(node, ast.Name):
        return (node.id,)
    if isinstance(node, ast.Attribute):
        return (*_dotted(node.value), node.attr)
    # something that has no name, such as the result of a call
    return ("?",)


def _client_names(owner: ast.AST) -> Iterator[str]:
    """The names that a function, or a module's own code, assigns a new client to."""
    pending = list(ast.iter_child_nodes(owner))
    while pending:
        node = pending.pop()
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and isinstance(node.value, ast.Call):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if _dotted(node.value.func)[-1] in CONSTRUCTORS:
                yield from (target.id for target in targets if isinstance(target, ast.Name))
        if not isinstance(node, (*_FUNCTIONS, ast.ClassDef, ast.Lambda)):
            pending.extend(ast.iter_child_nodes(node))


def _resolved(
    call: ast.Call, path: tuple[str, ...], function: ast.AST | None, clients: set[str]
) -> frozenset[str]:
    found = {name for name in ARGUMENTS if _is_literal_argument(call, name)}
    if path[1] == "messages" and path[0] in clients:
        found.add("client")
    if isinstance(function, ast.Module) or (isinstance(function, _FUNCTIONS) and function.decorator_list):
        found.add("surface")
    return frozenset(found)


def _is_literal_argument(call: ast.Call, name: str) -> bool:
    given = [keyword.value for keyword in call.keywords if keyword.arg == name]
    if given:
        return _is_literal(given[0])
    return name != "model" and not any(keyword.arg is None for keyword in call.keywords)


def _is_literal(node: ast.expr) -> bool:
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError):
        return False
    return True
