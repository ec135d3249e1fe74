"""Runs the programs that prove the fixes, and writes what was seen to docs/fixes.md."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Write the page."""
    sys.path.insert(0, str(ROOT / "tests"))
    from fix_table import TABLE, table

    TABLE.parent.mkdir(exist_ok=True)
    TABLE.write_text(table(), encoding="utf-8")


if __name__ == "__main__":
    main()
