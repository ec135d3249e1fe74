"""Imports that a rewrite leaves unused go, and those that may be there for somebody else stay."""

from __future__ import annotations

import pytest
from batch_programs import CLASSIFY, batched, batched_files, code
from harness import clean

from claudelint.editing import without_unused_imports

HEAD = '''
"""A module."""

import os

import time
from x import a, b, c
from y import (
    d,
    e,  # e
    f,
)

'''


@pytest.mark.parametrize(
    ("used", "left"),
    [
        ("os, time, a, b, c, d, e, f", HEAD),
        ("os, time, b, d, e, f", HEAD.replace("a, b, c", "b")),
        ("os, time, a, d, e, f", HEAD.replace("a, b, c", "a")),
        ("os, time, d, e, f", HEAD.replace("from x import a, b, c\n", "")),
        ("time, a, b, c, d, e, f", HEAD.replace("import os\n\n", "")),
        ("os, time, a, b, c, e, f", HEAD.replace("    d,\n", "")),
        ("os, time, a, b, c, d, e", HEAD),
        ("os, time, a, b, c, d, f", HEAD),
        ("os, time, a, b, c", HEAD),
        ("os, time, a, b, c, d, e, f, 'the e of old'", HEAD),
    ],
)
def test_what_is_used_no_more_goes(used: str, left: str) -> None:
    before = clean(HEAD) + "use(os, time, a, b, c, d, e, f)\n"
    after = clean(HEAD) + f"use({used})\n"
    assert without_unused_imports(before, after, "main.py") == clean(left) + f"use({used})\n"


@pytest.mark.parametrize(
    ("line", "use", "file", "others", "stays"),
    [
        ("from x import a", "a()", "main.py", (), False),
        ("from x import a", "a()", "pack/__init__.py", (), True),
        ("from x import a as a", "a()", "main.py", (), True),
        ("from x import a as b", "b()", "main.py", (), False),
        ("from x import a", "pass", "main.py", (), True),
        ("from x import a  # kept", "a()", "main.py", (), True),
        ("from x import a; y = 1", "a()", "main.py", (), True),
        ("from x import a", "a()", "main.py", ("from main import b\na()",), False),
        ("from x import a", "a()", "main.py", ("from pack.main import b, a",), True),
        ("from x import a", "a()", "main.py", ("from .main import (\n    b,\n    a,\n)",), True),
        ("from x import a", "a()", "main.py", ("patch('pack.main.a')",), True),
        ("import x.a", "x.a.b()", "main.py", (), False),
        ("from __future__ import annotations", "annotations", "main.py", (), True),
        ("from x import *", "a()", "main.py", (), True),
        ("if 1:\n    from x import a", "a()", "main.py", (), True),
    ],
)
def test_what_may_be_there_for_others_stays(
    line: str, use: str, file: str, others: tuple[str, ...], stays: bool
) -> None:
    after = without_unused_imports(f"{line}\n{use}\n", f"{line}\nrest()\n", file, others)
    assert after == (f"{line}\nrest()\n" if stays else "rest()\n")


def test_a_name_that_all_lists_stays() -> None:
    text = "from x import a\n\n__all__ = ['a']\n"
    assert without_unused_imports(text + "a()\n", text, "main.py") == text


def test_places_behind_other_characters() -> None:
    text = "ä = 'é'; from x import ö, a\r\n"
    assert without_unused_imports(text + "a(ö)\r\n", text + "ö()\r\n", "m.py") == (
        "ä = 'é'; from x import ö\r\nö()\r\n"
    )


def test_the_executor_that_a_batch_replaces_is_imported_no_more() -> None:
    mapped = "\n\ndef ask(items):\n    with ThreadPoolExecutor(8) as executor:\n        return list(executor.map(classify, items))\n"
    assert "ThreadPoolExecutor" not in batched(CLASSIFY + mapped)
    again = mapped.replace("ask", "ask_again")
    assert "ThreadPoolExecutor" not in batched(CLASSIFY + mapped + again)
    used = "\n\ndef other():\n    with ThreadPoolExecutor(8) as executor:\n        executor.submit(print)\n"
    assert "import ThreadPoolExecutor\n" in batched(CLASSIFY + mapped + used)


def test_a_function_whose_parts_are_called_is_imported_no_more() -> None:
    loop = "from other import classify\n\n\ndef ask(items):\n    return [classify(item) for item in items]\n"
    files = {"main.py": loop, "other.py": code(CLASSIFY)}
    after = batched_files(files)["main.py"]
    assert "from other import classify_answer, classify_params, client\n" in after
    after = batched_files({**files, "test_main.py": "import main\n\nmain.classify = None\n"})["main.py"]
    assert "from other import classify, classify_answer, classify_params, client\n" in after
