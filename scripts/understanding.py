"""Counts what claudelint understands of each Site of a project, and says of the rest why not.

A Site counts as resolved for a parameter when it is in every context that it is sent from:

- client: the class is known, and the constructor is in sight, not only an annotation;
- model, max_tokens: a constant, or one of several constants; `max_tokens` also when it is certainly absent;
- system: the constant text of the prompt is known, also where parts of it are put in while the program runs, or
  the prompt is certainly absent;
- surface: at least one way leads from where a run begins to the Site.

A default counts as the value where nothing but the one who runs the program replaces it: by the environment, on
the command line, in a file of settings, by typing. Any other alternative that is unknown makes the whole
unresolved. A named
argument that is given on some ways only is resolved by its value; where an unresolved `**` may hold an argument,
it is not resolved.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from claudelint.catalog.catalog import load
from claudelint.findings import Span
from claudelint.judging.patterns import PathPattern
from claudelint.judging.settings import Layer, merge
from claudelint.linking.project import (
    Known,
    Mapping,
    NotGiven,
    OneOf,
    Project,
    Request,
    Sequence,
    Site,
    TextValue,
    Unknown,
    Value,
)
from claudelint.linking.sdk import target_of
from claudelint.running.extraction import Extraction
from claudelint.running.imports import Imports
from claudelint.running.outcome import FileError
from claudelint.running.project_files import ProjectFiles
from claudelint.running.selection import select
from claudelint.running.store import Store
from claudelint.running.tree import Tree

PARAMETERS = ("client", "model", "max_tokens", "system", "surface")
ARGUMENTS = ("model", "max_tokens", "system")
_LONGEST_CODE = 160
_LONGEST_VALUE = 80
_NOT_ITS_OWN = frozenset({"tests", "test", "testing", "examples", "example", "docs"})

# what stood in the way: the origin of an unknown value, or else the words that say why
_BY_ORIGIN = {
    "parameter": "a parameter that nothing in the package passes",
    "environment": "the environment, without a default",
    "user": "typed by a person",
    "command line": "given on the command line, without a default",
    "request data": "data of a web request",
    "file": "read from a file",
    "loop": "differs in every turn of a loop",
    "clock": "the time",
    "random": "random",
}
_BY_WHO_RUNS_IT = frozenset({"environment", "command line", "file", "user"})
_BY_WORDS = (
    (r"is not in the project|returns it$", "comes from another package"),
    (r"\*\*", "comes through an unresolved `**`"),
    (r"part of something unknown|returned by something unknown", "part of something unknown"),
    (r"computed|sum of|converted|changed in place", "computed while the program runs"),
    (r"too (large|many)|alternatives", "too many alternatives"),
    (r"depends on itself", "depends on itself"),
)


@dataclass(frozen=True)
class Reason:
    """Why a parameter of a Site is not resolved: a category, the words, and the code they are about."""

    category: str
    why: str
    file: str = ""
    line: int = 0
    code: str = ""


@dataclass(frozen=True)
class Reading:
    """A Site as claudelint reads it: what is resolved, and the reasons where it is not."""

    file: str
    line: int
    column: int
    code: str
    kind: str
    contexts: int
    resolved: frozenset[str]
    partly: frozenset[str]
    reasons: dict[str, tuple[Reason, ...]]
    values: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Folder:
    """The code of a package, linked: the project, the texts by file, and what could not be read."""

    project: Project
    texts: dict[str, str]
    unreadable: tuple[str, ...]


def folder_of(root: Path) -> Folder:
    """Link a package's own code below a folder, as a run does; call it within `with_large_stack`."""
    excluded = Layer("measure", extend_exclude=tuple(PathPattern(name, str(root)) for name in _NOT_ITS_OWN))
    settings = merge((excluded,), str(root))
    tree = Tree(str(root), str(root), lambda _: settings, {})
    imports = Imports(tree)
    selection = select(imports, sorted(tree.files))
    errors: list[FileError] = []
    store = Store({}, str(root), errors, Extraction())
    files = ProjectFiles(
        imports, str(root), selection.related, lambda path: store.module(path, tree.data(path) or b"")
    )
    senders = [module for path in selection.senders if (module := files.module(path)) is not None]
    catalog = load()
    target = target_of(None, [], catalog.newest_major)
    project = Project(
        senders, files, catalog, lambda _: target, lambda module: store.sources[module.path].text, senders
    )
    # whatever is asked of the requests may have to read more files
    _ = [request.ways for request in project.requests]
    texts = {path: source.text for path, source in store.sources.items()}
    return Folder(project, texts, tuple(error.path for error in errors))


def readings(project: Project) -> Iterator[Reading]:
    """Every Site of a project, judged by parameter."""
    for site in project.sites:
        yield _reading(project, site)


def _reading(project: Project, site: Site) -> Reading:
    requests = project.requests_at(site)
    # the arguments of a batch are those of its items
    sent = tuple(one for one in requests if one.kind == "batch item") or requests
    reasons = {name: tuple(dict.fromkeys(_reasons(requests, sent, name))) for name in PARAMETERS}
    text, start = project.text(site.module), site.span.start
    return Reading(
        file=site.module.path,
        line=project.line(site.span),
        column=start - text.rfind("\n", 0, start),
        code=text[start:].partition("\n")[0].strip(),
        kind=requests[0].kind if requests else "",
        contexts=len(requests),
        resolved=frozenset(name for name in PARAMETERS if not reasons[name]),
        partly=frozenset(name for name in ARGUMENTS if reasons[name] and _is_partly_told(sent, name)),
        reasons={name: found for name, found in reasons.items() if found},
        values={name: tuple(dict.fromkeys(_words(one, name) for one in sent)) for name in ARGUMENTS},
    )


def _reasons(requests: tuple[Request, ...], sent: tuple[Request, ...], name: str) -> Iterator[Reason]:
    """Why a parameter of a Site is not resolved; nothing when it is."""
    if not requests:
        yield Reason("no client in any context", "no context has a client")
        return
    if name == "surface":
        yield from _surface_reasons(requests)
        return
    for request in sent:
        yield from _client_reasons(request) if name == "client" else _argument_reasons(request, name)


def _is_partly_told(sent: tuple[Request, ...], name: str) -> bool:
    """Whether some alternative in some context is told, such as a default."""
    arguments = [argument for request in sent if (argument := request.arguments.get(name)) is not None]
    tells = _untold_text if name == "system" else _untold_constant
    return any(not list(tells(one)) for argument in arguments for one in argument.value.alternatives())


# why not


def _client_reasons(request: Request) -> Iterator[Reason]:
    if not request.client.constructed:
        place = request.client.place
        yield _reason(request, "known by its annotation or its class only", "not constructed in sight", place)


def _surface_reasons(requests: tuple[Request, ...]) -> Iterator[Reason]:
    ways = [way for request in requests for way in request.ways]
    if any(way.surface is not None for way in ways):
        return
    for way in ways:
        for module, scope, _ in way.steps[-1:]:
            why = f"nothing in the package is seen to call `{module.scopes[scope].name}`"
            yield Reason("no way from where a run begins", why, module.path)


def _argument_reasons(request: Request, name: str) -> Iterator[Reason]:
    argument = request.arguments.get(name)
    if argument is None:
        if name == "model" or not request.is_absent(name):
            where = "comes through an unresolved `**`" if request.open_ended else "not given"
            yield _reason(request, where, where, request.span)
        return
    if not argument.certain and request.open_ended:
        yield _reason(request, "comes through an unresolved `**`", "a ** may replace it", argument.span)
    tells = _untold_text if name == "system" else _untold_constant
    alternatives = argument.value.alternatives()
    has_default = any(not list(tells(value)) for value in alternatives)
    for value in alternatives:
        if has_default and isinstance(value, Unknown) and value.origin in _BY_WHO_RUNS_IT:
            continue
        for untold in tells(value):
            why = untold.why if isinstance(untold, Unknown) else "not a constant"
            yield _reason(request, category_of(untold), why, untold.place)


def _untold_constant(value: Value) -> Iterator[Value]:
    """What keeps a model or a number from being told; a text with a hole is none."""
    if isinstance(value, (Known, NotGiven)) or (isinstance(value, TextValue) and not value.holes):
        return
    yield value


def _untold_text(value: Value) -> Iterator[Value]:
    """What keeps the constant text of a prompt from being told."""
    if isinstance(value, (Known, NotGiven)) or (isinstance(value, TextValue) and value.known.strip()):
        return
    if isinstance(value, OneOf):
        for option in value.options:
            yield from _untold_text(option)
    elif isinstance(value, Sequence) and value.items:
        for item in value.items:
            yield from _untold_text(item)
        if value.open:
            yield value
    elif isinstance(value, Mapping) and (text := value.get("text")) is not None:
        yield from _untold_text(text)
    else:
        yield value


def category_of(value: Value) -> str:
    """What stood in the way of a value, as one of a few plain categories."""
    if isinstance(value, TextValue):
        return next(
            (_BY_ORIGIN[hole.origin] for hole in value.holes if hole.origin in _BY_ORIGIN), "a text of holes"
        )
    if not isinstance(value, Unknown):
        return "a list or dict that may hold more"
    if value.origin in _BY_ORIGIN:
        return _BY_ORIGIN[value.origin]
    return next(
        (category for words, category in _BY_WORDS if re.search(words, value.why)),
        "computed while the program runs",
    )


def _reason(request: Request, category: str, why: str, place: Span) -> Reason:
    text = request.project.text_of(place.file) or ""
    code = " ".join(text[place.start : place.end].split())
    return Reason(category, why, place.file, request.project.line(place), code[:_LONGEST_CODE])


def _words(request: Request, name: str) -> str:
    argument = request.arguments.get(name)
    if argument is None:
        return "absent" if request.is_absent(name) else "?"
    return " | ".join(_value_words(value) for value in argument.value.alternatives())


def _value_words(value: Value) -> str:
    if isinstance(value, Known):
        return repr(value.value)[:_LONGEST_VALUE]
    if isinstance(value, TextValue):
        return "".join(part if isinstance(part, str) else f"{{{part.origin}}}" for part in value.parts)[
            :_LONGEST_VALUE
        ]
    if isinstance(value, Unknown):
        return f"? {value.why}"
    return type(value).__name__
