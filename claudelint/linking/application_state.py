"""What a program keeps on the object of a framework and reads through what the framework hands it.

`app.state.client = ...` is read as `request.app.state.client` (Starlette's documentation, "Storing state on the
app instance"; FastAPI shares it), `bot.client = ...` as `ctx.bot.client` or `interaction.client.client`
(discord.py's documentation of `Context.bot` and `Interaction.client`). What a group of commands puts into
`ctx.obj` its commands read there (click's documentation, "Nested Handling and Contexts"; typer shares it).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from claudelint.linking.terms import Term, parameter
from claudelint.reading.module import Attr, CallOf, Imported, Local, Module, Param

if TYPE_CHECKING:
    from claudelint.linking.names import Names

_WEB = frozenset({"fastapi", "starlette"})
_APPLICATIONS = frozenset({"FastAPI", "Starlette"})
_CONNECTIONS = frozenset({"Request", "WebSocket", "HTTPConnection"})
_BOTS = frozenset({"discord", "disnake", "nextcord"})
_BOT_CLASSES = frozenset({"Bot", "AutoShardedBot", "Client", "AutoShardedClient"})
_COMMANDS = frozenset({"click", "rich_click", "asyncclick", "typer"})
_CONTEXTS = frozenset({"Context"})


def holder_of(names: Names, term: Term, is_set: bool = False) -> str | None:
    """Whether an expression is the "state" of an application, a "bot" or the context of a "command".

    `is_set` where it is written to.
    """
    expr = term.expr
    if _is_command_context(names, term):
        return "command"
    if isinstance(expr, Attr) and expr.name == "state":
        return "state" if _is_state(names, term.at(expr.value), is_set) else None
    if is_set:
        return "bot" if _is_a(names, term, _BOTS, _BOT_CLASSES) else None
    if isinstance(expr, Attr) and expr.name in ("bot", "client") and _imports(term.module, _BOTS):
        owners = names.origins(term.at(expr.value))
        if owners and all(isinstance(one.expr, Param) for one in owners):
            return "bot"
    return None


def _is_command_context(names: Names, term: Term) -> bool:
    """Whether an expression is the context that click or typer hands to a command."""
    if not isinstance(term.expr, (Param, Local)):
        return False
    return _is_a(names, term, _COMMANDS, _CONTEXTS) or any(
        isinstance(one.expr, Param) and _is_passed_context(names, one.module, one.expr)
        for one in names.origins(term)
    )


def _is_passed_context(names: Names, module: Module, expr: Param) -> bool:
    """Whether a parameter is the first of a function that a decorator hands the context to."""
    scope = module.scopes[expr.scope]
    if scope.parameters[0].name != expr.name:
        return False
    found = [names.qualified(Term(module, one)) or "" for one in scope.decorators]
    return any(one.endswith(".pass_context") and one.partition(".")[0] in _COMMANDS for one in found)


def _is_state(names: Names, owner: Term, is_set: bool) -> bool:
    if _is_a(names, owner, _WEB, _APPLICATIONS):
        return True
    origins = names.origins(owner)
    if is_set and _imports(owner.module, _WEB):
        # the application as the framework hands it over, such as to `lifespan(app)`
        return any(isinstance(one.expr, Param) for one in origins)
    return any(
        isinstance(one.expr, Attr)
        and one.expr.name == "app"
        and _is_a(names, one.at(one.expr.value), _WEB, _CONNECTIONS)
        for one in origins
    )


def _imports(module: Module, packages: frozenset[str]) -> bool:
    return any(
        isinstance(one.value, Imported) and one.value.module.partition(".")[0] in packages
        for one in module.definitions
    )


def _is_a(names: Names, term: Term, packages: frozenset[str], kinds: frozenset[str]) -> bool:
    """Whether an object was made by, or is annotated as, one of these classes."""
    for origin in names.origins(term):
        found: str | None = None
        if isinstance(origin.expr, CallOf):
            found = names.call_name(origin.module, origin.module.calls[origin.expr.call])
        elif isinstance(origin.expr, Param):
            declared = parameter(origin.module.scopes[origin.expr.scope], origin.expr.name)
            if declared is not None and declared.annotation is not None:
                found = names.qualified(Term(origin.module, declared.annotation))
        if found is not None and found.partition(".")[0] in packages and found.rpartition(".")[2] in kinds:
            return True
    return False
