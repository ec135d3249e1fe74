"""What the API has said of its models, kept in the user's cache folder and in force from then on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from claudelint.running.data_files import read_regular, write_whole
from claudelint.running.user_cache import user_cache_folder

if TYPE_CHECKING:
    from claudelint.catalog.catalog import Catalog
    from claudelint.catalog.refreshed import Refresh

_LARGEST = 5_000_000


@dataclass(frozen=True, slots=True)
class InForce:
    """The catalogue that holds for a run; `notice` says why what was kept is not part of it."""

    catalog: Catalog
    path: Path
    notice: str | None = None


def kept_at() -> Path:
    """The file that `claudelint models --refresh` writes."""
    return user_cache_folder() / "models.json"


def catalog_in_force(today: date | None, *, isolated: bool) -> InForce:
    """The built-in catalogue, with what the API has said of its models unless the run is isolated from that."""
    from claudelint.catalog.catalog import load

    catalog, path = load(today), kept_at()
    if isolated:
        return InForce(catalog, path)
    try:
        found = read_regular(str(path), _LARGEST)
    except FileNotFoundError:
        return InForce(catalog, path)
    except OSError as error:
        return InForce(catalog, path, f"cannot be read ({error.strerror}), the built-in catalogue is used")
    if found is None:
        return InForce(
            catalog, path, "is no file of claudelint's, or too large; the built-in catalogue is used"
        )
    return _with(catalog, path, found.data)


def _with(catalog: Catalog, path: Path, data: bytes) -> InForce:
    from claudelint.catalog.refreshed import decode, refreshed

    try:
        refresh = decode(data)
    except ValueError as error:
        words = f"is not what `claudelint models --refresh` writes ({error}); the built-in catalogue is used"
        return InForce(catalog, path, words)
    # clocks of different machines may be a day apart
    if (refresh.fetched_on - catalog.today).days > 1:
        words = f"says that it is of {refresh.fetched_on}, which is to come; the built-in catalogue is used"
        return InForce(catalog, path, words)
    return InForce(refreshed(catalog, refresh), path)


def keep(refresh: Refresh) -> Path:
    """Write what the API said; returns the file. Raises OSError."""
    from claudelint.catalog.refreshed import encode

    path = kept_at()
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(str(path), encode(refresh))
    return path


def forget() -> Path | None:
    """Remove what was kept; returns the file, None where there was none. Raises OSError."""
    path = kept_at()
    try:
        path.unlink()
    except FileNotFoundError:
        return None
    return path
