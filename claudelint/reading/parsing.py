"""LibCST's parser, without a check of each node: what was parsed is valid.

LibCST checks every node as it is made, since trees may be made by hand. That takes a seventh of the time of a
parse, and refuses code that Python takes where a check is stricter than the language.
"""

from __future__ import annotations

import libcst as cst

_check = cst.CSTNode.__post_init__
_parsing = False


def parse(data: bytes) -> cst.Module:
    """The tree of a file; raises `libcst.ParserSyntaxError`."""
    global _parsing
    _parsing = True
    try:
        return cst.parse_module(data)
    finally:
        _parsing = False


def _check_unless_parsing(node: cst.CSTNode) -> None:
    if not _parsing:
        _check(node)


setattr(cst.CSTNode, "__post_init__", _check_unless_parsing)  # noqa: B010
