"""The catalogue's table of the SDK's exceptions is what the SDK itself has."""

from types import SimpleNamespace

import anthropic
import pytest
from anthropic import _exceptions

from claudelint.catalog.catalog import load
from claudelint.catalog.history import ErrorClass

HISTORY = load().history
ERRORS = HISTORY.errors


@pytest.mark.parametrize(("name", "error"), ERRORS.items(), ids=list(ERRORS))
def test_an_exception_comes_from_what_the_catalogue_says(name: str, error: ErrorClass) -> None:
    found = getattr(_exceptions, name)
    assert found.__mro__[1].__name__ == error.base
    status = getattr(found, "status_code", None)
    assert status == (None if name == "InternalServerError" else error.status)


def test_every_exception_by_status_is_there() -> None:
    found = {
        name
        for name, one in vars(_exceptions).items()
        if isinstance(one, type) and issubclass(one, anthropic.APIError)
    }
    assert found <= {*ERRORS, *HISTORY.error_aliases}


def test_other_names_are_those_of_the_same_class() -> None:
    for name, error in HISTORY.error_aliases.items():
        assert getattr(_exceptions, name) is getattr(_exceptions, error)


@pytest.mark.parametrize("name", [name for name, one in ERRORS.items() if one.status is not None])
def test_the_client_tries_again_as_the_catalogue_says(name: str) -> None:
    answer = SimpleNamespace(headers={}, status_code=ERRORS[name].status)
    with anthropic.Anthropic(api_key="k") as client:
        assert client._should_retry(answer) is ERRORS[name].retried  # type: ignore[arg-type]
