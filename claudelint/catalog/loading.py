"""From the catalogue's files to its types; raises msgspec.ValidationError where a file is not of their form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from claudelint import toml
from claudelint.catalog.models import ModelFacts
from claudelint.catalog.sdk import ClientClass, NonstreamingGuard, RemovedParameter

if TYPE_CHECKING:
    from claudelint.catalog.api import ApiFacts
    from claudelint.catalog.history import SdkHistory

BUILT_IN = Path(__file__).parent

_Type = TypeVar("_Type")


class _ModelsFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    as_of: date
    model: tuple[ModelFacts, ...]


class _SdkFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    as_of: date
    newest_major: int
    clients: dict[str, ClientClass]
    nonstreaming: NonstreamingGuard
    removed_parameters: dict[str, RemovedParameter]


def models_of(folder: Path = BUILT_IN) -> tuple[date, tuple[ModelFacts, ...]]:
    """The date of the facts, and every model as its entry says."""
    file = _converted(_table(folder / "models.toml"), _ModelsFile)
    return file.as_of, file.model


def sdk_of(folder: Path = BUILT_IN) -> _SdkFile:
    """What every run needs of the SDK."""
    table = _table(folder / "sdk.toml")
    _name_entries(table, "clients", "name")
    _name_entries(table, "removed_parameters", "name")
    return _converted(table, _SdkFile)


@lru_cache(maxsize=4)
def history_of(folder: Path = BUILT_IN) -> SdkHistory:
    """The parameters of the SDK's methods by version."""
    from claudelint.catalog.history import SdkHistory

    table = _table(folder / "methods.toml")
    _name_entries(table, "methods", "path", baseline=table["baseline"], newest=table["newest"])
    return _converted(table, SdkHistory)


@lru_cache(maxsize=4)
def api_of(folder: Path = BUILT_IN) -> ApiFacts:
    """What the API takes and refuses."""
    from claudelint.catalog.api import ApiFacts

    return _converted(_table(folder / "api.toml"), ApiFacts)


def _table(path: Path) -> dict[str, object]:
    return toml.parse(path.read_text(encoding="utf-8"))


def _name_entries(table: dict[str, object], key: str, name: str, **also: object) -> None:
    """Tell each entry of a table its own key."""
    entries = table[key]
    assert isinstance(entries, Mapping)
    table[key] = {own: {**entry, name: own, **also} for own, entry in entries.items()}


def _converted(table: dict[str, object], type_: type[_Type]) -> _Type:
    converted: _Type = msgspec.convert(table, type_)
    return converted
