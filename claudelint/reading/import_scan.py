"""What a file imports, told from its bytes alone: for finding the files that matter without parsing them."""

from __future__ import annotations

import re
from collections.abc import Iterator

_IMPORTS = re.compile(
    rb"^[ \t]*(?:from[ \t]+(?P<module>\.*[ \t]*[\w.]*)[ \t]+import[ \t]*(?P<names>\([^)]*\)|[^\r\n;]*(?:\\\r?\n[^\r\n;]*)*)"
    rb"|import[ \t]+(?P<modules>[^\r\n;#]*(?:\\\r?\n[^\r\n;#]*)*))",
    re.MULTILINE,
)
_COMMENT = re.compile(rb"#[^\r\n]*")
_WORDS = re.compile(rb"[\w.]+")


def imports_in(data: bytes) -> Iterator[tuple[str, int]]:
    """The dotted names that a file may import, each with its number of leading dots.

    `from a import b` gives `a` and `a.b`, since `b` may be a module. Text in strings that looks like an
    import counts as well: too much does no harm here.
    """
    for match in _IMPORTS.finditer(data):
        listed = match["modules"]
        if listed is not None:
            for clause in listed.split(b","):
                words = _WORDS.findall(clause)
                if words:
                    yield words[0].decode("utf-8", "replace"), 0
            continue
        source = match["module"].replace(b" ", b"").replace(b"\t", b"").decode("utf-8", "replace")
        module = source.lstrip(".")
        level = len(source) - len(module)
        if not module and not level:
            continue
        yield module, level
        for clause in _COMMENT.sub(b"", match["names"]).strip(b"()").split(b","):
            words = _WORDS.findall(clause)
            if words:
                name = words[0].decode("utf-8", "replace")
                yield (f"{module}.{name}" if module else name), level
