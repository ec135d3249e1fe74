"""What a project asks for of `anthropic`, and whether anything settles which version that is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from claudelint.findings import Span
from claudelint.linking.specifiers import admitted, has_upper_bound, is_specifier

if TYPE_CHECKING:
    from claudelint.catalog.catalog import Catalog


@dataclass(frozen=True)
class PlacedRequirement:
    """A requirement of `anthropic` and where it stands.

    `span` is what is written of it in one piece: all of it, or for Poetry the version alone. `specifiers` is the part
    with the versions, empty where there are none. `versions` are the sets of specifiers that this comes to, any of
    which may hold; none for an address.
    """

    text: str
    span: Span
    specifiers: Span
    versions: tuple[str, ...]

    @property
    def is_bounded(self) -> bool:
        """Whether it admits no version above some number; an address is a version of its own."""
        return not any(is_specifier(one) and not has_upper_bound(one) for one in self.versions)

    def highest_major(self, newest: int) -> int | None:
        """The highest major version that it admits of those up to the newest known one, or that it asks for."""
        majors = admitted(self.versions, newest).majors if all(map(is_specifier, self.versions)) else ()
        return majors[-1] if majors else None


@dataclass(frozen=True, eq=False)
class Requirements:
    """The requirements of `anthropic` in the files of the nearest folder that has any, its own before those of extras.

    `is_pinned` when a lock file, or something that may be one, stands there or further up; `is_application` when
    nothing suggests that others install the project as a package.
    """

    placed: tuple[PlacedRequirement, ...]
    is_pinned: bool
    is_application: bool
    catalog: Catalog = field(repr=False)

    @property
    def path(self) -> str:
        """The file of the first of them."""
        return self.placed[0].span.file
