"""A mock of httpx does not see the requests of the SDK, which are really sent.

## What it does
Reports mocks of respx and pytest-httpx in a project with version 1 or later of the SDK, where a route names the host of
the API, or where the mock is around a test that reaches a request and names no other address. It is silent where the
project calls `alias_httpx()`, where the client has an `http_client`, where `using=` tells respx what to patch, and where
the test patches something else besides. vcrpy sees the requests since 8.2.0, and is not looked at.

## Why is this bad?
Version 1 of the SDK uses `httpx2`, and these packages patch `httpx`. Nothing says so: the test sends its request to the
real API, fails without a key or a network, and is paid for with them.

## Example
```python
import anthropic
import httpx
import respx


@respx.mock
def test_answer():
    respx.post("https://api.anthropic.com/v1/messages").mock(return_value=httpx.Response(529))
    client = anthropic.Anthropic(api_key="test")
    client.messages.create(
        model="claude-haiku-4-5",
        max_tokens=1024,
        messages=[{"role": "user", "content": "Name a river in France."}],
    )
```

## Use instead
```python
import anthropic
import httpx2


def overloaded(request: httpx2.Request) -> httpx2.Response:
    return httpx2.Response(529)


def test_answer():
    transport = httpx2.MockTransport(overloaded)
    client = anthropic.Anthropic(api_key="test", http_client=anthropic.DefaultHttpxClient(transport=transport))
    client.messages.create(
        model="claude-haiku-4-5",
        max_tokens=1024,
        messages=[{"role": "user", "content": "Name a river in France."}],
    )
```

## Fix safety
The fix is only shown: what is right depends on how the tests are run. `httpx2.alias_httpx()` has to be called before
anything imports `httpx`. The plugins of respx and pytest-httpx do so before a conftest.py is read, where it is too late:
it belongs into a module of its own that pytest loads first, by `addopts = "-p that_module"`. pytest-httpx2 has a fixture
`httpx2_mock`, which takes the place of `respx_mock`.

## References
- [Migration guide of the SDK, 0.x to 1](https://github.com/anthropics/anthropic-sdk-python/blob/main/MIGRATION.md)
- [pytest-httpx2](https://github.com/lundberg/pytest-httpx2)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.findings import Fix, Related, Report, Safety, Severity
from claudelint.linking.project import File
from claudelint.rule import Fixable, rule


@rule(
    code="CL808",
    name="httpx-mock-bypassed",
    on=File,
    severity=Severity.WARNING,
    fix=Fixable.NEVER,
    since="0.1.0",
)
def httpx_mock_bypassed(file: File) -> Iterator[Report]:
    since = file.catalog.history.construction.httpx2_since
    if not file.sdk.at_least(since):
        return
    for mock in file.http_mocks():
        sent = "a request to the API" if mock.request is None else "the request of this test"
        yield Report(
            mock.span,
            f"{mock.package} patches `httpx`, and the SDK uses `httpx2` since {since}: {sent} goes past the mock"
            f" and is really sent ({file.sdk.told})",
            Fix(
                "give the client a transport of `httpx2`, or call `httpx2.alias_httpx()` first", Safety.SHOWN
            ),
            () if mock.request is None else (Related(mock.request.span, "it is sent here"),),
        )
