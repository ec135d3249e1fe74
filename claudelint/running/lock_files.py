"""The versions of `anthropic` in lock files.

uv.lock (https://docs.astral.sh/uv/concepts/projects/layout/#the-lockfile), poetry.lock and pdm.lock
(https://pdm-project.org/en/latest/usage/lockfile/) are TOML with a list `package`, pylock.toml
(https://packaging.python.org/en/latest/specifications/pylock-toml/) with a list `packages`; a version is missing
where a package comes from a folder or a repository. Pipfile.lock (https://pipenv.pypa.io/en/latest/pipfile.html)
is JSON with a table for each category, whose versions are written `==2.12.0`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from claudelint.linking.evidence import Locked, PassedOver
from claudelint.running.repository import (
    Repository,
    UnreadableDeclaration,
    decoded,
    entries,
    mentions_sdk,
    table,
    toml_table,
)

# where a folder has several, the first that holds the package counts
_NAMES = ("uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "pylock.toml")
_PYLOCK = re.compile(r"pylock\.[^.]+\.toml")


def locks(folder: Path, names: tuple[str, ...], repository: Repository) -> Iterator[Locked | PassedOver]:
    """What each lock file of a folder, whose files have these names, says."""
    present = [name for name in _NAMES if name in names]
    present += [name for name in names if _PYLOCK.fullmatch(name)]
    for name in present:
        path = folder / name
        shown = repository.name(path)
        try:
            data = repository.data(path)
            if data is None:
                continue
            if not mentions_sdk(data):
                yield PassedOver(shown, "does not mention `anthropic`")
                continue
            versions = tuple(dict.fromkeys(_pipfile(data) if name == "Pipfile.lock" else _packages(data)))
        except UnreadableDeclaration as error:
            yield PassedOver(shown, f"cannot be read: {error}", unreadable=True)
            continue
        if versions:
            yield Locked(versions, shown)
        else:
            yield PassedOver(shown, "holds no version of `anthropic`")


def _packages(data: bytes) -> Iterator[str]:
    document = toml_table(data)
    for entry in (*entries(document.get("package")), *entries(document.get("packages"))):
        package = table(entry)
        name, version = package.get("name"), package.get("version")
        if isinstance(name, str) and name.lower() == "anthropic" and isinstance(version, str):
            yield version


def _pipfile(data: bytes) -> Iterator[str]:
    """The versions of the default category, else those of the others."""
    try:
        document = table(json.loads(decoded(data)))
    except ValueError as error:
        raise UnreadableDeclaration(str(error)) from error
    except RecursionError as error:
        raise UnreadableDeclaration("too deeply nested") from error
    default = tuple(_category(document.get("default")))
    if default:
        yield from default
        return
    for name, category in document.items():
        if name != "_meta":
            yield from _category(category)


def _category(value: object) -> Iterator[str]:
    for name, entry in table(value).items():
        version = table(entry).get("version")
        if name.lower() == "anthropic" and isinstance(version, str):
            yield version.removeprefix("==").strip()
