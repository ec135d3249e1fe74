"""Give everything that a small project names a name that says nothing, and leave all its lines as they are.

What comes from outside keeps its name: imported packages and what is in them, keywords of their functions, keys
of dicts, texts, special methods. So does what others find by its name: methods of classes that come from a
framework, events, what pytest collects, parameters that a text names. Where it cannot be told whether a name is
the project's own, it is kept everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath

import libcst as cst
from renaming_scopes import Bound, File, Scope, read
from renaming_things import OUTSIDE, Thing, Things, classes, is_special

# modules and folders that tools know by these names
_KNOWN_MODULES = frozenset({"__init__", "__main__", "conftest", "setup", "src", "test", "tests"})
_TEST_MODULE = re.compile(r"test_\w+|\w+_test")
# names in an annotation, not what follows a dot, and nothing within further quotes
_NAMES = re.compile(r"(?<![\w.\"'])[A-Za-z_]\w*")
# bases whose heirs hold nothing but what they say themselves
_PLAIN_BASES = frozenset(
    {"ABC", "BaseModel", "BaseSettings", "Enum", "Exception", "Generic", "IntEnum", "NamedTuple", "Protocol",
     "RuntimeError", "StrEnum", "ValueError", "object", "str"}
)  # fmt: skip
# what makes keys of the names of fields: functions, and attributes and methods; and what finds names by texts
_FIELDS_TO_KEYS = frozenset({"asdict", "vars"})
_OWN_FIELDS_TO_KEYS = frozenset({"__dict__", "_asdict", "asdict", "dict", "model_dump"})
_FINDS_BY_TEXT = frozenset({"attrgetter", "delattr", "getattr", "hasattr", "methodcaller", "setattr"})
_FRAMES = frozenset({"globals", "locals", "vars"})
# what calls the function that it is handed first with the keywords that follow
_RUNNERS = frozenset(
    {
        "apply_async",
        "call_soon",
        "partial",
        "partialmethod",
        "run_in_threadpool",
        "run_sync",
        "submit",
        "to_thread",
    }
)


@dataclass(frozen=True)
class Renamed:
    """A project under other names: its files, where each came from, and the new name of each old one.

    `kept` are names that the project defines and that are as before all the same, special methods left aside.
    """

    files: dict[str, bytes]
    origins: dict[str, str]
    names: dict[str, str]
    kept: frozenset[str]


def rename(files: Mapping[str, bytes]) -> Renamed:
    """The project with all its own names changed; what is no Python stays as it is."""
    texts = {path: data.decode() for path, data in files.items() if path.endswith(".py")}
    renaming = _Renaming(Things([read(path, text) for path, text in sorted(texts.items())]), set(files))
    found = dict(files)
    origins = {path: path for path in files}
    for file in renaming.files:
        new = renaming.path(file.path)
        del found[file.path], origins[file.path]
        found[new] = renaming.text(file).encode()
        origins[new] = file.path
    return Renamed(found, origins, dict(renaming.new), frozenset(renaming.kept()))


@cache
def words_of_the_sdk() -> frozenset[str]:
    """What objects of the SDK, and of the language, call their attributes."""
    import anthropic
    from anthropic import types

    found = {name for one in (str, bytes, int, list, dict, set, tuple, Exception) for name in dir(one)}
    found.update(dir(anthropic.Anthropic), dir(anthropic.resources.Messages), dir(anthropic.APIStatusError))
    found.update(dir(anthropic.MessageStream))
    for one in vars(types).values():
        found.update(getattr(one, "model_fields", ()))
    return frozenset(found)


class _Renaming:
    """What becomes of every name of one project."""

    def __init__(self, things: Things, paths: set[str]) -> None:
        self.things = things
        self.files = things.files
        self.new: dict[str, str] = {}
        self._paths = paths
        self._kept_members = {*self._members_found_by_text(), *self._members_of_frameworks()}
        self._kept_members.update(self._members_in_doubt())
        self._kept_parameters = set(self._parameters_in_doubt())

    def _fresh(self, name: str) -> str:
        """The new name of a name; underscores at its start say something to the language, and stay."""
        if name not in self.new:
            start = name[: len(name) - len(name.lstrip("_"))]
            self.new[name] = f"{start}n{len(self.new) + 1}"
        return self.new[name]

    def kept(self) -> Iterator[str]:
        """The names that the project defines and that stay."""
        for scope in (scope for file in self.files for scope in file.scopes):
            for name, found in scope.names.items():
                is_own = not is_special(name) and any(one.kind != "import" for one in found)
                if is_own and self.is_kept(scope, name):
                    yield name
            yield from scope.attributes.keys() & self._kept_members

    # paths and modules

    def path(self, path: str) -> str:
        """Where a file is under the new names."""
        parts = path.removesuffix(".py").split("/")
        dotted = [".".join(parts[: number + 1]) for number in range(len(parts))]
        return "/".join(self._segment(part, whole) for part, whole in zip(parts, dotted, strict=True)) + ".py"

    def _segment(self, name: str, dotted: str) -> str:
        """One part of the dotted name of a module."""
        if name in _KNOWN_MODULES or _TEST_MODULE.fullmatch(name) or self._holds_data(dotted):
            return name
        return self._fresh(name)

    def _holds_data(self, dotted: str) -> bool:
        """Whether a folder holds files that are no modules, which texts name by their paths."""
        start = dotted.replace(".", "/") + "/"
        return any(path.startswith(start) and not path.endswith(".py") for path in self._paths)

    def _module_name(self, dotted: str) -> str:
        """The new dotted name of what is imported, as far as it is ours."""
        parts = dotted.split(".")
        if not self.things.is_package(parts[0]):
            return dotted
        whole = [".".join(parts[: number + 1]) for number in range(len(parts))]
        return ".".join(self._segment(part, one) for part, one in zip(parts, whole, strict=True))

    # what is kept

    def is_kept(self, owner: Scope, name: str) -> bool:
        """Whether a name keeps its spelling in the scope that binds it."""
        if is_special(name):
            return True
        if owner.kind == "class":
            return name in self._kept_members
        return any(self._is_kept_binding(one, owner, name) for one in owner.names[name])

    def _is_kept_binding(self, bound: Bound, owner: Scope, name: str) -> bool:
        if bound.kind == "import":
            return not bound.aliased and self._is_kept_import(bound, name)
        if bound.kind == "param" and bound.scope is not None:
            return name in self._kept_parameters or name in self._named_by_texts(bound.scope)
        if bound.kind in ("function", "class") and bound.scope is not None:
            return self._is_found_by_name(bound.scope)
        function = owner
        while function.kind == "comprehension" and function.parent is not None:
            function = function.parent
        return self._looks_at_frame(function)

    def _is_kept_import(self, bound: Bound, name: str) -> bool:
        file = self.things.module(bound.module)
        if not bound.name:
            return self._module_name(name) == name
        if file is not None:
            owner = self.things.lookup(bound.name, file.scope)
            if owner is not None:
                return self.is_kept(owner, bound.name)
        inner = f"{bound.module}.{bound.name}"
        return not self.things.is_package(inner) or self._segment(name, inner) == name

    def _is_found_by_name(self, scope: Scope) -> bool:
        """Whether pytest or a framework finds a function or class by what it is called."""
        if self._is_in_test_module(scope) and scope.name.lower().startswith("test"):
            return True
        return self._is_fixture(scope) or any(
            _last_word(one.decorator) == "event" for one in scope.decorators
        )

    def _is_in_test_module(self, scope: Scope) -> bool:
        return _TEST_MODULE.fullmatch(PurePosixPath(scope.file.path).stem) is not None

    def _is_fixture(self, scope: Scope) -> bool:
        for one in scope.decorators:
            maker = one.decorator.func if isinstance(one.decorator, cst.Call) else one.decorator
            if _last_word(maker) == "fixture":
                return True
        return False

    def _looks_at_frame(self, scope: Scope) -> bool:
        """Whether a function or module looks at its own names as texts."""
        return any(
            where is scope
            and isinstance(call.func, cst.Name)
            and call.func.value in _FRAMES
            and not call.args
            for call, where in scope.file.calls
        )

    # parameters

    def _named_by_texts(self, function: Scope) -> set[str]:
        """Parameters that are found by their names: those of tests, and those that a decorator's text names."""
        if self._is_in_test_module(function) or self._is_fixture(function):
            return {one.name.value for one in function.parameters}
        words: set[str] = set()
        for one in function.decorators:
            for text in _texts(one):
                words.update(re.findall(r"\w+", text.replace("-", "_")))
                words.update(word.lstrip("_") for word in tuple(words))
        return words

    def _parameters_in_doubt(self) -> Iterator[str]:
        """Parameters that may get their values by keywords of which it cannot be told whose they are."""
        texts = {text for file in self.files for text in file.texts}
        foreign = set(texts)
        spread: set[Scope] = set()
        for file in self.files:
            for call, scope in file.calls:
                functions = self._functions(call, scope)
                given = {one.keyword.value for one in call.args if one.keyword is not None}
                if functions is None:
                    yield from given
                    continue
                foreign.update(given - {one.name.value for f in functions for one in f.parameters})
                if any(one.star == "**" for one in call.args):
                    spread.update(functions)
        for function in spread:
            yield from (one.name.value for one in function.parameters if one.name.value in foreign)

    def _functions(self, call: cst.Call, scope: Scope) -> list[Scope] | None:
        """The project's functions whose parameters the keywords of a call may name; None when it cannot be told."""
        called = self.things.of(call.func, scope)
        if called is None and isinstance(call.func, cst.Attribute):
            name = call.func.attr.value
            same = [one for owner in classes(self.files) for one in owner.names.get(name, ())]
            functions = [one.scope for one in same if one.kind == "function" and one.scope is not None]
            return functions or None
        if called is None:
            return None
        if called == OUTSIDE:
            return list(self._handed(call, scope))
        return self._parameters_of(called)

    def _handed(self, call: cst.Call, scope: Scope) -> Iterator[Scope]:
        """The function that is handed to what calls it with the keywords."""
        if _last_word(call.func) in _RUNNERS and call.args:
            function = self.things.of(call.args[0].value, scope)
            if function is not None and function.kind == "function" and function.scope is not None:
                yield function.scope

    def _parameters_of(self, thing: Thing) -> list[Scope]:
        if thing.scope is None or thing.kind == "module":
            return []
        if thing.kind == "function":
            return [thing.scope]
        name = "__init__" if thing.kind == "type" else "__call__"
        found = [one.scope for one in self.things.members(thing.scope, name)]
        return [one for one in found if one is not None]

    # members

    def _members_found_by_text(self) -> Iterator[str]:
        """Members whose names stand in texts: as keys, or for `getattr`."""
        for file in self.files:
            for call, _ in file.calls:
                if _last_word(call.func) in _FINDS_BY_TEXT:
                    yield from _texts(call)
        members = {node.attr.value for file in self.files for node, _ in file.attributes}
        names = {node.value for file in self.files for node, _ in file.uses}
        if members & _OWN_FIELDS_TO_KEYS or names & _FIELDS_TO_KEYS:
            for owner in classes(self.files):
                yield from (name for name, found in owner.names.items() if found[0].kind == "annotated")
                yield from owner.attributes

    def _members_of_frameworks(self) -> Iterator[str]:
        """What a class that comes from outside may have from there; and what texts in its decorators name."""
        for owner in classes(self.files):
            for scope in (owner, *(one.scope for found in owner.names.values() for one in found)):
                if scope is not None:
                    yield from (text for one in scope.decorators for text in _texts(one))
            if not self.things.inherits_from_outside(owner):
                continue
            outside = {word for one in self.things.family(owner) for word in self._outside_words(one)}
            if not outside <= _PLAIN_BASES:
                yield from owner.names
            if outside & {"Anthropic", "AsyncAnthropic"}:
                yield from owner.attributes

    def _outside_words(self, owner: Scope) -> Iterator[str]:
        assert isinstance(owner.node, cst.ClassDef)
        bases = list(self.things.bases(owner))
        for base, argument in zip(bases, owner.node.bases, strict=True):
            if base is None or base == OUTSIDE:
                value = argument.value.value if isinstance(argument.value, cst.Subscript) else argument.value
                yield _last_word(value)

    def _members_in_doubt(self) -> Iterator[str]:
        """Members that share their names with attributes of things of which it cannot be told whose they are."""
        words = words_of_the_sdk() | {
            node.attr.value
            for file in self.files
            for node, scope in file.attributes
            if self.things.of(node.value, scope) == OUTSIDE
        }
        for file in self.files:
            for node, scope in file.attributes:
                owner = self.things.of(node.value, scope)
                if owner is None and node.attr.value in words:
                    yield node.attr.value

    def _is_member(self, name: str) -> bool:
        return any(name in owner.names or name in owner.attributes for owner in classes(self.files))

    def _renames_attribute(self, node: cst.Attribute, scope: Scope) -> bool:
        owner, name = self.things.of(node.value, scope), node.attr.value
        if owner == OUTSIDE or is_special(name):
            return False
        if owner is not None and owner.kind == "module" and owner.scope is not None:
            file = owner.scope.file
            where = self.things.lookup(name, file.scope)
            if where is not None:
                return not self.is_kept(where, name)
            inner = f"{file.dotted}.{name}"
            return self.things.is_package(inner) and self._segment(name, inner) != name
        return self._renames_member(owner, name)

    def _renames_member(self, owner: Thing | None, name: str) -> bool:
        if name in self._kept_members or is_special(name):
            return False
        if owner is not None and owner.kind in ("type", "instance") and owner.scope is not None:
            # a hook that the heirs have is called by the class they come from
            return bool(self.things.members(owner.scope, name)) or (
                not self.things.inherits_from_outside(owner.scope) and self._is_member(name)
            )
        return (owner is None or owner.kind == "function") and self._is_member(name)

    # the new text

    def text(self, file: File) -> str:
        """A file under the new names."""
        changes: dict[cst.CSTNode, str] = {}
        for name, scope in file.uses:
            if self._renames(name.value, scope):
                changes[name] = self._fresh(name.value)
        for node, scope in file.attributes:
            if self._renames_attribute(node, scope):
                changes[node.attr] = self._fresh(node.attr.value)
        for call, scope in file.calls:
            for name in self._keywords(call, scope):
                changes[name] = self._fresh(name.value)
        for pattern, scope in file.patterns:
            owner = self.things.of(pattern.cls, scope)
            for element in pattern.kwds:
                if (
                    owner is not None
                    and owner.kind == "type"
                    and self._renames_member(owner, element.key.value)
                ):
                    changes[element.key] = self._fresh(element.key.value)
        for statement, scope in file.imports:
            self._import(statement, scope, changes)
        changes.update(self._texts(file))
        changed = file.tree.visit(_Writing(changes))
        return changed.code

    def _renames(self, name: str, scope: Scope) -> bool:
        owner = self.things.lookup(name, scope)
        return owner is not None and not self.is_kept(owner, name)

    def _keywords(self, call: cst.Call, scope: Scope) -> Iterator[cst.Name]:
        """The keywords of a call that name parameters or fields of the project."""
        keywords = [one.keyword for one in call.args if one.keyword is not None]
        if not keywords:
            return
        called = self.things.of(call.func, scope)
        functions = self._functions(call, scope) or []
        for keyword in keywords:
            if any(self._takes(function, keyword.value) for function in functions):
                yield keyword
            elif called is not None and called.kind == "type" and called.scope is not None and not functions:
                if self.things.members(called.scope, keyword.value):
                    if self._renames_member(called, keyword.value):
                        yield keyword

    def _takes(self, function: Scope, name: str) -> bool:
        return any(one.name.value == name for one in function.parameters) and not self.is_kept(function, name)

    def _import(
        self, node: cst.Import | cst.ImportFrom, scope: Scope, changes: dict[cst.CSTNode, str]
    ) -> None:
        if isinstance(node, cst.Import):
            for alias in node.names:
                self._dotted(alias.name, self._module_name(alias.evaluated_name), changes)
            return
        # the parts of a relative name that are left out
        package = scope.file.path.split("/")[: -len(node.relative)] if node.relative else []
        named = "" if node.module is None else cst.Module([]).code_for_node(node.module)
        whole = ".".join([*package, *([named] if named else [])])
        if node.module is not None:
            new = self._module_name(whole).split(".")[len(package) :]
            self._dotted(node.module, ".".join(new), changes)
        if isinstance(node.names, cst.ImportStar):
            return
        for alias in node.names:
            name = alias.evaluated_name
            if not self._is_kept_import(Bound("import", module=whole, name=name), name):
                changes[alias.name] = self._fresh(name)

    def _dotted(self, node: cst.BaseExpression, new: str, changes: dict[cst.CSTNode, str]) -> None:
        """Spell a dotted name anew, part by part from its end."""
        for part in reversed(new.split(".")):
            name = node.attr if isinstance(node, cst.Attribute) else node
            assert isinstance(name, cst.Name)
            if name.value != part:
                changes[name] = part
            if isinstance(node, cst.Attribute):
                node = node.value

    def _texts(self, file: File) -> Iterator[tuple[cst.CSTNode, str]]:
        """The texts that are code, or that list names."""
        for text, scope in file.annotations:
            value = text.evaluated_value
            if isinstance(value, str):
                yield text, f"{text.prefix}{text.quote}{self._in_annotation(value, scope)}{text.quote}"
        for text, scope in file.listings:
            value = text.evaluated_value
            if isinstance(value, str) and self._renames_listed(value, scope):
                yield text, f"{text.prefix}{text.quote}{self._fresh(value)}{text.quote}"

    def _in_annotation(self, text: str, scope: Scope) -> str:
        def spelled(name: re.Match[str]) -> str:
            return self._fresh(name[0]) if self._renames(name[0], scope) else name[0]

        return _NAMES.sub(spelled, text)

    def _renames_listed(self, name: str, scope: Scope) -> bool:
        if scope.kind == "class":
            return self._renames_member(Thing("type", scope), name)
        return self._renames(name, scope)


class _Writing(cst.CSTTransformer):
    """Puts new names and texts in the place of old ones."""

    def __init__(self, changes: Mapping[cst.CSTNode, str]) -> None:
        super().__init__()
        self.changes = changes

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.Name:
        """A name that changes."""
        new = self.changes.get(original_node)
        return updated_node if new is None else updated_node.with_changes(value=new)

    def leave_SimpleString(
        self, original_node: cst.SimpleString, updated_node: cst.SimpleString
    ) -> cst.SimpleString:
        """A text that changes."""
        new = self.changes.get(original_node)
        return updated_node if new is None else updated_node.with_changes(value=new)


def _last_word(node: cst.CSTNode) -> str:
    """The last part of a dotted name."""
    if isinstance(node, cst.Attribute):
        return node.attr.value
    return node.value if isinstance(node, cst.Name) else ""


def _texts(node: cst.CSTNode) -> Iterator[str]:
    """The texts anywhere in a piece of code."""
    if isinstance(node, cst.SimpleString) and isinstance(node.evaluated_value, str):
        yield node.evaluated_value
    for child in node.children:
        yield from _texts(child)
