"""The folder in which claudelint keeps what belongs to a user and to no project."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def user_cache_folder() -> Path:
    """`CLAUDELINT_CACHE_DIR`, else the folder that the platform has for caches."""
    given = os.environ.get("CLAUDELINT_CACHE_DIR")
    return Path(given).absolute() if given else _platform_folder()


def _platform_folder() -> Path:
    home = Path(os.path.expanduser("~"))
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "claudelint" / "Cache"
    # a relative path in this variable is void (XDG base directory specification)
    xdg = os.environ.get("XDG_CACHE_HOME", "")
    if os.path.isabs(xdg):
        return Path(xdg) / "claudelint"
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "claudelint"
    return home / ".cache" / "claudelint"
