"""What the following of names is given: modules by whoever reads files, callers by the call graph built on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from claudelint.linking.terms import NOTHING_GIVEN, Given, Term
from claudelint.reading.module import Module


class Modules(Protocol):
    """Where modules come from; implemented by the run, which reads files on demand."""

    def find(self, importer: Module, module: str, level: int) -> Module | None:
        """The project's module of this dotted name as seen from another one, if it is the project's."""

    def named(self, importer: Module, module: str, level: int) -> str:
        """The absolute dotted name of an import."""

    def text_file(self, importer: Module, path: str) -> str | None:
        """The text of a file of the project, by a path as a program would write it."""

    def mentioning(self, module: Module, name: str, owner: str | None) -> Iterable[Module]:
        """The modules that may use a name of a module, or of its class `owner`, and were not told before."""

    def spread(self, module: Module, name: str, owner: str | None) -> int:
        """How many files may use a name of a module, or of its class `owner`."""

    def holding(self, word: str) -> Iterable[bytes]:
        """The contents of the project's Python files that hold a word."""

    def is_command(self, module: Module, name: str) -> bool:
        """Whether the project declares a function at the top of a module as a command."""

    @property
    def loaded(self) -> Mapping[str, Module]:
        """Every module that was read so far, by path."""


class Callers(Protocol):
    """What is known of the calls of a project; implemented by the call graph."""

    def constructions(self, module: Module, scope: int) -> tuple[Term, ...]:
        """The calls that run the constructor of a class."""

    def heirs(self, module: Module, scope: int) -> tuple[tuple[Module, int], ...]:
        """The classes that inherit from a class, directly or not."""

    def kept_on(self, module: Module, kind: str, name: str) -> tuple[Term, ...]:
        """What is kept under a name on the object of a framework of this kind."""

    def given_for(self, module: Module, scope: int, name: str) -> Given:
        """What calls in sight pass for a parameter."""


class NoCallers:
    """Nothing is known of any calls."""

    def constructions(self, module: Module, scope: int) -> tuple[Term, ...]:
        """None."""
        return ()

    def heirs(self, module: Module, scope: int) -> tuple[tuple[Module, int], ...]:
        """None."""
        return ()

    def kept_on(self, module: Module, kind: str, name: str) -> tuple[Term, ...]:
        """Nothing."""
        return ()

    def given_for(self, module: Module, scope: int, name: str) -> Given:
        """Nothing."""
        return NOTHING_GIVEN
