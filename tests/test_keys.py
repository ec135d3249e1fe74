"""Keys that stand in code are found, and printed nowhere: not in any format, not in diffs, not by `explain`."""

import pytest
from click.testing import CliRunner
from harness import folder_of

from claudelint.cli import main
from claudelint.judging.settings import FORMATS
from claudelint.reading.keys import hidden, holds_key
from claudelint.reading.reader import read_module
from claudelint.reading.source import Source

FIRST = "sk-ant-api03-Zt9kQ2wLx7RvB1nM4yHsD6fJcP8gUaEoZt9kQ2wLx7RvB1n"
SECOND = "M4yHsD6fJcP8gUaEoZt9kQ2wLx7RvB1nM4yHsD6fJcP8gUaEo-AA"
KEY = FIRST + SECOND
SECRETS = (FIRST.removeprefix("sk-ant-api03-"), SECOND)
# findings of several rules stand beside the keys: one rebuilds the line with the key, others show it as context
PROGRAM = f"""\
import anthropic

KEY = "{KEY}"
for question in ("Why?", "When?"):
    client = anthropic.Anthropic(api_key="{KEY}", max_retries=3)
    print(client.messages.create(
        model="claude-3-opus-20240229", max_tokens=9, messages=[{{"role": "user", "content": question}}],
        extra_headers={{"x-api-key": "{KEY}"}}, temperature=0.5))  # {KEY}
    other = anthropic.Anthropic(
        api_key=(
            "{FIRST}"  # in two parts
            "{SECOND}"
        ),
    )
    print(other.messages.create(model="claude-3-opus-20240229", max_tokens=9, messages=[], top_p=0.1))
    third = anthropic.Anthropic(api_key="{FIRST}" + '{SECOND}')
    print(third.messages.create(model="claude-3-opus-20240229", max_tokens=9, messages=[], top_p=0.1), b"{KEY}")
"""


def printed(*arguments: str) -> str:
    """What a command prints about the program, on both streams."""
    with folder_of({"main.py": PROGRAM}) as root:
        done = CliRunner().invoke(main, [*arguments, str(root / "main.py")])
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done.output


def assert_no_key(text: str) -> None:
    for secret in SECRETS:
        for start in range(0, len(secret) - 12, 6):
            assert secret[start : start + 12] not in text


@pytest.mark.parametrize(
    "flags", [[], ["--unsafe-fixes"], ["--statistics"]], ids=["", "unsafe", "statistics"]
)
@pytest.mark.parametrize("name", FORMATS)
def test_no_format_prints_a_key(name: str, flags: list[str]) -> None:
    text = printed("check", "--isolated", "--no-cache", "--output-format", name, *flags)
    assert "CL706" in text
    assert_no_key(text)


def test_no_diff_prints_a_key() -> None:
    text = printed("check", "--isolated", "--no-cache", "--diff", "--unsafe-fixes")
    assert "-KEY = " in text
    assert_no_key(text)


def test_an_applied_fix_is_listed_without_its_key() -> None:
    assert_no_key(printed("check", "--isolated", "--no-cache", "--fix", "--unsafe-fixes", "--show-fixes"))


@pytest.mark.parametrize("name", ["text", "json"])
def test_explain_prints_no_key(name: str) -> None:
    text = printed("explain", "--isolated", "--output-format", name)
    assert "claude-3-opus-20240229" in text
    assert_no_key(text)


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        (KEY, "sk-ant-" + "*" * (len(KEY) - 7)),
        (f'"{FIRST}"\n  "{SECOND}"', f'"sk-ant-{"*" * (len(FIRST) - 7)}"\n  "{"*" * len(SECOND)}"'),
        (
            f"'{FIRST}' + \\\n rb\"{SECOND}\"",
            f"'sk-ant-{'*' * (len(FIRST) - 7)}' + \\\n rb\"{'*' * len(SECOND)}\"",
        ),
        (f'"{FIRST}", "{SECOND}"', f'"{FIRST}", "{SECOND}"'),
        ('"sk-ant-api03-..."', '"sk-ant-api03-..."'),
        ('"sk-ant-test-key"', '"sk-ant-test-key"'),
    ],
)
def test_what_is_hidden(code: str, shown: str) -> None:
    assert hidden(code) == shown
    assert len(hidden(code)) == len(code)


@pytest.mark.parametrize(
    "text",
    ["", "sk-ant-...", "sk-ant-test", "YOUR_KEY", "sk-ant-api03-" + "x" * 95, "sk-ant-api03-" + "your-key-here-" * 7, FIRST],
)  # fmt: skip
def test_placeholders_are_no_keys(text: str) -> None:
    assert not holds_key(text)


@pytest.mark.parametrize(
    "literal",
    [f'"{KEY}"', f'"{FIRST}" "{SECOND}"', f'("{FIRST}"\n "{SECOND}")', f'b"{KEY}"', f'f"{{a}}" "{FIRST}" "{SECOND}"'],
)  # fmt: skip
def test_a_key_is_found_once_however_it_is_written(literal: str) -> None:
    module = read_module(Source.decode("main.py", f"x = {literal}\n".encode()))
    assert len({(one.start, one.end) for one in module.keys}) == 1
