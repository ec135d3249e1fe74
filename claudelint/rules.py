"""In a checkout, points the package `claudelint.rules` at the top-level folder `rules/`."""

from pathlib import Path

__path__ = [str(Path(__file__).resolve().parent.parent / "rules")]
