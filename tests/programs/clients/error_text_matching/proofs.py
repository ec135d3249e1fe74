"""CL704: the class of the error tells what its text told."""

from proofs import Proof

from claudelint.findings import Safety

PROOFS = (
    Proof(
        entry="tower.py",
        shape="script, sync, two words with an `or`; the API is overloaded once",
        safety=Safety.UNSAFE,
        before="1 answer",
        after="1 answer",
        failures=1,
    ),
    Proof(
        entry="bridge.py",
        shape="class, async, `not in`; the API is overloaded once",
        safety=Safety.UNSAFE,
        before="1 answer",
        after="1 answer",
        failures=1,
    ),
)
