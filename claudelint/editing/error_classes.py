"""A search in the text of an error becomes a question for its class."""

from __future__ import annotations

from claudelint.editing.changes import Refused
from claudelint.editing.imports import ensure_import
from claudelint.editing.text import comments, replace
from claudelint.findings import Edit
from claudelint.linking.project import Request, TextMatch
from claudelint.reading.module import Imported


def by_class(request: Request, match: TextMatch) -> tuple[Edit, ...]:
    """The edits of that; raises Refused with the reason where it cannot be said so."""
    module, history = match.module, request.catalog.history
    text = request.project.text(module)
    if module.approximate:
        raise Refused("the places in this file cannot be told exactly")
    if match.variable is None:
        raise Refused("the error is handed to a function")
    if not match.exact:
        raise Refused("other words are looked for as well")
    if any(comments(text, match.span.start, match.span.end)):
        raise Refused("there is a comment in it")
    bound = module.scopes[0].names.get("anthropic", ())
    values = [module.definitions[index].value for index in bound]
    if any(not isinstance(one, Imported) or (one.module, one.name) != ("anthropic", None) for one in values):
        raise Refused("`anthropic` is the name of something else, too")
    if any(one.name == "anthropic" for index, one in enumerate(module.definitions) if index not in bound):
        raise Refused("`anthropic` is the name of something else, too")
    tests: list[str] = []
    plain: list[str] = []
    for name in match.classes:
        error = history.errors[name]
        if error.since is None or request.sdk.at_least(error.since):
            plain.append(f"anthropic.{name}")
        else:
            tests.append(f'getattr({match.variable}, "status_code", None) == {error.status}')
    if plain:
        asked = plain[0] if len(plain) == 1 else f"({', '.join(plain)})"
        tests.insert(0, f"isinstance({match.variable}, {asked})")
    condition = " or ".join(tests)
    if match.is_negative:
        condition = f"not {condition}" if len(tests) == 1 and plain else f"not ({condition})"
    elif len(tests) > 1:
        condition = f"({condition})"
    return (replace(match.span, condition), *ensure_import(text, module.path, "import anthropic"))
