"""Lets the tests import the harness beside them; pytest's importlib mode puts no folder on the path."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from api import LoopbackAPI

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session", autouse=True)
def cache_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Commands that the tests run keep nothing in the folders that they check, and nothing after the tests."""
    before = os.environ.get("CLAUDELINT_CACHE_DIR")
    os.environ["CLAUDELINT_CACHE_DIR"] = str(tmp_path_factory.mktemp("cache") / "claudelint")
    yield
    if before is None:
        del os.environ["CLAUDELINT_CACHE_DIR"]
    else:
        os.environ["CLAUDELINT_CACHE_DIR"] = before


@pytest.fixture(scope="session")
def running_loopback_api() -> Iterator[LoopbackAPI]:
    """The Messages API of the whole test run; tests take `loopback_api`."""
    from api import LoopbackAPI

    with LoopbackAPI() as api:
        yield api


@pytest.fixture
def loopback_api(running_loopback_api: LoopbackAPI) -> LoopbackAPI:
    """A Messages API on the loopback interface that has been asked nothing yet."""
    running_loopback_api.clear()
    return running_loopback_api
