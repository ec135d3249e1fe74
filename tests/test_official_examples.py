"""What is found in the examples that come with the SDK itself, as they are published."""

from __future__ import annotations

import json
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from harness import ROOT, claudelint

sys.path.insert(0, str(ROOT / "scripts"))

import archives

pytestmark = pytest.mark.network

# findings that are right, by rule and file; an empty file stands for all of them
REASONS = {
    (
        "CL102",
        "",
    ): "the examples give 1,024 tokens or fewer to models that think within them, at high effort by default",
    ("CL801", "bedrock.py"): "no region is in sight: the example counts on the environment",
}


def test_nothing_is_found_but_what_has_a_reason(tmp_path: Path) -> None:
    """Every request of the examples is understood, and judged by all rules, those in preview included."""
    release = version("anthropic")
    archive = archives.downloaded(f"anthropic=={release}", tmp_path / "archive", source=True)
    root = archives.unpacked(archives.files_of(archive), tmp_path / "sdk")
    examples = next(root.rglob("examples"))
    flags = ("--isolated", "--no-cache", "--preview", "--target-sdk", release, "--output-format", "json")
    done = claudelint("check", *flags, ".", cwd=examples)
    assert done.returncode in (0, 1), done.stderr.decode()
    found = {(one["code"], Path(one["filename"]).name) for one in json.loads(done.stdout)}
    assert {pair for pair in found if pair not in REASONS and (pair[0], "") not in REASONS} == set()
    # a reason without a finding is to be taken out
    assert {code for code, _ in REASONS} <= {code for code, _ in found}
    assert b"(28 requests)" in done.stderr
