"""Callables from outside the project that run a function handed to them: how they pass arguments, and where it runs.

Sources: the documentation of asyncio, concurrent.futures, threading, multiprocessing, functools, AnyIO, Trio,
Starlette, asgiref, RQ, APScheduler and pandas.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from claudelint.reading.module import Argument, Call, Element, Expr, Seq


@dataclass(frozen=True, slots=True)
class Runner:
    """How a callable runs a function: the function's place among the arguments, and what becomes of the others.

    `arguments` is "rest" (handed on), "items" (one call for every item of the iterables), "packed" (a tuple
    `args` and a dict `kwargs`) or "none". `thread`: it runs outside of the event loop; `background`: nobody
    waits for it; `returns`: the call's value, awaited where it has to be, is what the function returns.
    """

    position: int = 0
    keyword: str = ""
    arguments: str = "rest"
    thread: bool = True
    background: bool = False
    returns: bool = False

    @property
    def maps(self) -> bool:
        """Whether it calls the function once for every item of something."""
        return self.arguments == "items"


_THREAD = Runner(returns=True)
_NAMED = {
    "asyncio.to_thread": _THREAD,
    "anyio.to_thread.run_sync": _THREAD,
    "trio.to_thread.run_sync": _THREAD,
    "starlette.concurrency.run_in_threadpool": _THREAD,
    "fastapi.concurrency.run_in_threadpool": _THREAD,
    "builtins.map": Runner(arguments="items", thread=False),
    "threading.Thread": Runner(1, "target", "packed", background=True),
    "threading.Timer": Runner(1, "function", "packed", background=True),
    "multiprocessing.Process": Runner(1, "target", "packed", background=True),
}
_METHODS = {
    "submit": Runner(),
    "run_in_executor": Runner(1, returns=True),
    "map": Runner(arguments="items"),
    "imap": Runner(arguments="items"),
    "imap_unordered": Runner(arguments="items"),
    "map_async": Runner(arguments="items"),
    "starmap": Runner(arguments="items"),
    "starmap_async": Runner(arguments="items"),
    "apply_async": Runner(arguments="packed"),
    "progress_apply": Runner(arguments="items", thread=False),
    "apply": Runner(arguments="items", thread=False),
    "applymap": Runner(arguments="items", thread=False),
    "add_task": Runner(background=True),
    "add_job": Runner(arguments="packed", background=True),
    "enqueue": Runner(background=True),
    "send_task": Runner(arguments="none", background=True),
    "delay": Runner(background=True),
}
# items that are tuples are unpacked, so that nothing is said of them one by one
_UNPACKING = frozenset({"starmap", "starmap_async"})
# callables that make another callable of a function: those that leave the event loop, and partial
WRAPPERS = {
    "functools.partial": False,
    "functools.partialmethod": False,
    "functools.lru_cache": False,
    "functools.cache": False,
    "asgiref.sync.sync_to_async": True,
    "asyncer.asyncify": True,
    "asyncer._main.asyncify": True,
}


def runner_of(name: str | None, method: str, call: Call) -> Runner | None:
    """The runner that a call is by the full name of what it calls, or by its method; None for any other."""
    if name is not None and name in _NAMED:
        return _NAMED[name]
    if name is not None and not method:
        return None
    if method in ("apply", "applymap"):
        # pandas: the function alone, or with an axis; a pool's apply gets the arguments as well
        positional = [argument for argument in call.arguments if argument.name is None]
        if len(positional) != 1 or name is not None:
            return None
    return _METHODS.get(method)


def handed_to(runner: Runner, call: Call) -> Expr | None:
    """The function that a runner's call is handed."""
    for argument in call.arguments:
        if runner.keyword and argument.name == runner.keyword:
            return argument.value
    positional = [one for one in call.arguments if one.name is None and not one.star]
    return positional[runner.position].value if len(positional) > runner.position else None


def as_called(runner: Runner, call: Call, function: Expr, method: str) -> Call:
    """The call that a runner makes of the function it is handed."""
    if runner.arguments == "rest":
        arguments = _behind(call, function)
    elif runner.arguments == "items" and method not in _UNPACKING:
        arguments = tuple(
            Argument(one.start, one.end, None, "", Element(one.start, one.end, one.value, call.statement))
            for one in _behind(call, function)
            if one.name is None and not one.star
        ) or (hidden(call),)
    elif runner.arguments == "packed":
        arguments = tuple(_unpacked(call, function))
    else:
        arguments = (hidden(call),)
    return Call(
        call.start, call.end, function, arguments, call.statement, call.scope, call.open_end, call.close_start
    )


def joined(call: Call, inner: Call, function: Expr) -> Call:
    """A call of what `partial(function, ...)` made: the arguments of both."""
    first = _behind(inner, function)
    given = {one.name for one in call.arguments if one.name is not None}
    arguments = (*(one for one in first if one.name not in given or one.name is None), *call.arguments)
    return Call(
        call.start, call.end, function, arguments, call.statement, call.scope, call.open_end, call.close_start
    )


def hidden(call: Call) -> Argument:
    """An argument that may be anything."""
    from claudelint.reading.module import Opaque

    return Argument(call.start, call.end, None, "**", Opaque(call.start, call.end, "hidden"))


def _behind(call: Call, function: Expr) -> tuple[Argument, ...]:
    for number, argument in enumerate(call.arguments):
        if argument.value is function:
            return call.arguments[number + 1 :]
    return (hidden(call),)


def _unpacked(call: Call, function: Expr) -> Iterator[Argument]:
    """The arguments in `args=(...)` and `kwargs={...}`."""
    found = False
    for argument in call.arguments:
        value = argument.value
        is_args = argument.name == "args" or (argument.name is None and isinstance(value, Seq))
        if value is function:
            continue
        if is_args and isinstance(value, Seq):
            found = True
            yield from (Argument(one.start, one.end, None, "", one) for one in value.items)
        elif argument.name in ("kwargs", "kwds"):
            yield Argument(argument.start, argument.end, None, "**", value)
        elif is_args:
            found = True
            yield Argument(argument.start, argument.end, None, "*", value)
    if not found and any(argument.name == "args" for argument in call.arguments):
        yield hidden(call)
