"""`claudelint explain`: what is said of requests, through the real command and on the linked projects."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from harness import Files, claudelint, clean, folder_of, project_of, write

from claudelint.explaining import Asked, parse_place
from claudelint.judging.settings import ConfigError
from claudelint.linking.project import Request
from claudelint.reporting.explain.cases import case_of
from claudelint.reporting.explain.facts import Case
from claudelint.reporting.explain.sight import Sight

KEY = "sk-ant-api03-" + "aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0z-" * 3
DIRECT = """\
import anthropic

client = anthropic.Anthropic(max_retries=5, api_key="KEY")

response = client.messages.create(
    model="claude-opus-4-8",
    max_tokens=100,
    messages=[{"role": "user", "content": "Hello"}],
)
print(response.content[0].text)
""".replace("KEY", KEY)
WRAPPER = {
    "uv.lock": '[[package]]\nname = "anthropic"\nversion = "2.12.0"\n',
    "app/__init__.py": "",
    "app/config.py": 'import os\n\nMODEL = "claude-opus-4-8"\nEFFORT = os.environ["EFFORT"]\n',
    "app/llm.py": clean("""
        import anthropic

        from app.config import EFFORT, MODEL

        client = anthropic.Anthropic()


        def ask(question, limit=100, **options):
            response = client.messages.create(
                model=MODEL,
                max_tokens=limit,
                output_config={"effort": EFFORT},
                messages=[{"role": "user", "content": "Answer: " + question}],
                **options,
            )
            return response.content[0].text
    """),
    "app/api.py": clean("""
        from fastapi import FastAPI

        from app.llm import ask

        app = FastAPI()


        @app.get("/chat")
        def chat(text: str):
            return ask(text, system="Be brief.")
    """),
    "nightly.py": clean("""
        from app.llm import ask


        def main():
            for line in open("questions.txt"):
                print(ask(line, 3000))


        main()
    """),
}


def explained(files: Files, *arguments: str, status: int = 0) -> str:
    """What the command prints for a project of these files, its columns one space apart."""
    with folder_of(files) as root:
        done = claudelint("explain", *arguments, cwd=root)
    assert done.returncode == status, done.stderr.decode() + done.stdout.decode()
    return re.sub(r"(?<=\S) +", " ", done.stdout.decode())


def failing(files: Files, *arguments: str) -> str:
    """The complaint about a place."""
    with folder_of(files) as root:
        done = claudelint("explain", *arguments, cwd=root)
    assert (done.returncode, done.stdout) == (2, b"")
    return done.stderr.decode().strip()


@contextmanager
def case_in(body: str, files: Files | None = None) -> Iterator[Case]:
    """The facts of the first request of a text, in its own context."""
    text = f"import os\nimport anthropic\nclient = anthropic.Anthropic()\n{clean(body)}"
    with project_of({**(files or {}), "main.py": text}) as project:
        request: Request = project.requests[0]
        yield case_of(request, (), Sight(project, "main.py"))


# the command


def test_direct() -> None:
    """A request whose values stand in the call: each with its line, and no key is printed."""
    text = explained({"a.py": DIRECT}, "a.py:7")
    assert text.startswith("a.py:5 client.messages.create(...) create\n\nclient Anthropic (api) line 3\n")
    assert "  max_retries 5 line 3\n  api_key a text, not shown line 3\n" in text
    assert '  model "claude-opus-4-8" line 6\n' in text
    assert "  max_tokens 100 line 7\n" in text
    assert '  messages list of 1: user, "Hello" line 8\n' in text
    assert "not given system, tools, cache_control" in text
    assert "cache not marked; the model caches from 1,024 tokens\n" in text
    assert "ways\n  script once, by the module line 5\n" in text
    assert "taken by position, unguarded response.content[0] line 10\n" in text
    assert "sk-ant-" not in text


def test_each_context_has_its_values() -> None:
    """A wrapper: what is alike is said once, and what differs with each of its callers."""
    text = explained(WRAPPER, "app/llm.py:13")
    assert "SDK 2 (at least 2.12.0), from anthropic 2.12.0 in uv.lock\n" in text
    alike, first, second = re.split(r"context \d of 2: ", text)
    assert '  model "claude-opus-4-8" app/config.py:3\n' in alike
    assert first.startswith("app/api.py:10 `chat`\n  max_tokens 100 line 8\n")
    assert '  system "Be brief." by `**options` app/api.py:10\n' in first
    assert second.startswith("nightly.py:6 `main`\n  max_tokens 3000 nightly.py:6\n")
    assert "a loop variable (nightly.py:5)" in " ".join(second.split())
    assert "  not given system\n" in second
    assert "FastAPI route `chat` per request, a person waits, can stream, by `chat` -> `ask`" in text
    assert "script once, in a loop (nightly.py:5), by the module -> `main` -> `ask`" in text


@pytest.mark.parametrize("place", ["nightly.py:6", "nightly.py:9"])
def test_a_call_that_leads_to_a_request(place: str) -> None:
    """The line of a caller, or of a caller's caller, shows the request in the context through it."""
    text = explained(WRAPPER, place)
    assert text.startswith("app/llm.py:9 client.messages.create(...) create, in `ask`\n")
    assert "arguments, as called by nightly.py:6 `main`\n" in text
    assert "max_tokens 3000" in text
    assert "FastAPI" not in text


def test_findings_of_the_request() -> None:
    """What a check says of the request is listed, also when it is reached from another file."""
    files = {
        "a.py": "from b import ask\nask(1)\n",
        "b.py": "import anthropic\n\ndef ask(t):\n    anthropic.Anthropic().messages.create(temperature=t)\n",
    }
    findings = explained(files, "a.py:2").partition("\nfindings\n")[2]
    assert "  CL001 line 4 removed-parameter: " in findings
    quiet = {**files, "b.py": files["b.py"].replace("=t)", "=t)  # noqa: CL001")}
    assert "CL001" not in explained(quiet, "a.py:2")


def test_unknown_has_its_reason() -> None:
    """What cannot be told is said with why and where."""
    text = explained(
        {
            "a.py": DIRECT.replace("100,", "limits.most,\n    **more,").replace(
                "import anthropic\n", "import anthropic\nfrom far import limits, make\nmore = make()\n"
            )
        },
        "a.py:8",
    )
    assert "  max_tokens unknown: `far.limits.most` is not in the project line 9\n" in text
    assert "**more: may hold any parameter; `far.make` returns it line 3\n" in text
    assert "not given" not in text


def test_the_innermost_request_is_meant() -> None:
    """Of nested requests a line means the inner one, and a column the one it stands in."""
    text = "import anthropic\nc = anthropic.Anthropic()\nc.messages.create(\n    system=c.messages.count_tokens(model='a'),\n    model='b',\n)\n"
    assert explained({"a.py": text}, "a.py:4").startswith("a.py:4 c.messages.count_tokens(...)")
    assert explained({"a.py": text}, "a.py:5").startswith("a.py:3 c.messages.create(...)")
    assert explained({"a.py": text}, "a.py:4:6").startswith("a.py:3 c.messages.create(...)")
    assert explained({"a.py": text}, "a.py:4:20").startswith("a.py:4 c.messages.count_tokens(...)")


def test_no_request_there() -> None:
    """Where there is none, the near ones are named."""
    text = explained(WRAPPER, "app/llm.py:8", status=1)
    assert text == (
        "app/llm.py:8: there is no request here.\nRequests near:\n"
        '  app/llm.py:9 client.messages.create(...) create, in `ask`, "claude-opus-4-8"\n'
    )
    assert "Requests near:\n  app/llm.py:9 " in explained(WRAPPER, "nightly.py:5", status=1)


@pytest.mark.parametrize(
    ("setup", "why"),
    [
        ("from far import client", "`client` is `far.client`, which is not in the project (a.py:1)"),
        ("import far\nclient = far.make()", "`client` is made by `far.make`, which is not in the project"),
        (
            "def make(kind):\n    return kind.client\nclient = make(1)",
            "`client` is attribute `client` of `kind`, which is 1 (",
        ),
        ("client = None", "`client` is None (a.py:1)"),
        ("", "`client` is `client`, which nothing in sight defines ("),
    ],
)
def test_why_a_call_is_no_request(setup: str, why: str) -> None:
    """A call that looks like a request and was not taken for one: what its client is."""
    text = explained({"a.py": f"{setup}\nclient.messages.create()\n"}, "a.py", status=1)
    text = " ".join(text.split()).replace("line ", "a.py:")
    assert text.startswith("a.py: no request was found in this file.")
    assert f"`client.messages.create` is not known to be a request: {why}" in text


def test_a_parameter_that_nothing_passes() -> None:
    """The client may be a parameter of a function without callers."""
    text = explained({"a.py": "def ask(it):\n    it.messages.create()\n"}, "a.py:2", status=1)
    assert "`it` is parameter `it` of `ask`, which nothing in sight calls" in " ".join(text.split())


def test_a_file_lists_its_requests() -> None:
    """Without a line, the requests of the file are listed, one a line."""
    text = explained(WRAPPER, "app/llm.py")
    assert text == '  app/llm.py:9 client.messages.create(...) create, in `ask`, "claude-opus-4-8"\n'
    assert explained({"a.py": "x = 1\n"}, "a.py", status=1) == "a.py: no request was found in this file.\n"
    assert explained({"a.py": ""}, "a.py:1", status=1) == "a.py:1: there is no request here.\n"


def test_json() -> None:
    """The same facts under stable keys."""
    answer = json.loads(explained(WRAPPER, "app/llm.py:9", "--output-format", "json"))
    assert list(answer) == ["asked", "place_is_line", "requests", "listed", "passed_over"]
    (site,) = answer["requests"]
    assert site["place"] == {"filename": "app/llm.py", "row": 9, "column": 16}
    assert site["sdk"]["major"] == 2
    first, second = site["cases"]
    assert second["chains"] == [
        [{"place": {"filename": "nightly.py", "row": 6, "column": 15}, "function": "main"}]
    ]
    arguments = {one["name"]: one for one in second["arguments"]}
    assert arguments["max_tokens"]["worth"]["value"] == 3000
    assert arguments["max_tokens"]["worth"]["place"]["filename"] == "nightly.py"
    assert [one["name"] for one in first["arguments"] if one["brought_by"]] == ["system"]
    assert [part["level"] for part in first["prompt"]["parts"]] == ["system", "messages"]
    assert {way["kind"] for way in site["ways"]} == {"web", "script"}
    assert site["answer"][0]["kind"] == "positional"
    answer = json.loads(explained(WRAPPER, "app/llm.py", "--output-format", "json"))
    assert (answer["requests"], answer["listed"][0]["kind"]) == ([], "create")
    answer = json.loads(explained(WRAPPER, "app/api.py:1", "--output-format", "json", status=1))
    assert answer["requests"] == []


def test_settings_and_colour() -> None:
    """The flags of check for settings hold here as well, and colours follow the terminal."""
    assert "SDK 1 (at least 1.4), from `target-sdk`" in explained(
        WRAPPER, "app/llm.py:9", "--target-sdk", "1.4"
    )
    files = {**WRAPPER, "claudelint.toml": "exclude = ['app']\ntarget-sdk = '0'\n"}
    assert "SDK 0, from `target-sdk`" in explained(files, "app/llm.py:9")
    assert "SDK 2 (at least" in explained(files, "--isolated", "app/llm.py:9")
    with folder_of(WRAPPER) as root:
        done = claudelint("explain", "app/llm.py:9", cwd=root, env={"FORCE_COLOR": "1"})
    assert done.stdout.startswith(b"\x1b[1mapp/llm.py:9")


def test_check_imports_nothing_of_it() -> None:
    """A check does not pay for it."""
    import subprocess

    program = (
        "import sys, claudelint.cli, claudelint.checking; print([m for m in sys.modules if 'explain' in m])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout == b"[]\n"


# bad input


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("b.py:7", "there is no file 'b.py'; name a place as FILE:LINE"),
        ("b.py", "there is no file 'b.py'"),
        ("sub:7", "sub is a folder; name a file and a line of it"),
        (".", ". is a folder"),
        ("a.py:41", "a.py:41: there is no such line: the file has 10 lines"),
        ("a.py:0", "'0' is not a number of a line"),
        ("a.py:seven", "a.py:seven: 'seven' is not a number of a line"),
        ("a.py:-1", "'-1' is not a number of a line"),
        ("a.py:5:x", "'x' is not a number of a line"),
        ("a.py:²", "is not a number of a line"),
        ("a.py:" + "9" * 5000, "is not a number of a line"),
        ("a.py:1:90", "a.py:1:90: there is no such column: the line has 16 characters"),
        ("bad.py:1", "error: bad.py:1:"),
        ("notes.md:1", "notes.md is not a Python file"),
        ("latin.py:1", "error: latin.py: cannot be decoded"),
        ("note.ipynb:1", "notebooks are not checked yet"),
        ("", "there is no file ''"),
        (":7", "there is no file"),
    ],
)
def test_places_that_are_none(place: str, words: str) -> None:
    """Each mistake is status 2 and says what is wrong."""
    files: Files = {
        "a.py": DIRECT,
        "bad.py": "def (:\n",
        "notes.md": "# Hello, you\n",
        "latin.py": b"x = '\xe9'\n",
        "note.ipynb": "{}",
        "sub/c.py": "",
    }
    assert words in failing(files, "--", place)


def test_parse_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that holds colons is that of a file if there is one; an empty number counts for none."""
    write(tmp_path, {"a.py": "", "b:7": "", "c:1:2": "", "a.py:5": ""})
    monkeypatch.chdir(tmp_path)
    assert parse_place("a.py") == Asked("a.py")
    assert parse_place("a.py:7") == Asked("a.py", 7)
    assert parse_place("a.py:7:3") == Asked("a.py", 7, 3)
    assert parse_place("a.py:7:") == Asked("a.py", 7)
    assert parse_place("b:7") == Asked("b:7")
    assert parse_place("b:7:8") == Asked("b:7", 8)
    assert parse_place("c:1:2:3:4") == Asked("c:1:2", 3, 4)
    assert parse_place("a.py:5") == Asked("a.py:5")
    with pytest.raises(ConfigError):
        parse_place("a\0.py:5")


# values in words


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("5", "5"),
        ("None", "None"),
        ("'a' * 100", '"' + "a" * 59 + '…" (100 characters)'),
        ("os.getenv('X', 'b')", '"b", a default that the environment may replace'),
        ("os.environ['X']", "unknown: it is read from the environment"),
        ("anthropic.NOT_GIVEN", "left out, by the SDK's marker"),
        ("[]", "empty list"),
        ("[x for x in range(9)]", "list, its items unknown"),
        ("{'type': 'adaptive'}", 'dict: type="adaptive"'),
        ("{**far}", "dict: its keys unknown"),
        ("[{'name': 'look'}, {'text': 'more'}]", 'list of 2: "look"; "more"'),
        ("f'On {far} we'", '"On {…} we" (6 characters, 1 hole: `far` (line 4))'),
        (f"'{KEY}'", '"sk-ant-' + "*" * 52 + '…" (109 characters)'),
        (
            "client.go().on",
            "unknown: it is attribute `on` of `client.go()`, which is returned by `client.go`",
        ),
    ],
)
def test_values_in_words(written: str, words: str) -> None:
    """Each kind of value has its words."""
    with case_in(f"client.messages.create(system={written})") as case:
        assert case.arguments[0].worth.words.startswith(words)


def test_alternatives() -> None:
    """Each alternative has its own place, and the catalogue speaks of each model."""
    body = """
        model = "claude-opus-4-8"
        if os.environ["X"]:
            model = "claude-none-1"
        client.messages.create(model=model)
    """
    with case_in(body) as case:
        options = case.arguments[0].worth.options
        assert sorted((one.value, one.place.row) for one in options) == [
            ("claude-none-1", 6),
            ("claude-opus-4-8", 4),
        ]
        assert any("not in the catalogue" in words for words in case.models)
        assert any("Claude Opus 4.8" in words for words in case.models)


def test_everything_behind_a_spread() -> None:
    """Where a `**` holds all there is, that is what is said."""
    text = "import anthropic\nfrom far import p\nanthropic.Anthropic().messages.create(**p)\n"
    assert "arguments\n  **p: may hold any parameter; `far.p` is not" in explained({"a.py": text}, "a.py:3")


def test_a_method_that_is_handed_on() -> None:
    """A method handed to something that calls it is a request like any other."""
    text = "import asyncio, anthropic\nc = anthropic.Anthropic()\n\nasync def f():\n    await asyncio.to_thread(c.messages.create, max_tokens=5)\n"
    said = explained({"a.py": text}, "a.py:5")
    assert "  max_tokens 5 line 5\n" in said
    assert "answer\n  not followed for this kind of request\n" in said
    other = explained({"a.py": text.replace("asyncio.to_thread", "far")}, "a.py:5")
    assert "calls it with arguments that cannot be told" in other


def test_batch_items() -> None:
    """Each item of a batch is told by itself."""
    text = (
        "import anthropic\nanthropic.Anthropic().messages.batches.create(requests=[\n"
        "    {'custom_id': 'a', 'params': {'max_tokens': 1}},\n"
        "    {'custom_id': 'b', 'params': {'max_tokens': 2}},\n])\n"
    )
    said = explained({"a.py": text}, "a.py:2")
    assert "batch item 1\n  max_tokens 1 line 3\n" in said
    assert "batch item 2\n  max_tokens 2 line 4\n" in said


def test_what_varies_is_told_apart_from_what_is_worked_out_once(tmp_path: Path) -> None:
    text = clean("""
        from datetime import datetime
        import anthropic
        client = anthropic.Anthropic()
        STARTED = datetime.now()
        def ask(question):
            return client.messages.create(
                model="claude-opus-4-8", max_tokens=100, system=f"{STARTED}, now {datetime.now()}",
                messages=[{"role": "user", "content": question}],
            )
    """)
    write(tmp_path, {"main.py": text})
    told = claudelint("explain", "main.py:6", "--output-format", "json", cwd=tmp_path)
    prompt = json.loads(told.stdout)["requests"][0]["cases"][0]["prompt"]
    changes = [(one["words"], one["place"]["row"]) for one in prompt["parts"][0]["changes"]]
    assert changes == [("the clock, worked out once", 4), ("the clock", 7)]


def test_a_loop_at_the_top_of_a_script_works_out_the_time_again(tmp_path: Path) -> None:
    text = clean("""
        from datetime import datetime
        import anthropic
        client = anthropic.Anthropic()
        for question in open("questions.txt"):
            client.messages.create(
                model="claude-opus-4-8", max_tokens=100, system=f"It is {datetime.now()}.",
                messages=[{"role": "user", "content": question}],
            )
    """)
    write(tmp_path, {"main.py": text})
    told = claudelint("explain", "main.py:5", "--output-format", "json", cwd=tmp_path)
    prompt = json.loads(told.stdout)["requests"][0]["cases"][0]["prompt"]
    changes = [one["words"] for part in prompt["parts"] for one in part["changes"]]
    assert changes == ["the clock", "a loop variable"]
