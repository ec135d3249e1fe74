"""Names that nothing else has."""

from __future__ import annotations

import re

from claudelint.reading.module import Module


def fresh_name(module: Module, text: str, scope: int, *names: str) -> str:
    """The first of the names, or the last with a number, that stands nowhere in the outermost function around a scope.

    In code of the module itself it stands nowhere in the file.
    """
    around = module.scopes[0]
    while scope > 0:
        if module.scopes[scope].kind == "function":
            around = module.scopes[scope]
        scope = module.scopes[scope].parent
    reach = text[around.start : around.end]
    numbered = (f"{names[-1]}_{number}" for number in range(2, 1000))
    return next(one for one in (*names, *numbered) if not re.search(rf"\b{one}\b", reach))
