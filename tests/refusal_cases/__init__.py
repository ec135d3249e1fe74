"""For each rule of the loopback API a request that breaks it, and its nearest neighbour that is accepted."""

from refusal_cases.bodies import LIMITS, SAMPLING, SHAPE
from refusal_cases.case import SPRING, Body, Case
from refusal_cases.prompts import CACHING, CONTENT
from refusal_cases.ways import THINKING, TOOLS

__all__ = ["CASES", "SPRING", "Body", "Case"]

CASES = (*SHAPE, *SAMPLING, *LIMITS, *CONTENT, *THINKING, *TOOLS, *CACHING)
