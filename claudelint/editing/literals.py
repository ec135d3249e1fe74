"""The literals that decide a value: what they look like, and other text in their place."""

from __future__ import annotations

import re

from claudelint.editing.looks import looks_that_differ
from claudelint.editing.sight import module_at
from claudelint.editing.text import replace
from claudelint.findings import Edit
from claudelint.linking.project import Known, Request

_PLAIN = re.compile(r"(?P<prefix>[rRuU]?)(?P<quote>\"\"\"|'''|\"|')(?P<text>[^\"'\\\r\n]*)(?P=quote)")


def rewrite_text_literal(request: Request, known: Known, text: str) -> tuple[Edit, ...]:
    """Put another text into the literal that decides a value, with its quotes.

    Nothing where it is no literal, or where the program looks at it and would go on differently.
    """
    module = module_at(request.project, known.place.file)
    if module is None or module.approximate:
        return ()
    written = request.project.text(module)[known.place.start : known.place.end]
    literal = _PLAIN.fullmatch(written)
    if literal is None or literal["text"] != known.value:
        return ()
    if any(looks_that_differ(request.project, known.place, literal["text"], text)):
        return ()
    return (replace(known.place, f"{literal['prefix']}{literal['quote']}{text}{literal['quote']}"),)


def in_quotes_of(written: str, text: str) -> str:
    """A text in the quotes of another literal, double quotes where that is none."""
    literal = _PLAIN.fullmatch(written)
    quote = '"' if literal is None else literal["quote"]
    return f"{quote}{text}{quote}"
