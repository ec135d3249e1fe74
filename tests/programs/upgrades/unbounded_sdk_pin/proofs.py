"""CL807: what is installed today can be installed afterwards, and the next major version no longer is."""

import re

from proofs import Proof
from running_programs import Run

from claudelint.findings import Safety


def chosen(run: Run) -> str:
    """Which version an install chooses once the next major version is out, by `packaging`."""
    match = re.search(r"next year (\S+)", run.output)
    return f"installs {match[1]}" if match else run.failure


PROOFS = (
    Proof(
        entry="desk/main.py",
        shape="pyproject.toml with a marker and an extra, sync; versions up to 3.1 are out",
        safety=Safety.UNSAFE,
        seen=chosen,
        before="installs 3.1.0",
        after="installs 2.40.0",
        differs_in=r"next year \S+",
    ),
    Proof(
        entry="quay/main.py",
        shape="requirements.txt without any version, async; versions up to 3.1 are out",
        safety=Safety.UNSAFE,
        seen=chosen,
        before="installs 3.1.0",
        after="installs 2.40.0",
        differs_in=r"next year \S+",
    ),
)
