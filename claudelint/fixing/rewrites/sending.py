"""One batch for all requests: the lines that send it and wait for it, and what they need in a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import libcst as cst
import libcst.matchers as m

from claudelint.editing import ensure_import
from claudelint.findings import Edit
from claudelint.fixing.rewrites import effects
from claudelint.fixing.rewrites.asking import Asking
from claudelint.fixing.rewrites.context import Refused, RewriteContext, names_in
from claudelint.fixing.rewrites.full_names import imported_names


@dataclass(frozen=True)
class Sending:
    """The batch of what a loop asks for, and the new names, which mean nothing else in reach.

    `kind` is what the file calls the type of the requests, or empty, `error` the class of the exception that stands
    for a request that failed; `imports` are what all of it takes.
    """

    asking: Asking
    requests: str
    batch: str
    entry: str
    kind: str
    sleep: str
    error: str
    imports: tuple[Edit, ...]

    @classmethod
    def of(cls, asking: Asking, near: cst.CSTNode) -> Sending:
        """The batch for a loop; raises Refused where the file has no name for sleeping."""
        context = asking.context
        sleep, imported = _sleep(context, "asyncio" if asking.is_async else "time")
        kind, imported_kind = request_type(asking)
        takes = asking.takes_failures
        error, imported_error = error_class(context) if takes else ("RuntimeError", ())
        return cls(
            asking,
            context.fresh(near, "requests", "batch_requests"),
            context.fresh(near, "batch", "message_batch"),
            context.fresh(near, "entry", "batch_entry"),
            kind,
            sleep,
            error,
            (*imported, *imported_kind, *imported_error),
        )

    @property
    def typed_requests(self) -> str:
        """The name of the list of requests, where it is first assigned."""
        return f"{self.requests}: list[{self.kind}]" if self.kind else self.requests

    def lines(self, outer: str, results: str, each: Sequence[str]) -> list[str]:
        """The batch, the wait for its end, and what is done with each entry; an empty one would be refused.

        `results` is the dict that is filled, `outer` the indentation.
        """
        asking, indent = self.asking, self.asking.context.indent
        messages = ".".join(asking.messages)
        waits, loops = ("await ", "async for") if asking.is_async else ("", "for")
        one, two = outer + indent, outer + indent * 2
        return [
            f"{outer}{results} = {{}}",
            f"{outer}if {self.requests}:",
            f"{one}{self.batch} = {waits}{messages}.batches.create(requests={self.requests})",
            f'{one}while {self.batch}.processing_status != "ended":',
            f"{two}{waits}{self.sleep}(60)",
            f"{two}{self.batch} = {waits}{messages}.batches.retrieve({self.batch}.id)",
            f"{one}{loops} {self.entry} in {waits}{messages}.batches.results({self.batch}.id):",
            *(two + line for line in each),
        ]


def request_type(asking: Asking) -> tuple[str, tuple[Edit, ...]]:
    """What this file calls the type of a batch's requests, and the import that it takes.

    Without the type, a checker of types takes the dicts for any dicts. Source: `anthropic.types` of 2.12.0.
    """
    is_beta = "beta" in asking.messages
    module = f"anthropic.types.{'beta.' if is_beta else ''}messages.batch_create_params"
    names = ("BetaRequest", "BetaBatchRequest") if is_beta else ("Request", "BatchRequest")
    return imported_as(asking.context, module, "Request", names)


def imported_as(
    context: RewriteContext, module: str, name: str, choices: Sequence[str]
) -> tuple[str, tuple[Edit, ...]]:
    """Under which of some names a file has, or may import, a type; empty where all of them are taken."""
    taken = names_in(context.tree)
    for choice in choices:
        statement = f"from {module} import {name}" + ("" if choice == name else f" as {choice}")
        edits = ensure_import(context.text, context.source.path, statement)
        if not edits or choice not in taken:
            return choice, edits
    return "", ()


def error_class(context: RewriteContext) -> tuple[str, tuple[Edit, ...]]:
    """What this file calls the class of all errors of the SDK, and the import that it takes; raises Refused."""
    for line in context.tree.body:
        for local, origin in imported_names(line):
            if origin == "anthropic":
                return f"{local}.AnthropicError", ()
    name, edits = imported_as(context, "anthropic", "AnthropicError", ("AnthropicError",))
    if not name:
        raise Refused("the name `AnthropicError` stands for something else in this file")
    return name, edits


def _sleep(context: RewriteContext, module: str) -> tuple[str, tuple[Edit, ...]]:
    """How to sleep in this file with a module that can, and the import that it takes."""
    for line in context.tree.body:
        for statement in line.body if isinstance(line, cst.SimpleStatementLine) else ():
            if m.matches(statement, m.ImportFrom(module=m.Name(module))) and m.findall(
                statement, m.ImportAlias(name=m.Name("sleep"), asname=None)
            ):
                return "sleep", ()
    edits = ensure_import(context.text, context.source.path, f"import {module}")
    if edits and effects.values_of(context.tree, module):
        raise Refused(f"the name `{module}` stands for something else in this file")
    return f"{module}.sleep", edits
