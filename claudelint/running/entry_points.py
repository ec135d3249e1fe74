"""The functions that an installed package runs as commands: what pyproject.toml, setup.cfg and wheels say.

Sources: the entry points specification of the Python packaging guide, setuptools' `console_scripts`, and
Poetry's `tool.poetry.scripts`.
"""

from __future__ import annotations

import configparser
import os
import re
from collections.abc import Iterator

from claudelint import toml

_TARGET = re.compile(r"^\s*([\w.]+)\s*:\s*([\w.]+)")
_GROUPS = ("console_scripts", "gui_scripts")
_LARGEST = 1_000_000


def entry_points(folder: str) -> Iterator[tuple[str, str]]:
    """The module and the function of every command that the files in a folder declare."""
    for target in _targets(folder):
        match = _TARGET.match(target)
        if match is not None:
            yield match[1], match[2]


def _targets(folder: str) -> Iterator[str]:
    text = _text(os.path.join(folder, "pyproject.toml"))
    if text is not None:
        yield from _of_pyproject(text)
    text = _text(os.path.join(folder, "setup.cfg"))
    if text is not None and "scripts" in text:
        yield from _of_setup_cfg(text)
    text = _text(os.path.join(folder, "setup.py"))
    if text is not None and "_scripts" in text:
        # never run: what looks like `name = module:function` in a text of it
        yield from re.findall(r"""["'][\w.-]+\s*=\s*([\w.]+:[\w.]+)""", text)
    for name in _listing(folder):
        if name.endswith((".dist-info", ".egg-info")):
            text = _text(os.path.join(folder, name, "entry_points.txt"))
            if text is not None:
                yield from _of_ini(text)


def _of_pyproject(text: str) -> Iterator[str]:
    try:
        table = toml.parse(text)
    except toml.TomlError:
        return
    project, tool = table.get("project"), table.get("tool")
    poetry = tool.get("poetry") if isinstance(tool, dict) else None
    for owner, key in ((project, "scripts"), (project, "gui-scripts"), (poetry, "scripts")):
        scripts = owner.get(key) if isinstance(owner, dict) else None
        if isinstance(scripts, dict):
            yield from (target for target in scripts.values() if isinstance(target, str))


def _of_setup_cfg(text: str) -> Iterator[str]:
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_string(text)
    except configparser.Error:
        return
    for group in _GROUPS:
        listed = parser.get("options.entry_points", group, fallback="")
        yield from (line.partition("=")[2] for line in listed.splitlines())


def _of_ini(text: str) -> Iterator[str]:
    parser = configparser.ConfigParser(interpolation=None, delimiters=("=",))
    try:
        parser.read_string(text)
    except configparser.Error:
        return
    for group in _GROUPS:
        if parser.has_section(group):
            yield from (target for _, target in parser.items(group))


def _listing(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []


def _text(path: str) -> str | None:
    try:
        if os.path.getsize(path) > _LARGEST:
            return None
        with open(path, encoding="utf-8") as stream:
            return stream.read()
    except (OSError, UnicodeDecodeError):
        return None
