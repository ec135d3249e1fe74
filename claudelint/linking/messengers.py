"""Web routes that answer by a chat service: they make its markup, or send messages through its interface."""

from __future__ import annotations

from claudelint.linking.chatting import SENDERS, SENDING_HOSTS
from claudelint.linking.frameworks import ends
from claudelint.linking.makers import Makers
from claudelint.linking.names import Names
from claudelint.linking.terms import Term
from claudelint.reading.module import Attr, Binary, Call, CallOf, Const, Module, Text

# functions that a route calls are looked into this far
_DEEPEST = 3
_MOST_FUNCTIONS = 32
_MOST_PARTS = 16
_REQUESTS = frozenset({"post", "request", "put"})


class Messengers:
    """Tells which handlers answer by a chat service."""

    def __init__(self, names: Names, makers: Makers) -> None:
        self.names = names
        self.makers = makers

    def answers_so(self, module: Module, scope: int) -> bool:
        """Whether a function, or one that it calls, sends what it says by a chat service."""
        seen = {(module.path, scope)}
        level = [(module, scope)]
        for _ in range(_DEEPEST):
            following: list[tuple[Module, int]] = []
            for owner, number in level:
                for index, call in enumerate(owner.calls):
                    if call.scope != number:
                        continue
                    if self._sends(owner, call):
                        return True
                    for (target, inner), _ in self.names.called(
                        Term(owner, CallOf(call.start, call.end, index))
                    ):
                        if (target.path, inner) not in seen and len(seen) < _MOST_FUNCTIONS:
                            seen.add((target.path, inner))
                            following.append((target, inner))
            level = following
        return False

    def _sends(self, module: Module, call: Call) -> bool:
        qualified = self.names.call_name(module, call)
        if qualified is not None and ".".join(ends(qualified)) in SENDERS:
            return True
        if not isinstance(call.function, Attr):
            return False
        method = call.function.name
        if any(sender.endswith(f".{method}") for sender in SENDERS):
            made_by = self.makers.of(Term(module, call.function.value))
            if any(f"{ends(name)[0]}.{method}" in SENDERS for name in made_by):
                return True
        return method in _REQUESTS and any(
            self._leads_to_service(Term(module, argument.value))
            for argument in call.arguments[:2]
            if argument.name in (None, "url")
        )

    def _leads_to_service(self, address: Term) -> bool:
        pending, looked = [address], 0
        while pending and looked < _MOST_PARTS:
            looked += 1
            for origin in self.names.origins(pending.pop()):
                expr = origin.expr
                if isinstance(expr, Const) and isinstance(expr.value, str):
                    if any(host in expr.value for host in SENDING_HOSTS):
                        return True
                elif isinstance(expr, Text):
                    texts = [part for part in expr.parts if isinstance(part, str)]
                    if any(host in text for text in texts for host in SENDING_HOSTS):
                        return True
                    pending.extend(origin.at(part) for part in expr.parts if not isinstance(part, str))
                elif isinstance(expr, Binary):
                    pending.extend((origin.at(expr.left), origin.at(expr.right)))
        return False
