"""What a request knows of its method, its headers, its messages and what it asks for."""

from __future__ import annotations

import pytest
from harness import requests_of

from claudelint.linking.project import Request
from claudelint.linking.sdk import target_of

SEND = "import anthropic\nclient = anthropic.Anthropic({options})\ndef f(a, b):\n    client.{method}({arguments})\n"
SAY = '{"role": "user", "content": "Hi."}'
SYSTEM = '{"role": "system", "content": "Be terse."}'


def ask(
    arguments: str = "", method: str = "messages.create", options: str = "", sdk: str | None = "2.12.0"
) -> Request:
    """The last request of a program that calls a method with these arguments."""
    text = SEND.format(options=options, method=method, arguments=arguments)
    with requests_of(text, target_sdk=sdk) as requests:
        request = requests[-1]
        # what is asked for later is looked up while the project stands
        _ = (request.conversations, request.sdk, request.method)
        return request


# the method


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("messages.create", "messages.create"),
        ("beta.messages.stream", "beta.messages.stream"),
        ("messages.with_raw_response.create", "messages.create"),
        ("beta.messages.tool_runner", "beta.messages.tool_runner"),
        ("messages.batches.create", "messages.batches.create"),
    ],
)
def test_method(method: str, path: str) -> None:
    """The method is found by its path, with and without `.beta`."""
    found = ask(method=method).method
    assert found is not None
    assert found.path == path


def test_the_params_of_a_batch_are_not_checked() -> None:
    """What an item holds is looked at by the API alone."""
    request = ask('requests=[{"custom_id": "a", "params": {"stop": "x"}}]', "messages.batches.create")
    assert request.is_batch_item
    assert request.method is not None
    assert request.method.path == "messages.batches.create.params"
    assert not request.is_refused_by_sdk("stop")


@pytest.mark.parametrize(
    ("sdk", "name", "refused"),
    [
        ("2.12.0", "stop", True),
        ("2", "stop", True),
        (None, "stop", True),
        (">=0.30,<1", "stop", True),
        # the table begins with 0.25.9
        ("<1", "stop", False),
        ("2.12.0", "cache_control", False),
        ("0.82.0", "cache_control", True),
        ("0.83.0", "cache_control", False),
        # some of the versions that may be installed take it
        (">=0.80,<1", "cache_control", False),
        ("1.7.0", "workspace_id", True),
        (">=1.7,<2", "workspace_id", False),
        ("1.14.0", "speed", True),
        ("2.13.0", "stop", True),
        # newer than the table
        ("2.14.0", "stop", False),
        ("3.0.0", "stop", False),
    ],
)
def test_refused_by_sdk(sdk: str | None, name: str, refused: bool) -> None:
    """A name is refused only where no version that may be installed takes it."""
    assert ask(sdk=sdk).is_refused_by_sdk(name) is refused


def test_not_refused_where_another_callable_may_keep_it() -> None:
    """What a method is handed to may have arguments of its own; `to_thread` hands all of them on."""
    start = "import anthropic, asyncio, other\nclient = anthropic.Anthropic()\n"
    with requests_of(start + "other.run(client.messages.create, stop=1)\n", target_sdk="2.12.0") as (
        request,
    ):
        assert not request.is_refused_by_sdk("stop")
    with requests_of(start + "asyncio.to_thread(client.messages.create, stop=1)\n", target_sdk="2.12.0") as (
        request,
    ):
        assert request.is_refused_by_sdk("stop")


@pytest.mark.parametrize(
    ("setting", "lowest", "highest"),
    [
        ("2.12.0", (2, 12, 0), (2, 12, 0)),
        ("2", (2,), (2, 12, 0)),
        ("0.40.0", (0, 40, 0), (0, 40, 0)),
        (">=0.40,<1", (0, 40), (0, 9_999)),
        (">=0.40", (2,), (2, 12, 0)),
        (None, (2, 12, 0), (2, 12, 0)),
    ],
)
def test_bounds(setting: str | None, lowest: tuple[int, ...], highest: tuple[int, ...]) -> None:
    """The versions that may be installed: exact ones, those of a range, the newest where it is assumed."""
    found = target_of(setting, [], 2).bounds("2.12.0")
    assert tuple(part + (0,) * (3 - len(part)) for part in found) == tuple(
        part + (0,) * (3 - len(part)) for part in (lowest, highest)
    )


# the headers

OLD = '{"anthropic-version": "2023-06-01"}'


@pytest.mark.parametrize(
    ("sdk", "arguments", "options", "version"),
    [
        ("2.12.0", "", "", "2026-10-21"),
        ("1.9.0", "", "", "2023-06-01"),
        ("0.90.0", "", "", "2023-06-01"),
        (None, "", "", "2026-10-21"),
        ("2.12.0", f"extra_headers={OLD}", "", "2023-06-01"),
        ("2.12.0", "", f"default_headers={OLD}", "2023-06-01"),
        ("2.12.0", 'extra_headers={"x-trace": a}', f"default_headers={OLD}", "2023-06-01"),
        (
            "0.90.0",
            'extra_headers={"Anthropic-Version": "2026-10-21"}',
            f"default_headers={OLD}",
            "2026-10-21",
        ),
        ("2.12.0", "extra_headers=a", "", None),
        ("2.12.0", 'extra_headers={"anthropic-version": a}', "", None),
        ("2.12.0", "**a", "", None),
        ("2.12.0", "", "**globals()", None),
    ],
)
def test_api_version(sdk: str | None, arguments: str, options: str, version: str | None) -> None:
    """A header counts before the SDK, that of the call before that of the client; the unknown may be any."""
    request = ask(arguments, options=options, sdk=sdk)
    assert request.api_version == version
    if version is not None and "version" not in (arguments + options).lower():
        assert not request.may_choose_api_version


def test_the_headers_of_a_batch_hold_for_its_items() -> None:
    """An item has no headers of its own."""
    arguments = f'requests=[{{"custom_id": "a", "params": {{}}}}], extra_headers={OLD}'
    assert ask(arguments, "messages.batches.create").api_version == "2023-06-01"


@pytest.mark.parametrize(
    ("arguments", "options", "may"),
    [
        ("", "", False),
        ('betas=["mcp-client-2025-11-20"]', "", True),
        ('betas=["skills-2025-10-02"]', "", False),
        ("betas=a", "", True),
        ("**a", "", True),
        ('extra_headers={"anthropic-beta": "mcp-client-2026-09-15"}', "", True),
        ("", 'default_headers={"anthropic-beta": "mcp-client-2026-09-15"}', True),
        ("", "middleware=[print]", True),
    ],
)
def test_may_send_beta(arguments: str, options: str, may: bool) -> None:
    """A header counts whatever its date; middleware and what is not known may send any."""
    assert ask(arguments, "beta.messages.create", options).may_send_beta("mcp-client-") is may


def test_a_client_by_its_annotation_may_send_any_beta() -> None:
    """Nothing tells with which headers it was made."""
    text = "import anthropic\ndef f(client: anthropic.Anthropic):\n    client.beta.messages.create()\n"
    with requests_of(text) as (request,):
        assert request.may_send_beta("mcp-client-")


# thinking and format


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        ('thinking={"type": "enabled", "budget_tokens": 2000}', "enabled"),
        ('thinking={"type": "adaptive"} if a else {"type": "disabled"}', None),
        ('thinking={"type": a}', None),
        ("thinking=a", None),
        ("", None),
    ],
)
def test_thinking_type(arguments: str, kind: str | None) -> None:
    """A type of thinking is known where there is one."""
    assert ask(arguments).thinking_type == kind


@pytest.mark.parametrize(
    ("arguments", "method", "has"),
    [
        ('output_config={"format": {"type": "json_schema"}}', "messages.create", True),
        ('output_config={"format": None}', "messages.create", False),
        ('output_config={"effort": "low"}', "messages.create", False),
        ("output_config=a", "messages.create", False),
        ("output_format=int", "messages.parse", True),
        ("output_format=anthropic.NOT_GIVEN", "messages.parse", False),
        ("", "messages.parse", False),
    ],
)
def test_has_output_format(arguments: str, method: str, has: bool) -> None:
    """A format is certain where one is given, by itself or as a type."""
    assert ask(arguments, method).has_output_format is has


# the messages


@pytest.mark.parametrize(
    ("messages", "seen"),
    [
        (f"[{SAY}, {SYSTEM}]", ["first user", "system last"]),
        (f"[{SYSTEM}]", ["first system last"]),
        (f"[*a, {SAY}]", ["user last"]),
        (f"[{SAY}, *a]", ["first user"]),
        (f"[{SAY}] + a", ["first user"]),
        (f"[{SAY}] + a + b", ["first user"]),
        (f"a + [{SAY}]", ["user last"]),
        (f"a + [{SAY}] + b", ["user"]),
        ('[{"role": a, "content": "x"}]', ["first ? last"]),
        ("a", []),
        ("[]", []),
    ],
)
def test_places_of_messages(messages: str, seen: list[str]) -> None:
    """First and last is what nothing can stand before or behind."""
    words = [
        " ".join(["first"] * one.is_first + [one.role or "?"] + ["last"] * one.is_last)
        for conversation in ask(f"messages={messages}").conversations
        for one in conversation.messages
    ]
    assert words == seen


TOOLS = '{"role": "system", "content": [{"type": "tool_removal"}]}'


@pytest.mark.parametrize(
    ("change", "seen"),
    [("append", [["user", True]]), ("extend", []), ("insert", [])],
)
def test_a_message_that_is_appended_is_last(change: str, seen: list[list[object]]) -> None:
    """Behind what is appended to a list of unknown length stands nothing; other changes tell nothing."""
    value = {"append": SAY, "extend": "b", "insert": f"0, {SAY}"}[change]
    text = (
        "import anthropic\nclient = anthropic.Anthropic()\ndef f(a, b):\n    said = list(a)\n"
        f"    said = [*said]\n    said.{change}({value})\n    client.messages.create(messages=said)\n"
    )
    with requests_of(text) as (request,):
        found = [[one.role, one.is_last] for each in request.conversations for one in each.messages]
        assert found == seen


BLOCK = '{"role": "assistant", "content": [{"type": "web_search_tool_result"}]}'
CALL = '{"role": "assistant", "content": [{"type": "tool_use"}]}'
ANSWER = '{"role": "assistant", "content": "Hi."}'
UNKNOWN = '{"role": "assistant", "content": a}'


@pytest.mark.parametrize(
    ("messages", "fault"),
    [
        (f"[{SAY}, {SYSTEM}]", None),
        (f"[{SAY}, {SYSTEM}, {ANSWER}]", None),
        (f"[{BLOCK}, {SYSTEM}]", None),
        (f"[{UNKNOWN}, {SYSTEM}]", None),
        (f"[*a, {ANSWER}, {SYSTEM}]", None),
        (f"[{SAY}, {SYSTEM}, {{**a}}]", None),
        (f"[{SAY}, {TOOLS}]", None),
        (f"[{SAY}, {TOOLS}, {SYSTEM}]", None),
        (f"[{SAY}, {SYSTEM}, {TOOLS}]", None),
        (f"[{SAY}, {SYSTEM}, {SYSTEM}]", "not the assistant's"),
        (f"[{ANSWER}, {SYSTEM}]", "directly behind"),
        (f"[{CALL}, {SYSTEM}]", "directly behind"),
        (f"[{SAY}, {SYSTEM}, {SAY}]", "not the assistant's"),
        (f'[{SAY}, {{"role": "system", "content": [{{"type": "image"}}]}}]', "more than text"),
        (f'[{SAY}, {{"role": "system", "content": [{{"type": "text"}}]}}]', None),
        (f'[{SAY}, {{"role": "system", "content": a}}]', None),
    ],
)
def test_fault_of_a_system_message(messages: str, fault: str | None) -> None:
    """A place is wrong only where its neighbours are known."""
    (conversation,) = ask(f"messages={messages}").conversations
    found = conversation.fault_of(conversation.system_messages[0])
    assert found is None if fault is None else found is not None and fault in found


# lists that are filled elsewhere

FILLED = """
import anthropic
import other
client = anthropic.Anthropic()
class Talk:
    def __init__(self):
        self.said = []
    def add(self, text):
        {change}
    def answer(self):
        client.messages.create(messages=self.said)
def outside(talk):
    {outside}
"""


@pytest.mark.parametrize(
    ("change", "outside", "is_open"),
    [
        ("pass", "pass", False),
        ("self.said.append(text)", "pass", True),
        ("self.said[0] = text", "pass", True),
        ("said = self.said; said.append(text)", "pass", True),
        ("other.fill(self.said)", "pass", True),
        ("print(self.said)", "pass", False),
        ("pass", "talk.said.append(1)", True),
    ],
)
def test_a_list_of_an_object_may_be_filled(change: str, outside: str, is_open: bool) -> None:
    """A list under an attribute is whole only where nothing in sight changes it in place."""
    with requests_of(FILLED.format(change=change, outside=outside)) as (request,):
        assert [one.is_whole for one in request.conversations] == [not is_open]


@pytest.mark.parametrize(("change", "is_open"), [("said.append(text)", True), ("return list(said)", False)])
def test_a_list_may_be_filled_by_a_function_inside(change: str, is_open: bool) -> None:
    """A function inside may run at any time between."""
    text = f"""
    import anthropic
    client = anthropic.Anthropic()
    def answer():
        said = []
        def add(text):
            {change}
        add("x")
        client.messages.create(messages=said)
    """
    with requests_of(text) as (request,):
        assert [one.is_whole for one in request.conversations] == [not is_open]
