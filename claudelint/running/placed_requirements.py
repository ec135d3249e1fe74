"""Where requirements of `anthropic` stand: in pyproject.toml, and in requirements files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from claudelint.findings import Span
from claudelint.linking.requirements import PlacedRequirement
from claudelint.reading.module import Module, Statement, Suppression
from claudelint.reading.source import Source
from claudelint.running.metadata import constraint_specifiers
from claudelint.running.requirements import REQUIREMENT, bare_line
from claudelint.running.toml_places import PlacedText, toml_comments, toml_texts

_LINE = re.compile(r"[^\r\n]+")
_COMMENT = re.compile(r"(?:^|(?<=\s))#.*$")


@dataclass(frozen=True)
class RequirementFile:
    """The text of a file that holds requirements, by what reports call it."""

    source: Source

    @property
    def is_toml(self) -> bool:
        """Whether it is TOML; else it has a requirement on each line."""
        return self.source.path.endswith(".toml")

    def placed(self) -> Iterator[PlacedRequirement]:
        """The requirements of `anthropic` that are written in one piece."""
        if not self.is_toml:
            for line in _LINE.finditer(self.source.text):
                written = bare_line(line.group().removesuffix("\\"))
                start = line.start() + len(line.group()) - len(line.group().lstrip())
                yield from self._standard(start, start + len(written))
            return
        for text in toml_texts(self.source.text):
            if _is_standard(text.keys):
                yield from self._standard(text.start, text.end)
            elif _is_of_poetry(text.keys):
                yield self._of_poetry(text)

    def _standard(self, start: int, end: int) -> Iterator[PlacedRequirement]:
        """What https://packaging.python.org/en/latest/specifications/dependency-specifiers/ calls a requirement."""
        written = self.source.text[start:end]
        match = REQUIREMENT.fullmatch(written.strip())
        if match is None:
            return
        start += len(written) - len(written.lstrip())
        span = self._span(start, start + len(match.group().rstrip()))
        after_name = start + max(match.end("name"), match.end("extras"))
        if match["address"]:
            # an address may hold a password, so it is not repeated
            yield PlacedRequirement(f"{match['name']} @ ...", span, self._span(after_name, span.end), ())
            return
        given = match["versions"] or ""
        inner = given.strip().removeprefix("(").removesuffix(")").strip()
        if inner:
            first = start + match.start("versions") + given.index(inner)
            specifiers = self._span(first, first + len(inner))
        else:
            specifiers = self._span(after_name, after_name)
        text = " ".join(written.split(";")[0].split())
        yield PlacedRequirement(text, span, specifiers, (inner,))

    def _of_poetry(self, text: PlacedText) -> PlacedRequirement:
        written = self.source.text[text.start : text.end]
        versions = tuple(constraint_specifiers(written))
        span = self._span(text.start, text.end)
        return PlacedRequirement(f'anthropic = "{written}"', span, span, versions)

    def _span(self, start: int, end: int) -> Span:
        return Span(self.source.path, start, end)

    def as_module(self) -> Module:
        """The file as suppressions see one: its comments, and each of its other lines as a statement."""
        text = self.source.text
        comments = list(toml_comments(text) if self.is_toml else _comments_of_lines(text))
        starts = [start for start, _ in comments]
        statements = tuple(
            Statement("line", 0, -1, "", line.start(), line.end(), line.end(), ())
            for line in _LINE.finditer(text)
            if line.group().strip() and line.start() + _indent(line.group()) not in starts
        )
        suppressions = tuple(
            Suppression(start, end, text[start:end], not _before(text, start).strip())
            for start, end in comments
        )
        return Module(
            path=self.source.path,
            length=len(text),
            scopes=(),
            statements=statements,
            definitions=(),
            calls=(),
            attributes=(),
            suppressions=suppressions,
            keys=(),
            line_starts=tuple(self.source.line_starts),
        )


def _comments_of_lines(text: str) -> Iterator[tuple[int, int]]:
    for line in _LINE.finditer(text):
        comment = _COMMENT.search(line.group())
        if comment is not None:
            yield line.start() + comment.start(), line.end()


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _before(text: str, offset: int) -> str:
    """What stands before an offset on its line."""
    return text[max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1 : offset]


def _is_standard(keys: tuple[str, ...]) -> bool:
    """Whether the elements of an array of pyproject.toml are requirements of the project or of a part of it."""
    return (
        keys == ("project", "dependencies")
        or (keys[:2] == ("project", "optional-dependencies") and len(keys) == 3)
        or (keys[:1] == ("dependency-groups",) and len(keys) == 2)
        or keys == ("tool", "uv", "dev-dependencies")
        or (keys[:3] == ("tool", "pdm", "dev-dependencies") and len(keys) == 4)
    )


def _is_of_poetry(keys: tuple[str, ...]) -> bool:
    """Whether a text is the version of the SDK among the dependencies of Poetry."""
    if keys[:2] != ("tool", "poetry"):
        return False
    rest = keys[4:] if keys[2:3] == ("group",) else keys[2:]
    if not rest or rest[0] not in ("dependencies", "dev-dependencies"):
        return False
    return [key.lower() for key in rest[1:]] in (["anthropic"], ["anthropic", "version"])
