"""The requirement lines of a project: requirements.txt and pyproject.toml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from claudelint import toml


def requirement_lines(root: Path) -> Iterator[tuple[str, str]]:
    """Each requirement with the name of its file; files that cannot be read say nothing."""
    requirements = root / "requirements.txt"
    text = _text(requirements)
    if text is not None:
        for line in text.splitlines():
            cleaned = re.sub(r"(^|\s)#.*$", "", line).split(" --hash")[0].strip()
            if cleaned and not cleaned.startswith("-"):
                yield cleaned, requirements.name
    pyproject = root / "pyproject.toml"
    text = _text(pyproject)
    if text is not None and "anthropic" in text:
        for line in _dependencies(text):
            yield line, pyproject.name


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _dependencies(text: str) -> Iterator[str]:
    try:
        table = toml.parse(text)
    except toml.TomlError:
        return
    project = table.get("project")
    if isinstance(project, dict):
        yield from _texts(project.get("dependencies"))
        optional = project.get("optional-dependencies")
        if isinstance(optional, dict):
            for group in optional.values():
                yield from _texts(group)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, list):
        yield from (item for item in value if isinstance(item, str))
