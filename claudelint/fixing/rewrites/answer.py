"""What a function calls the answer of a request, or its text."""

from __future__ import annotations

from dataclasses import dataclass, replace

import libcst as cst
import libcst.matchers as m

from claudelint.fixing.rewrites.context import Refused
from claudelint.fixing.rewrites.effects import changed_paths
from claudelint.fixing.rewrites.final_message import check_chain
from claudelint.fixing.rewrites.printing import is_text_of
from claudelint.fixing.rewrites.statement import Request


@dataclass(frozen=True)
class Answer:
    """The name that the request is assigned to: that of the response, or where only this is kept its text.

    `text` names the text, once it has a name.
    """

    name: str
    response: str | None
    text: str | None

    @classmethod
    def of(cls, request: Request) -> Answer:
        """The answer of a request; raises Refused where it is not assigned to a name."""
        check_chain(request)
        statement = request.statement
        target: cst.CSTNode | None = None
        if isinstance(statement, cst.AnnAssign):
            target = statement.target
        elif isinstance(statement, cst.Assign) and len(statement.targets) == 1:
            target = statement.targets[0].target
        if not isinstance(target, cst.Name) or not isinstance(statement, cst.Assign | cst.AnnAssign):
            raise Refused("the answer is not assigned to a name")
        if statement.value is request.core:
            return cls(target.value, target.value, None)
        if statement.value is not None and is_text_of_call(request, statement.value):
            return cls(target.value, None, target.value)
        raise Refused("something else than the answer or its text is assigned")

    def is_text(self, node: cst.BaseExpression) -> bool:
        """Whether an expression is the text of the answer."""
        if self.text is not None and m.matches(node, m.Name(self.text)):
            return True
        name = self.response
        return name is not None and is_text_of(node, lambda value: m.matches(value, m.Name(name)))

    @property
    def names(self) -> list[str]:
        """The names of the response and of the text."""
        return [name for name in (self.response, self.text) if name is not None]

    def is_changed_by(self, line: cst.CSTNode) -> bool:
        """Whether a statement gives one of the names another value, or changes what it stands for."""
        return any(path[0] in self.names for path in changed_paths([line]))

    def with_text_named_by(self, line: cst.BaseStatement) -> Answer | None:
        """The answer after a statement that does nothing but give its text a name; None for other statements."""
        if not isinstance(line, cst.SimpleStatementLine) or len(line.body) != 1:
            return None
        statement = line.body[0]
        if not isinstance(statement, cst.Assign) or not self.is_text(statement.value):
            return None
        target = statement.targets[0].target
        if len(statement.targets) != 1 or not isinstance(target, cst.Name):
            return None
        response = None if target.value == self.response else self.response
        return replace(self, response=response, text=target.value)


def is_text_of_call(request: Request, node: cst.BaseExpression) -> bool:
    """Whether an expression is the text of the answer, read where the request is sent."""
    return is_text_of(node, lambda value: value is request.core)
