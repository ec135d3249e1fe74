"""A Messages API on the loopback interface, so that programs with the real SDK can be run and their traffic read.

It is a stand-in made of documented rules: what it answers is computed from the request, what it refuses the
API is documented to refuse, and what it was asked is recorded. It knows no language and no network.
"""

from api.recording import RecordedRequest
from api.server import LoopbackAPI

__all__ = ["LoopbackAPI", "RecordedRequest"]
