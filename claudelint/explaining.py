"""What `claudelint explain` does: from a place to what is understood of the requests there."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from claudelint.checking import CheckFlags, configuration_for, say_errors
from claudelint.judging.settings import ConfigError
from claudelint.reporting.output import has_color, write_out
from claudelint.running.files import display_path
from claudelint.running.outcome import FoundFile, RunRequest

if TYPE_CHECKING:
    from claudelint.judging.config import Configuration
    from claudelint.linking.project import Project
    from claudelint.reading.module import Module
    from claudelint.reporting.explain.facts import Explanation
    from claudelint.running.run import Linked

_PYTHON = frozenset({".py", ".pyi", ".pyw", ""})
_MOST_NUMBERS = 2
_MOST_DIGITS = 12


@dataclass(frozen=True, slots=True)
class ExplainFlags:
    """The flags of `explain`, as they were given."""

    place: str
    output_format: str = "text"
    config: tuple[str, ...] = ()
    isolated: bool = False
    target_sdk: str | None = None
    no_cache: bool = False
    cache_dir: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A file, and maybe a line and a column of it."""

    path: str
    row: int | None = None
    column: int | None = None


def explain_command(flags: ExplainFlags) -> int:
    """Explain the request at a place and return the exit status; raises ConfigError."""
    cwd = os.getcwd()
    asked = parse_place(flags.place)
    _require_python(asked.path)
    configuration = configuration_for(
        CheckFlags((asked.path,), config=flags.config, isolated=flags.isolated, target_sdk=flags.target_sdk),
        cwd,
    )
    file = _file(os.path.normpath(os.path.join(cwd, asked.path)), configuration, cwd)
    request = RunRequest(
        files=(file,),
        settings=file.settings,
        cwd=cwd,
        cache=not flags.no_cache,
        cache_dir=flags.cache_dir,
        refreshed=not flags.isolated,
        settings_by_folder=configuration.settings_for,
    )
    from claudelint.running.run import linked

    explanation, errors = linked(request, _explained(file.display, asked))
    others = _other_files(explanation, file.display)
    if others:
        # what is found in the files of these requests is told as a check of those files tells it
        files = [_file(os.path.join(cwd, one), configuration, cwd) for one in others]
        request = replace(request, files=(file, *files))
        explanation, errors = linked(request, _explained(file.display, asked))
    say_errors(errors, quiet=False)
    if explanation is None:
        return 2
    write_out(_text(explanation, flags.output_format))
    found = explanation.requests or (explanation.listed and not explanation.place_is_line)
    return 0 if found else 1


def _file(location: str, configuration: Configuration, cwd: str) -> FoundFile:
    settings = configuration.settings_for(os.path.dirname(location))
    return FoundFile(location, display_path(location, cwd), True, settings)


def _other_files(explanation: Explanation | None, display: str) -> list[str]:
    """The files of the requests that are explained, other than the one that was named."""
    requests = () if explanation is None else explanation.requests
    return sorted({one.place.filename for one in requests} - {display})


def parse_place(text: str) -> Asked:
    """`FILE`, `FILE:LINE` or `FILE:LINE:COLUMN`; the name of a file that exists may hold colons itself."""
    for count in range(_MOST_NUMBERS + 1):
        parts = text.rsplit(":", count)
        if len(parts) == count + 1 and os.path.isfile(parts[0]):
            # a place as compilers and grep print it may end in a colon
            numbers = [_number(part, text) for part in parts[1:] if part]
            return Asked(parts[0], *numbers)
    path = text
    while path.rpartition(":")[2].isdigit() and path.rpartition(":")[0]:
        path = path.rpartition(":")[0]
    if os.path.isdir(path):
        raise ConfigError(f"{path} is a folder; name a file and a line of it, such as {path}/llm.py:7")
    raise ConfigError(f"there is no file {path!r}; name a place as FILE:LINE, such as llm.py:7")


def _require_python(path: str) -> None:
    suffix = os.path.splitext(path)[1].lower()
    if suffix == ".ipynb":
        raise ConfigError(f"{path}: notebooks are not checked yet")
    if suffix not in _PYTHON:
        raise ConfigError(f"{path} is not a Python file; name a place as FILE:LINE, such as llm.py:7")


def _number(word: str, text: str) -> int:
    if not (word.isascii() and word.isdigit()) or len(word) > _MOST_DIGITS or not int(word):
        raise ConfigError(f"{text}: {word[:40]!r} is not a number of a line; name a place as FILE:LINE")
    return int(word)


def _explained(display: str, asked: Asked) -> Callable[[Linked], Explanation | None]:
    def explain(linked: Linked) -> Explanation | None:
        module = linked.module(display)
        return None if module is None else _explanation(linked, module, asked)

    return explain


def _explanation(linked: Linked, module: Module, asked: Asked) -> Explanation:
    from claudelint.reporting.explain.facts import Explanation
    from claudelint.reporting.explain.requests import site_facts, site_line
    from claudelint.reporting.explain.sight import Sight
    from claudelint.reporting.explain.sites import line_of, meant_by, near, passed_over, sending

    where = ":".join(str(one) for one in (module.path, asked.row, asked.column) if one is not None)
    _require_line(module, asked)
    if not linked.projects:
        return Explanation(where, asked.row is not None)
    project: Project = linked.projects[0]
    sight = Sight(project, module.path)
    if asked.row is None:
        own = [site for site in sending(project) if site.module is module]
        listed = tuple(site_line(site, sight) for site in own)
        return Explanation(where, False, (), listed, tuple(passed_over(sight, module, None)))
    line = line_of(module, asked.row, asked.column)
    meant = meant_by(project, line)
    if meant:
        findings = linked.findings()
        return Explanation(where, True, tuple(site_facts(one, findings, sight) for one in meant))
    listed = tuple(site_line(site, sight) for site in near(project, line))
    return Explanation(where, True, (), listed, tuple(passed_over(sight, module, line)))


def _require_line(module: Module, asked: Asked) -> None:
    """Refuse a line or column that the file does not have."""
    if asked.row is None:
        return
    lines = len(module.line_starts)
    if module.line_starts[-1] == module.length and lines > 1:
        # behind the last newline there is no line any more
        lines -= 1
    if asked.row > lines:
        has = "1 line" if lines == 1 else f"{lines:,} lines"
        raise ConfigError(f"{module.path}:{asked.row}: there is no such line: the file has {has}")
    ends = [*module.line_starts[1:], module.length + 1]
    columns = ends[asked.row - 1] - module.line_starts[asked.row - 1]
    if asked.column is not None and asked.column > columns:
        place = f"{module.path}:{asked.row}:{asked.column}"
        raise ConfigError(f"{place}: there is no such column: the line has {columns - 1:,} characters")


def _text(explanation: Explanation, output_format: str) -> str:
    if output_format == "json":
        from claudelint.reporting.json import dump

        # where a place stands in the file of the request, the text is shorter; that is no fact
        return dump(
            asdict(explanation, dict_factory=lambda items: dict(one for one in items if one[0] != "own"))
        )
    from claudelint.reporting.explain.text import explanation_text
    from claudelint.reporting.style import Style

    return "".join(explanation_text(explanation, Style(has_color(sys.stdout))))
