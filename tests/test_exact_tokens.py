"""`check --exact-tokens`: prompts are counted by the API, once each, through the real command."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from api import LoopbackAPI
from harness import check_outcome, claudelint
from models_command import Place

from claudelint.catalog.catalog import load
from claudelint.catalog.tokens import estimate_tokens
from claudelint.running.cache import Cache

MODEL = "claude-opus-5-5"
# by estimate as many tokens as a cache takes and more, by the loopback API, which counts characters, too few
SIGNS = "!" * 700
# the other way round
WORDS = "abcdefg " * 220
CODE = """\
import anthropic

client = anthropic.Anthropic()


def ask(questions):
    for question in questions:
        client.messages.create(
            model="{model}",
            max_tokens=2000,
            system={system!r},
            messages=[{{"role": "user", "content": question}}],
        )
"""
FLAGS = ("check", "--exact-tokens", "--select", "CL201")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A project, and a cache folder of the user's."""
    return Place.below(tmp_path)


def write(place: Place, system: str, model: str = MODEL) -> None:
    """A project with one request in a loop."""
    (place.project / "a.py").write_text(CODE.format(system=system, model=model))


def counted(api: LoopbackAPI) -> list[object]:
    """What the API was asked to count."""
    assert {(one.method, one.path) for one in api.requests} <= {("POST", "/v1/messages/count_tokens")}
    return [one.body for one in api.requests]


def test_what_is_counted_is_said_without_about(place: Place, loopback_api: LoopbackAPI) -> None:
    """The text of the prompt is all that is sent, and the message has the API's number."""
    write(place, WORDS)
    done = place.run(*FLAGS, **loopback_api.environment())
    assert counted(loopback_api) == [{"model": MODEL, "messages": [{"role": "user", "content": WORDS}]}]
    assert loopback_api.requests[0].problems == ()
    tokens = -(-len(WORDS) // 3)
    assert f"CL201 [*] system prompt of {tokens} tokens is sent uncached" in done.stdout.decode()
    assert b"on line 7: $0.0023 a call" in done.stdout
    assert done.returncode == 1
    # the estimate lies below what the model caches
    assert place.run("check", "--select", "CL201").stdout == b""


def test_a_count_overrules_an_estimate(
    place: Place, loopback_api: LoopbackAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A prompt that is estimated to be long enough, and is not, is no finding."""
    write(place, SIGNS)
    estimated = place.invoke(monkeypatch, "check", "--select", "CL201")
    assert "system prompt of about " in estimated.stdout
    done = place.invoke(monkeypatch, *FLAGS, **loopback_api.environment())
    assert (done.exit_code, done.stdout) == (0, "")
    assert len(counted(loopback_api)) == 1


def test_an_estimate_needs_something_to_spare() -> None:
    """Only where it is 15 % above what the model caches, a prompt counts as long enough."""
    model = load().find(MODEL)
    assert model is not None
    assert model.cache_min_tokens is not None
    for share, found in ((1.05, 0), (1.25, 1)):
        signs = "!" * next(
            length
            for length in range(5_000)
            if estimate_tokens("!" * length, model.tokenizer) >= model.cache_min_tokens * share
        )
        outcome = check_outcome(CODE.format(model=MODEL, system=signs), select=["CL201"])
        assert len(outcome.findings) == found


def test_a_text_is_counted_once(
    place: Place, loopback_api: LoopbackAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counts are kept by model and text: later runs need neither the API nor a key."""
    write(place, WORDS)
    first = place.invoke(monkeypatch, *FLAGS, **loopback_api.environment())
    again = place.invoke(monkeypatch, *FLAGS)
    assert (again.stdout, again.exit_code) == (first.stdout, first.exit_code)
    assert len(counted(loopback_api)) == 1
    place.invoke(monkeypatch, *FLAGS, "--no-cache", **loopback_api.environment())
    assert len(counted(loopback_api)) == 2
    write(place, WORDS, "claude-sonnet-5-5")
    place.invoke(monkeypatch, *FLAGS, **loopback_api.environment())
    write(place, WORDS + ".")
    place.invoke(monkeypatch, *FLAGS, **loopback_api.environment())
    assert len(counted(loopback_api)) == 4
    cleaned = place.invoke(monkeypatch, "clean")
    assert "entries" in cleaned.stdout
    assert not list(place.user.glob("*.tokens"))


def test_counts_that_were_not_written_here_are_not_believed(tmp_path: Path) -> None:
    """Another content than a number, or that of another text, is none."""
    cache = Cache(str(tmp_path / "cache"))
    cache.put_tokens(MODEL, "one", 7)
    assert (cache.get_tokens(MODEL, "one"), cache.get_tokens(MODEL, "two")) == (7, None)
    assert cache.get_tokens("claude-opus-5", "one") is None
    entry = next((tmp_path / "cache").glob("*.tokens"))
    whole = entry.read_bytes()
    for forged in (b"", whole[:-1], whole + b" ", whole + b"x", whole + b"9" * 99, b"x" + whole):
        entry.write_bytes(forged)
        assert cache.get_tokens(MODEL, "one") is None, forged
    cache.put_tokens(MODEL, "two", 8)
    other = next(path for path in (tmp_path / "cache").glob("*.tokens") if path != entry)
    entry.write_bytes(other.read_bytes())
    assert cache.get_tokens(MODEL, "one") is None


def test_a_prompt_that_cannot_matter_is_not_sent(
    place: Place, loopback_api: LoopbackAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is far below every bound is not counted, and nothing needs a key then."""
    write(place, "Be brief.")
    assert place.invoke(monkeypatch, *FLAGS, **loopback_api.environment()).exit_code == 0
    assert place.invoke(monkeypatch, *FLAGS).exit_code == 0
    assert counted(loopback_api) == []


def test_nothing_is_counted_unasked(
    place: Place, loopback_api: LoopbackAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the flag no request is sent."""
    write(place, WORDS)
    place.invoke(monkeypatch, "check", **loopback_api.environment())
    assert loopback_api.requests == ()


def test_keys_in_prompts_are_not_sent(
    place: Place, loopback_api: LoopbackAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Something that has the form of a key leaves the machine with asterisks only."""
    key = "sk-ant-api03-" + "Ab3" * 31 + "AA"
    (place.project / "prompt.txt").write_text(f"{WORDS} The key is {key}.")
    code = CODE.format(model=MODEL, system="").replace("system=''", "system=open('prompt.txt').read()")
    (place.project / "a.py").write_text(code)
    place.invoke(monkeypatch, *FLAGS, **loopback_api.environment())
    (body,) = counted(loopback_api)
    assert "sk-ant-***" in json.dumps(body)
    assert key not in json.dumps(body)


def test_two_models_are_counted_each(
    place: Place, loopback_api: LoopbackAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A comparison of prices asks for both models."""
    code = (
        "import anthropic\n"
        "def is_urgent(text):\n"
        "    answer = anthropic.Anthropic().messages.create(\n"
        "        model='claude-opus-5-5', max_tokens=16,\n"
        "        system='Classify the ticket. Answer only yes or no.',\n"
        "        messages=[{'role': 'user', 'content': text}],\n"
        "    )\n"
        "    return answer.content[0].text.strip() == 'yes'\n"
    )
    (place.project / "a.py").write_text(code)
    done = place.invoke(
        monkeypatch, "check", "--exact-tokens", "--select", "CL404", **loopback_api.environment()
    )
    assert {body["model"] for body in counted(loopback_api) if isinstance(body, dict)} == {
        MODEL,
        "claude-haiku-5-5",
    }
    assert "the part of the prompt known here, 15 tokens, and a short answer" in done.stdout


def test_tools_are_estimated(
    place: Place, loopback_api: LoopbackAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of definitions of tools the texts are known, not the form in which they are counted."""
    tool = {"name": "look", "description": SIGNS, "input_schema": {"type": "object"}}
    code = CODE.format(model=MODEL, system="Be brief.").replace("system=", f"tools=[{tool!r}], system=")
    (place.project / "a.py").write_text(code)
    done = place.invoke(monkeypatch, *FLAGS, **loopback_api.environment())
    assert "tools and system prompt of about " in done.stdout
    assert [body["messages"] for body in counted(loopback_api) if isinstance(body, dict)] == [
        [{"role": "user", "content": "Be brief."}]
    ]


def test_a_model_that_the_api_does_not_have(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its prompts are estimated, which is said once."""
    write(place, SIGNS)
    with LoopbackAPI(today=date(2026, 1, 1)) as api:
        done = place.invoke(monkeypatch, *FLAGS, **api.environment())
        assert len(counted(api)) == 1
    assert "system prompt of about " in done.stdout
    words = done.stderr
    assert (
        words.count(f"note: {MODEL}: the API has no such model for this key: its tokens are estimated\n") == 1
    )


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({}, "there is no key: set ANTHROPIC_API_KEY"),
        ({"ANTHROPIC_API_KEY": "sk-ant-test"}, "the API cannot be reached: "),
    ],
)
def test_when_it_is_not_possible(place: Place, environment: dict[str, str], said: str) -> None:
    """It is said, with status 2 and no findings; JSON stays JSON."""
    write(place, WORDS)
    done = place.run(*FLAGS, "--output-format", "json", "--exit-zero", **environment)
    assert (done.returncode, json.loads(done.stdout)) == (2, [])
    assert done.stderr.decode().startswith(f"claudelint: {said}")
    assert b"Traceback" not in done.stderr


def test_without_the_extra(place: Place, tmp_path: Path) -> None:
    """Without the SDK it is said what to install."""
    (tmp_path / "path" / "anthropic").mkdir(parents=True)
    (tmp_path / "path" / "anthropic" / "__init__.py").write_text("raise ImportError('not there')")
    write(place, WORDS)
    done = place.run(*FLAGS, PYTHONPATH=str(tmp_path / "path"), ANTHROPIC_API_KEY="sk-ant-test")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b'pip install "claudelint-api[api]"' in done.stderr


def test_the_help_says_what_is_sent(tmp_path: Path) -> None:
    """Whoever reads the help knows that texts leave the machine."""
    words = " ".join(claudelint("check", "--help", cwd=tmp_path).stdout.decode().split())
    assert "--exact-tokens Have the API count the tokens of prompts" in words
    assert "their texts, as far as they stand in the code and its files, are sent" in words
