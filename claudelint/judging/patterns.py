"""Globs over paths, as the excludes and per-file ignores of a configuration write them."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import cache

_SPECIAL = frozenset("*?[{")


@dataclass(frozen=True, slots=True)
class PathPattern:
    """A glob and the folder it is relative to.

    As in ruff, `*` also crosses `/`, and a pattern without a `/` matches the last part of a path wherever
    it stands. A pattern that ends in `/` stands for the folder and everything below it.
    """

    text: str
    base: str

    def matches(self, path: str) -> bool:
        """Whether an absolute path is meant by this pattern itself (not by way of a folder above it)."""
        if "/" in self.text:
            return _regex(self.text, self.base).fullmatch(_slashes(path)) is not None
        name = os.path.basename(path)
        if _SPECIAL.isdisjoint(self.text):
            return name == self.text
        return _name_regex(self.text).fullmatch(name) is not None

    def covers(self, path: str) -> bool:
        """Whether the pattern matches the path or a folder above it that lies below the pattern's base."""
        base = self.base.rstrip(os.sep) + os.sep
        while True:
            if self.matches(path):
                return True
            parent = os.path.dirname(path)
            if parent == path or base.startswith(parent.rstrip(os.sep) + os.sep):
                return False
            path = parent


def _slashes(path: str) -> str:
    return path.replace(os.sep, "/") if os.sep != "/" else path


@cache
def _regex(text: str, base: str) -> re.Pattern[str]:
    text = _slashes(text).removeprefix("./")
    if text.endswith("/"):
        inside = translate(text.rstrip("/")) + "(?:/.*)?"
    else:
        inside = translate(text)
    if os.path.isabs(text):
        return re.compile(inside, re.DOTALL)
    root = re.escape(_slashes(base).rstrip("/"))
    return re.compile(f"{root}/{inside}", re.DOTALL)


@cache
def _name_regex(text: str) -> re.Pattern[str]:
    return re.compile(translate(text), re.DOTALL)


def translate(glob: str) -> str:
    """The regular expression of a glob: `*`, `**/`, `?`, `[abc]`, `[!abc]` and `{a,b}`."""
    out: list[str] = []
    position = 0
    depth = 0
    while position < len(glob):
        char = glob[position]
        position += 1
        if char == "*":
            start = position - 1
            while position < len(glob) and glob[position] == "*":
                position += 1
            whole = position - start >= 2 and (start == 0 or glob[start - 1] == "/")
            if whole and glob.startswith("/", position):
                position += 1
                out.append("(?:.*/)?")
            else:
                out.append(".*")
        elif char == "?":
            out.append("[^/]")
        elif char == "[":
            end = glob.find("]", position + 2 if glob.startswith("!", position) else position + 1)
            if end < 0:
                out.append(r"\[")
                continue
            out.append(_character_class(glob[position:end]))
            position = end + 1
        elif char == "{" and "}" in glob[position:]:
            depth += 1
            out.append("(?:")
        elif char == "}" and depth:
            depth -= 1
            out.append(")")
        elif char == "," and depth:
            out.append("|")
        else:
            out.append(re.escape(char))
    return "".join(out)


def _character_class(inside: str) -> str:
    negated = inside.startswith("!")
    body = inside[1:] if negated else inside
    body = body.replace("\\", r"\\").replace("[", r"\[").replace("^", r"\^")
    return f"[{'^' if negated else ''}{body}]"
