"""Requirements of the SDK that keep the next major version out."""

from __future__ import annotations

from claudelint.findings import Edit, Span
from claudelint.linking.project import PlacedRequirement


def with_upper_bound(placed: PlacedRequirement, newest: int) -> Edit | None:
    """The edit that bounds a requirement by the major version after the highest one that it admits today.

    None where it has several alternatives, or admits nothing. `newest` is the newest major version that is known.
    """
    highest = placed.highest_major(newest)
    if highest is None or len(placed.versions) != 1:
        return None
    bound = f"<{highest + 1}"
    place = placed.specifiers
    if not placed.versions[0]:
        # nothing is written there, or the `*` of Poetry
        return Edit(place, bound)
    return Edit(Span(place.file, place.end, place.end), f",{bound}")
