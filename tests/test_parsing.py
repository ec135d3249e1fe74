"""Files are parsed without LibCST's check of each node; everything else that makes nodes is still checked."""

from __future__ import annotations

import libcst as cst
import pytest
from harness import ROOT

from claudelint.reading.parsing import parse


def test_the_tree_is_the_one_that_libcst_gives() -> None:
    data = (ROOT / "claudelint" / "reading" / "flow.py").read_bytes()
    assert parse(data).deep_equals(cst.parse_module(data))
    assert parse(data).bytes == data


def test_no_node_is_checked_while_a_file_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str] = []
    monkeypatch.setattr(cst.Name, "_validate", lambda node: checked.append(node.value))
    parse(b"a = b\n")
    assert checked == []
    cst.parse_module(b"a = b\n")
    assert sorted(checked) == ["a", "b"]


def test_nodes_that_are_made_by_hand_are_checked() -> None:
    parse(b"a = b\n")
    with pytest.raises(cst.CSTValidationError, match="empty name"):
        cst.Name("")


def test_nodes_are_checked_again_after_a_file_that_cannot_be_parsed() -> None:
    with pytest.raises(cst.ParserSyntaxError):
        parse(b"a = = b\n")
    with pytest.raises(cst.CSTValidationError, match="empty name"):
        cst.Name("")
