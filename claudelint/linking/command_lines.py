"""The options of a command line: what argparse, click and typer give a program that is started without them.

Sources: argparse's and click's documentation of `add_argument` and `option` (name of the destination, default).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from claudelint.linking.terms import Term
from claudelint.reading.module import (
    Argument,
    Attr,
    Call,
    CallOf,
    Const,
    Expr,
    Item,
    Module,
    Opaque,
    Parameter,
    Part,
    Scope,
)

if TYPE_CHECKING:
    from claudelint.linking.names import Names

_PARSERS = frozenset({"argparse.ArgumentParser", "configargparse.ArgumentParser", "configargparse.ArgParser"})
_PARSING = frozenset({"parse_args", "parse_known_args", "parse_intermixed_args"})
# methods that make a part of a parser, whose options are the parser's as well
_PARTS = frozenset({"add_argument_group", "add_mutually_exclusive_group", "add_subparsers", "add_parser"})
_CLICK = frozenset({"click.option", "rich_click.option", "asyncclick.option", "click.decorators.option"})
_CLICK_ARGUMENTS = frozenset({"click.argument", "rich_click.argument", "asyncclick.argument"})
# what stands as the default of a parameter and holds the default itself
_DECLARED = frozenset(
    {"typer.Option", "typer.Argument", "fastapi.Query", "fastapi.Body", "fastapi.Form", "fastapi.Header",
     "fastapi.param_functions.Query", "fastapi.param_functions.Body", "cyclopts.Parameter"}
)  # fmt: skip
_DEEPEST = 6


def option_default(names: Names, owners: Iterable[Term], name: str) -> list[Term] | None:
    """The default of `args.name`, where the owners are what a parser made of a command line."""
    found: list[Term] = []
    for owner in owners:
        parser = _parser_of(names, owner)
        if parser is None:
            return None
        default = _declared(names, parser, name)
        if default is None:
            return None
        found.append(default)
    return found or None


def is_option(names: Names, owners: Iterable[Term]) -> bool:
    """Whether an attribute of these is an option of a command line."""
    found = [_parser_of(names, owner) for owner in owners]
    return bool(found) and None not in found


def is_command_option(names: Names, module: Module, scope: Scope, name: str) -> bool:
    """Whether a parameter is an option or argument of a command of click or typer."""
    for decorator in scope.decorators:
        if isinstance(decorator, CallOf):
            call = module.calls[decorator.call]
            qualified = names.call_name(module, call) or ""
            if qualified in _CLICK or qualified in _CLICK_ARGUMENTS:
                if _click_name(call) == name:
                    return True
    declared = next((one for one in scope.parameters if one.name == name), None)
    if declared is None:
        return False
    return any(
        (names.call_name(module, module.calls[one.call]) or "").startswith(("typer.", "cyclopts."))
        for one in declaring_calls(declared)
    )


def declaring_calls(declared: Parameter) -> Iterator[CallOf]:
    """The calls in a parameter's default, and in an `Annotated[...]` of it, that say where it comes from."""
    if isinstance(declared.default, CallOf):
        yield declared.default
    annotation = declared.annotation
    if isinstance(annotation, Item) and isinstance(annotation.index, Opaque):
        yield from (part for part in annotation.index.parts if isinstance(part, CallOf))


def _parser_of(names: Names, owner: Term) -> Term | None:
    """The construction of the parser whose result an expression is."""
    expr: Expr = owner.expr
    if isinstance(expr, Part) and expr.index == 0:
        # args, rest = parser.parse_known_args()
        origins = names.origins(owner.at(expr.value))
        if len(origins) != 1:
            return None
        owner, expr = origins[0], origins[0].expr
    if not isinstance(expr, CallOf):
        return None
    function = owner.module.calls[expr.call].function
    if not isinstance(function, Attr) or function.name not in _PARSING:
        return None
    return _constructed(names, owner.at(function.value), 0)


def _constructed(names: Names, term: Term, depth: int) -> Term | None:
    """The call of `ArgumentParser` that an expression, or what it is a part of, was made by."""
    if depth > _DEEPEST:
        return None
    for origin in names.origins(term):
        if not isinstance(origin.expr, CallOf):
            continue
        call = origin.module.calls[origin.expr.call]
        if isinstance(call.function, Attr) and call.function.name in _PARTS:
            found = _constructed(names, origin.at(call.function.value), depth + 1)
            if found is not None:
                return found
        elif names.qualified(origin.at(call.function)) in _PARSERS:
            return origin
    return None


def _declared(names: Names, parser: Term, name: str) -> Term | None:
    module = parser.module
    for call in module.calls:
        if not isinstance(call.function, Attr) or call.function.name != "add_argument":
            continue
        if _destination(call) != name:
            continue
        made = _constructed(names, Term(module, call.function.value), 0)
        if made is not None and made.expr is not parser.expr and made.span != parser.span:
            continue
        default = _keyword(call, "default")
        required = _keyword(call, "required")
        if default is None or (isinstance(required, Const) and required.value):
            return None
        return Term(module, default)
    return None


def _destination(call: Call) -> str | None:
    """The attribute under which an argument is found: `dest`, the first long option, or the first name."""
    given = _keyword(call, "dest")
    if given is not None:
        return given.value if isinstance(given, Const) and isinstance(given.value, str) else None
    options = list(_texts(call))
    long = next((one for one in options if one.startswith("--")), None)
    chosen = long or (options[0] if options else None)
    return None if chosen is None else chosen.lstrip("-").replace("-", "_")


def _texts(call: Call) -> Iterator[str]:
    for argument in call.arguments:
        value = argument.value
        if argument.name is None and isinstance(value, Const) and isinstance(value.value, str):
            yield value.value


def _keyword(call: Call, name: str) -> Expr | None:
    return next((argument.value for argument in call.arguments if argument.name == name), None)


def declared_default(names: Names, module: Module, scope: Scope, declared: Parameter) -> Term | None:
    """The default of a parameter: that of a command's option for it, or the one in the function's header."""
    option = _click_default(names, module, scope, declared.name)
    if option is not None:
        return option
    default = declared.default
    if default is None:
        return None
    if isinstance(default, CallOf):
        call = module.calls[default.call]
        if names.call_name(module, call) in _DECLARED:
            inner = _first_or_default(call.arguments)
            return None if inner is None else Term(module, inner)
    return Term(module, default)


def _first_or_default(arguments: tuple[Argument, ...]) -> Expr | None:
    for argument in arguments:
        if argument.name == "default" or (argument.name is None and not argument.star):
            # an ellipsis says that a value has to be given
            is_ellipsis = type(argument.value).__name__ == "Opaque"
            return None if is_ellipsis else argument.value
    return None


def _click_default(names: Names, module: Module, scope: Scope, name: str) -> Term | None:
    for decorator in scope.decorators:
        if not isinstance(decorator, CallOf):
            continue
        call = module.calls[decorator.call]
        if not isinstance(call.function, Attr) and names.call_name(module, call) not in _CLICK:
            continue
        if _click_name(call) != name or names.call_name(module, call) not in _CLICK:
            continue
        default = _keyword(call, "default")
        return None if default is None else Term(module, default)
    return None


def _click_name(call: Call) -> str | None:
    """The parameter of an option: a name without dashes, else the longest option."""
    options = list(_texts(call))
    plain = next((one for one in options if not one.startswith("-")), None)
    if plain is not None:
        return plain
    options = [one.partition("/")[0] for one in options]
    chosen = next((one for one in options if one.startswith("--")), options[0] if options else None)
    return None if chosen is None else chosen.lstrip("-").replace("-", "_").lower()
