"""Changes that are made together, and the edits that make them."""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.editing.changes import Change, Place, Refused, reaches
from claudelint.editing.items import change_arguments, change_entries, change_items
from claudelint.editing.sight import module_at
from claudelint.findings import Edit, Span
from claudelint.linking.project import Project, Request
from claudelint.reading import module as plain


class ChangeSet:
    """Changes of which no two may contradict each other."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._changes: dict[tuple[Place, str], Change] = {}

    def __iter__(self) -> Iterator[Change]:
        return iter(self._changes.values())

    def want(self, change: Change) -> None:
        """Take a change in; raises Refused where another one of the same thing differs."""
        known = self._changes.setdefault(change.key, change)
        if known != change:
            raise Refused(f"requests that share `{change.name}` need different changes")

    def reaching(self, request: Request) -> list[Change]:
        """The changes that change what a request sends."""
        return [change for change in self if reaches(change.place, request)]

    def edits(self) -> Iterator[Edit]:
        """The edits that make the changes, items of one container together."""
        containers: dict[tuple[str, int, int], tuple[plain.Call | plain.Map | plain.Seq, list[Change]]] = {}
        for change in self:
            if change.action == "replace":
                yield Edit(change.place.span, change.text)
                continue
            container = change.place.container
            key = (change.place.span.file, container.start, container.end)
            containers.setdefault(key, (container, []))[1].append(change)
        for (file, _, _), (container, changes) in containers.items():
            module = module_at(self.project, file)
            text = "" if module is None else self.project.text(module)
            add = [change.text for change in changes if change.action == "add"]
            if isinstance(container, plain.Seq):
                spans = [(one.start, one.end) for one in container.items]
                removed = [
                    spans.index((change.place.span.start, change.place.span.end)) for change in changes
                ]
                yield from change_items(text, file, container, remove=removed)
                continue
            items = [change.place.item for change in changes if change.action == "remove"]
            if isinstance(container, plain.Map):
                entries = [item for item in items if isinstance(item, plain.Entry)]
                yield from change_entries(text, file, container, remove=entries, add=add)
            else:
                arguments = [item for item in items if isinstance(item, plain.Argument)]
                yield from change_arguments(text, file, container, remove=arguments, add=add)


def guard_of(request: Request) -> Span:
    """The place of which one fix a round may be applied: the call, or the item of a batch."""
    if request.is_batch_item:
        for argument in request.arguments.values():
            if argument.display is not None and argument.entry is not None:
                display = argument.display[1]
                return Span(argument.entry.file, display.start, display.end)
    return request.span
