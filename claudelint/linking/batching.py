"""Loops whose requests may as well be sent as one message batch."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from claudelint.linking.request import Request
    from claudelint.linking.subjects import Loop

# a list of fewer items is not worth a batch
FEW_ITEMS = 20


def is_batchable(loop: Loop) -> bool:
    """Whether every turn of a loop sends a request that no other turn needs, and for which no person waits."""
    requests = [request for request in loop.requests if request.kind != "count_tokens"]
    if not requests or not all(fits_a_batch(request) for request in requests):
        return False
    if loop.most_turns is not None and loop.most_turns < FEW_ITEMS:
        return False
    surfaces = [way.surface for way in loop.ways]
    if any(surface is not None and (surface.person_waits or surface.kind == "test") for surface in surfaces):
        return False
    return loop.has_independent_turns and loop.sends_one_request_at_a_time


def fits_a_batch(request: Request) -> bool:
    """Whether a request may as well be an item of a batch."""
    if request.kind != "create" or request.streams is not False or request.is_in_test:
        return False
    if not request.speaks_to_claude or request.client.patched or request.client.kind.batches is not True:
        return False
    if any(
        name in request.arguments for name in request.catalog.batch_refused_parameters if name != "stream"
    ):
        return False
    return all(model is None or model.supports_batch is not False for _, model in request.models)
