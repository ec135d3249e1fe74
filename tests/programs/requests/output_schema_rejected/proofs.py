"""CL017: objects of a schema that say that they have no other keys."""

from proofs import Proof

from claudelint.findings import Safety

PROOFS = (
    Proof(
        entry="measure.py",
        shape="script, sync, a format with an object in an object",
        safety=Safety.UNSAFE,
        before="`anthropic.BadRequestError: 400, output_config.format.schema: additionalProperties other than false ...`",
        after="1 answer",
        changes=("output_config",),
    ),
    Proof(
        entry="survey/main.py",
        shape="class, async, a strict tool of another module that is open on purpose",
        safety=Safety.UNSAFE,
        before="`anthropic.BadRequestError: 400, tools.0.input_schema: additionalProperties other than false is not ...`",
        after="2 answers",
        changes=("tools",),
    ),
)
