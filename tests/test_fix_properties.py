"""The laws of fixes on generated programs."""

from __future__ import annotations

import os
import random

import pytest
from fix_laws import (
    FIXABLE,
    applicable,
    check_files,
    check_order,
    checked,
    fixed,
)
from generated_programs import FAULTS, Program, programs
from harness import MAIN
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

# generated programs

_PROFILE = settings(
    derandomize=True,
    deadline=None,
    database=None,
    # to make a failing program smaller takes minutes: ask for it by FIX_PROPERTY_SHRINK=1
    phases=[one for one in Phase if one is not Phase.shrink or os.environ.get("FIX_PROPERTY_SHRINK")],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def check_program(program: Program, unsafe: bool) -> None:
    note(program.data.decode())
    files = {MAIN: program.data}
    check_files(files, fixed(files, unsafe), unsafe)
    check_order(files, unsafe, random.Random(program.data))


@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
def test_generated_programs(unsafe: bool) -> None:
    @settings(_PROFILE, max_examples=12)
    @given(programs())
    def check(program: Program) -> None:
        check_program(program, unsafe)

    check()


@pytest.mark.slow
def test_more_generated_programs() -> None:
    @settings(_PROFILE, max_examples=int(os.environ.get("FIX_PROPERTY_EXAMPLES", "10")))
    @given(programs(), st.booleans())
    def check(program: Program, unsafe: bool) -> None:
        check_program(program, unsafe)

    check()


def test_generated_programs_hold_their_faults() -> None:
    """The programs are worth looking at: the rules that they are about find something to fix in them."""
    found: set[str] = set()

    @settings(_PROFILE, max_examples=500)
    @given(programs())
    def collect(program: Program) -> None:
        if not found >= FAULTS:
            files = {MAIN: program.data}
            found.update(one.code for one in applicable(checked(files, unsafe=True), files, unsafe=True))

    collect()
    assert set(FIXABLE) >= FAULTS
    assert found >= FAULTS
