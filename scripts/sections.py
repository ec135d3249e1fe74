"""The parts of a document that scripts write, between `<!-- NAME:start -->` and `<!-- NAME:end -->`."""

from __future__ import annotations

import re


def replaced(document: str, name: str, text: str) -> str:
    """The document with the part of a name replaced, the rest as it is; without its markers, SystemExit."""
    start, end = re.escape(f"<!-- {name}:start -->\n"), re.escape(f"<!-- {name}:end -->")
    section = re.compile(f"({start}).*?({end})", re.S)
    if section.search(document) is None:
        raise SystemExit(f"the markers {name}:start and {name}:end are missing")
    return section.sub(lambda match: match[1] + text + match[2], document)
