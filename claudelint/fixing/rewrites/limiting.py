"""Semaphores that let only so many requests out at once, which a batch has no need of."""

from __future__ import annotations

import libcst as cst
import libcst.matchers as m

from claudelint.fixing.rewrites import effects
from claudelint.fixing.rewrites.context import RewriteContext

# the classes of asyncio, threading and AnyIO
_SEMAPHORES = m.Name("Semaphore") | m.Name("BoundedSemaphore")
_SEMAPHORE = _SEMAPHORES | m.Attribute(attr=_SEMAPHORES)


def is_semaphore(context: RewriteContext, node: cst.With) -> bool:
    """Whether a `with` does nothing but wait for a semaphore that the file makes, or says a parameter to be."""
    if len(node.items) != 1 or node.items[0].asname is not None:
        return False
    path = effects.path_of(node.items[0].item)
    if len(path) == 1:
        values = effects.values_of(context.tree, path[0])
    else:
        values = [
            one.value
            for one in effects.of_kinds(context.tree, cst.Assign)
            if isinstance(one, cst.Assign)
            and any(effects.path_of(target.target)[-1:] == path[-1:] for target in one.targets)
        ]
    return bool(path and values) and all(value is not None and _is_one(value) for value in values)


def _is_one(value: cst.CSTNode) -> bool:
    if isinstance(value, cst.Annotation):
        return m.matches(value.annotation, _SEMAPHORE)
    return m.matches(value, m.Call(func=_SEMAPHORE))
