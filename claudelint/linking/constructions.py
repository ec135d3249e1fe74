"""The calls that make clients, with their arguments: constructors, and `with_options` and `copy` of a client."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from claudelint.findings import Span
from claudelint.linking.building import named_arguments
from claudelint.linking.client_building import Rebuilding, rebuilding_of
from claudelint.linking.clients import COPIES, Client
from claudelint.linking.request_call import Argument
from claudelint.linking.sdk import TargetSdk
from claudelint.linking.surroundings import catches_at
from claudelint.linking.terms import Term
from claudelint.linking.value_kinds import Known, TextValue
from claudelint.reading import module as plain
from claudelint.reading.module import Call, Module

# where a client for Bedrock finds its region; anthropic 2.12.0 lib/bedrock/_client.py
_REGION_ARGUMENTS = ("aws_region", "aws_profile")
_REGION_VARIABLES = ("AWS_REGION", "AWS_DEFAULT_REGION")

if TYPE_CHECKING:
    from claudelint.catalog.catalog import Catalog
    from claudelint.linking.project import Project


@dataclass(frozen=True, eq=False)
class Construction:
    """A call that makes a client; `is_copy` when it makes it of another one.

    A class of the project that comes from a client's is no such call: what its arguments are is its own affair.
    """

    module: Module
    index: int
    client: Client
    is_copy: bool
    project: Project = field(repr=False)

    @property
    def call(self) -> Call:
        """The call as written."""
        return self.module.calls[self.index]

    @property
    def span(self) -> Span:
        """Where the call stands."""
        return Span(self.module.path, self.call.start, self.call.end)

    @property
    def sdk(self) -> TargetSdk:
        """The SDK that the project uses."""
        return self.project.sdk_of(self.module)

    @property
    def catalog(self) -> Catalog:
        """What is known of Claude."""
        return self.project.catalog

    @property
    def text(self) -> str:
        """The text of the file, for edits."""
        return self.project.text(self.module)

    @cached_property
    def _named(self) -> tuple[dict[str, Argument], bool]:
        return named_arguments(self.project.values, self.module, self.call.arguments, None)

    @property
    def arguments(self) -> dict[str, Argument]:
        """The arguments by their names."""
        return self._named[0]

    @property
    def open_ended(self) -> bool:
        """Whether there may be more arguments than these."""
        return self._named[1]

    def certainly_given(self, name: str) -> bool:
        """Whether an argument is given, and is not None for certain."""
        argument = self.arguments.get(name)
        if argument is None or not argument.certain:
            return False
        if argument.written is not None and isinstance(argument.written.value, plain.Item):
            # a look-up raises where there is nothing
            return True
        return all(
            isinstance(one, TextValue) or (isinstance(one, Known) and one.value is not None)
            for one in argument.value.alternatives()
        )

    @property
    def names_region(self) -> bool:
        """Whether a client for Amazon Bedrock is told its region, or code in sight may set one."""
        if self.open_ended or any(name in self.arguments for name in _REGION_ARGUMENTS):
            return True
        loaded = list(self.project.names.modules.loaded.values())
        return any(name in self.project.text(module) for module in loaded for name in _REGION_VARIABLES)

    @cached_property
    def rebuilding(self) -> Rebuilding | None:
        """How it is made again and again, where one would do."""
        return rebuilding_of(self)

    def catches(self, *exceptions: str) -> bool:
        """Whether a try around the call catches one of these exceptions, or everything."""
        return catches_at(self.project.names, self.module, self.call.statement, exceptions)


def constructions_in(project: Project, module: Module) -> Iterator[Construction]:
    """The calls of a module that make clients."""
    for index in project.aliases.calls(module, _makers(project.catalog)):
        call = module.calls[index]
        is_copy = isinstance(call.function, plain.Attr) and call.function.name in COPIES
        if not is_copy and not _names_client(project, module, call):
            continue
        term = Term(module, plain.CallOf(call.start, call.end, index))
        project.names.keep(term)
        for endpoint in project.clients.endpoints(term):
            if not endpoint.path and endpoint.client.constructed:
                yield Construction(module, index, endpoint.client, is_copy, project)
                break


def _makers(catalog: Catalog) -> frozenset[str]:
    return frozenset(catalog.clients) | frozenset(COPIES)


def _names_client(project: Project, module: Module, call: Call) -> bool:
    name = project.names.call_name(module, call)
    if name is None or not name.startswith("anthropic."):
        return False
    return name.rpartition(".")[2] in project.catalog.clients
