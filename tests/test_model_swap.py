"""Moving requests to another model: what comes along, what is refused, and that nothing is left that fails."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path

import pytest
from harness import MAIN, TODAY, check_text, clean, fix_text, folder_of, requests_of, run_in, write

from claudelint.catalog.catalog import ModelFacts, load
from claudelint.editing import Swap, apply, effort_for_budget, plan_swap, thinking_off
from claudelint.editing.model_swap import id_for
from claudelint.findings import Finding, Safety
from claudelint.linking.project import Known, Mapping, Request
from claudelint.running.outcome import FixMode

CATALOG = load(TODAY)
LEAVING = [
    model
    for model in CATALOG.models
    if model.is_retired or (model.is_deprecated and model.retires_on is not None)
]
MOVES = ["CL401", "CL402"]
# what is left must not fail; evidence for smaller models and efforts is another matter
MUST_NOT_FAIL = ["CL0", "CL401", "CL402", "CL403", "CL601"]
HEAD = """\
import anthropic

client = anthropic.Anthropic()
QUESTION = [{"role": "user", "content": "Name three rivers in France."}]
"""
SHAPES = {
    "plain": 'client.messages.create(model="MODEL", max_tokens=1024, messages=QUESTION)\n',
    "temperature": (
        'client.messages.create(model="MODEL", max_tokens=1024, temperature=0.5, top_p=0.9, messages=QUESTION)\n'
    ),
    "thinking": (
        'client.messages.create(model="MODEL", max_tokens=4000, messages=QUESTION,\n'
        '    thinking={"type": "enabled", "budget_tokens": 2000})\n'
    ),
    "no thinking": (
        'client.messages.create(model="MODEL", max_tokens=1024, messages=QUESTION, thinking={"type": "disabled"})\n'
    ),
    "reading": (
        'answer = client.messages.create(model="MODEL", max_tokens=1024, messages=QUESTION)\n'
        "print(answer.content[0].text)\n"
    ),
    "dict": (
        'options = {"model": "MODEL", "max_tokens": 1024, "top_k": 3}\n'
        "client.messages.create(**options, messages=QUESTION)\n"
    ),
    "batch": (
        "client.messages.batches.create(requests=[\n"
        '    {"custom_id": "a", "params": {"model": "MODEL", "max_tokens": 1024, "temperature": 0.5,\n'
        '        "messages": QUESTION}},\n'
        "])\n"
    ),
    "counted": 'client.messages.count_tokens(model="MODEL", messages=QUESTION)\n',
    "prefill": (
        'client.messages.create(model="MODEL", max_tokens=1024,\n'
        '    messages=[*QUESTION, {"role": "assistant", "content": "1."}])\n'
    ),
    "forced tool": (
        'client.messages.create(model="MODEL", max_tokens=1024, messages=QUESTION,\n'
        '    tools=[{"name": "note", "description": "Notes.", "input_schema": {"type": "object"}}],\n'
        '    tool_choice={"type": "tool", "name": "note"})\n'
    ),
}


def program(shape: str, model: str) -> str:
    """A small program of this shape."""
    return HEAD + SHAPES[shape].replace("MODEL", model)


def is_refused(finding: Finding) -> bool:
    """Whether the finding says why its fix is left to the reader."""
    fix = finding.fix
    return fix is not None and fix.safety is Safety.SHOWN and "(by hand: " in fix.title and not fix.edits


# every model that leaves


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("model", LEAVING, ids=lambda model: model.id)
def test_nothing_is_left_that_fails(model: ModelFacts, shape: str) -> None:
    """After the move no request fails for a reason known here; or the move is refused with its reason."""
    text = program(shape, model.id)
    found = check_text(text, select=MOVES)
    assert len(found) == 1
    if is_refused(found[0]):
        assert shape in ("prefill", "forced tool")
        assert fix_text(text, select=MOVES, unsafe=True) == text
        return
    fixed = fix_text(text, select=MOVES, unsafe=True)
    ast.parse(fixed)
    assert f'"{model.id}"' not in fixed
    assert check_text(fixed, select=MOVES) == []
    failing = [one for one in check_text(fixed, select=MUST_NOT_FAIL) if one.severity.value == "error"]
    assert [(one.code, one.message) for one in failing] == []
    with requests_of(text) as before, requests_of(fixed) as after:
        for old, new in zip(sent(before), sent(after), strict=True):
            assert_is_taken(new)
            if new.kind != "count_tokens" and not old.arguments.get("thinking"):
                assert new.model is not None
                assert new.model.thinking_default == "off" or kind_of_thinking(new) == thinking_off(new.model)


def sent(requests: tuple[Request, ...]) -> list[Request]:
    """The requests that name a model: a batch is sent for its items."""
    return [request for request in requests if "model" in request.arguments]


def kind_of_thinking(request: Request) -> object:
    """The `thinking.type` that is sent, None without one."""
    value = request.value("thinking")
    kind = value.get("type") if isinstance(value, Mapping) else None
    return kind.value if isinstance(kind, Known) else None


def assert_is_taken(request: Request) -> None:
    """By the catalogue, the model takes what is sent; the SDK is the newest."""
    model = request.model
    assert model is not None
    assert not set(CATALOG.removed_parameters) & set(request.arguments)
    assert kind_of_thinking(request) in (None, *(model.thinking_types or ()))
    assert (request.number("max_tokens") or 0) <= (model.max_output_tokens or 0)
    config = request.value("output_config")
    effort = config.get("effort") if isinstance(config, Mapping) else None
    if isinstance(effort, Known):
        assert effort.value in (model.effort_levels or ())


@pytest.mark.parametrize("model", LEAVING, ids=lambda model: model.id)
def test_aliases_are_found(model: ModelFacts) -> None:
    """Every spelling of a model that leaves is reported."""
    for alias in model.aliases:
        found = check_text(program("plain", alias), select=MOVES)
        assert len(found) == 1, alias
        assert f"`{alias}`" in found[0].message


@pytest.mark.parametrize(
    ("model", "shape", "reason"),
    [
        ("claude-3-opus-20240229", "prefill", "prefilled"),
        ("claude-sonnet-4-5", "forced tool", "`tool_choice` forces a tool"),
    ],
)
def test_refusals_of_shapes(model: str, shape: str, reason: str) -> None:
    """What the replacement rejects and no program can rewrite is refused by name."""
    (finding,) = check_text(program(shape, model), select=MOVES)
    assert is_refused(finding)
    assert finding.fix is not None
    assert reason in finding.fix.title


# the SDK in use


@pytest.mark.parametrize(
    ("model", "sdk", "kept"),
    [
        ("claude-3-haiku-20240307", "0.90", True),
        ("claude-3-opus-20240229", "0.90", False),
        ("claude-3-haiku-20240307", "1.5", False),
        ("claude-3-haiku-20240307", "2.12", False),
    ],
)
def test_sampling_by_sdk(model: str, sdk: str, kept: bool) -> None:
    """`temperature` stays where both the SDK and the replacement still take it; `top_p` beside it does not."""
    fixed = fix_text(program("temperature", model), select=MOVES, unsafe=True, target_sdk=sdk)
    assert ("temperature=0.5" in fixed) is kept
    assert "top_p" not in fixed


def test_batches_by_sdk() -> None:
    """In a batch the parameter is sent as it is, so that SDK 1.x leaves it to the model."""
    text = program("batch", "claude-3-haiku-20240307")
    assert '"temperature": 0.5' in fix_text(text, select=MOVES, unsafe=True, target_sdk="1.5")
    assert "temperature" not in fix_text(text, select=MOVES, unsafe=True, target_sdk="2.12")


def test_old_sdk_is_refused() -> None:
    """What an old SDK cannot send is no fix."""
    (finding,) = check_text(program("plain", "claude-sonnet-4-5"), select=MOVES, target_sdk="0.40")
    assert is_refused(finding)
    assert finding.fix is not None
    assert "needs SDK" in finding.fix.title


# what is shared


SHARED = {
    "compared": """
        def ask(model="claude-3-opus-20240229"):
            if model == "claude-3-opus-20240229":
                print("old")
            client.messages.create(model=model, max_tokens=1024, messages=QUESTION)

        ask()
        """,
    "a key": """
        PRICES = {"claude-3-opus-20240229": 15.0}
        MODEL = "claude-3-opus-20240229"
        client.messages.create(model=MODEL, max_tokens=1024, messages=QUESTION)
        print(PRICES[MODEL])
        """,
    "looked up": """
        PRICES = {"claude-3-opus-20240229": 15.0}
        MODEL = "claude-3-opus-20240229"
        client.messages.create(model=MODEL, max_tokens=1024, messages=QUESTION)
        print(PRICES.get(MODEL, 0))
        """,
    "a dict used elsewhere": """
        options = {"model": "claude-3-opus-20240229", "max_tokens": 1024, "temperature": 0.5}
        print(options["temperature"])
        client.messages.create(**options, messages=QUESTION)
        """,
    "a dict handed on": """
        options = {"model": "claude-3-opus-20240229", "max_tokens": 1024, "temperature": 0.5}
        some_log(options)
        client.messages.create(**options, messages=QUESTION)
        """,
    "a statement of its own": """
        options = {"model": "claude-3-opus-20240229", "max_tokens": 1024}
        options["temperature"] = 0.5
        client.messages.create(**options, messages=QUESTION)
        """,
    "a hidden parameter": """
        def ask(**more):
            client.messages.create(model="claude-3-opus-20240229", max_tokens=1024, messages=QUESTION, **more)
        """,
    "a hidden body": """
        def ask(body):
            client.messages.create(
                model="claude-3-opus-20240229", max_tokens=1024, messages=QUESTION, extra_body=body
            )
        """,
    "parts": """
        client.messages.create(model="claude-3-" + "opus-20240229", max_tokens=1024, messages=QUESTION)
        """,
    "matched": """
        MODEL = "claude-3-opus-20240229"
        client.messages.create(model=MODEL, max_tokens=1024, messages=QUESTION)
        match MODEL:
            case "claude-3-opus-20240229":
                print("old")
        """,
    "another model that keeps thinking": """
        def ask(model):
            client.messages.create(
                model=model, max_tokens=4000, messages=QUESTION,
                thinking={"type": "enabled", "budget_tokens": 2000},
            )

        ask("claude-opus-4-1")
        ask("claude-haiku-4-5")
        """,
}


@pytest.mark.parametrize("case", SHARED)
def test_shared_is_refused(case: str) -> None:
    """A change that other code would feel, or that cannot be seen, is left to the reader."""
    (finding,) = check_text(HEAD + clean(SHARED[case]), select=["CL401"])
    assert is_refused(finding), finding.fix


def test_a_fix_in_another_file_is_counted_there(tmp_path: Path) -> None:
    """Where only the literal of another file is changed, that file tells of the fix."""
    write(
        tmp_path,
        {
            "a.py": "from anthropic import Anthropic\nfrom settings import MODEL\n"
            "Anthropic().messages.create(model=MODEL, max_tokens=9, messages=[])\n",
            "settings.py": 'MODEL = "claude-3-opus-20240229"\n',
        },
    )
    outcome = run_in(tmp_path, select=["CL401"], fix=FixMode.WRITE, unsafe=True)
    (change,) = outcome.changes
    assert change.before.path == "settings.py"
    assert [(code, count) for code, _, count in change.applied] == [("CL401", 1)]


def test_dicts_made_by_calls() -> None:
    """Dicts of keyword arguments, the SDK's typed ones among them, are changed like displays."""
    text = HEAD + clean(
        """
        from anthropic.types.message_create_params import MessageCreateParamsNonStreaming
        from anthropic.types.messages.batch_create_params import Request

        options = dict(model="claude-sonnet-4-5", temperature=0.1)
        client.messages.create(**options, max_tokens=1024, messages=QUESTION)
        client.messages.batches.create(
            requests=[
                Request(
                    custom_id="a",
                    params=MessageCreateParamsNonStreaming(
                        model="claude-sonnet-4-5",
                        max_tokens=1024,
                        temperature=0.1,
                        messages=QUESTION,
                    ),
                )
            ]
        )
        """
    )
    fixed = fix_text(text, select=MOVES, unsafe=True)
    assert 'options = dict(model="claude-sonnet-5-5")' in fixed
    assert fixed.count('thinking={"type": "between_tools"}') == 2
    assert "temperature" not in fixed


def test_two_callers_with_one_id() -> None:
    """Callers that write the same id twice move one after the other, and the call is changed once."""
    text = HEAD + clean(
        """
        def ask(model):
            client.messages.create(model=model, max_tokens=1024, temperature=0.5, messages=QUESTION)

        ask("claude-sonnet-4-5")
        ask("claude-sonnet-4-5")
        ask("claude-sonnet-4-5-20250929")
        """
    )
    fixed = fix_text(text, select=MOVES, unsafe=True)
    assert fixed.count('ask("claude-sonnet-5-5")') == 3
    assert fixed.count('thinking={"type": "between_tools"}') == 1
    assert "temperature" not in fixed


def test_a_look_that_stays_true() -> None:
    """A comparison that turns out the same for the replacement is no hindrance."""
    text = HEAD + clean(
        """
        MODEL = "claude-3-opus-20240229"
        client.messages.create(model=MODEL, max_tokens=1024, messages=QUESTION)
        print("opus" in MODEL, MODEL.startswith("claude-"), MODEL == "gpt-4", f"asked {MODEL}")
        """
    )
    assert 'MODEL = "claude-opus-4-8"' in fix_text(text, select=["CL401"], unsafe=True)


def test_constant_of_two_files() -> None:
    """A constant moves with everything that each of its requests needs, wherever these stand."""
    files = {
        "settings.py": 'MODEL = "claude-3-opus-20240229"  # the best one\n',
        "other.py": clean(
            """
            import anthropic
            import settings

            def ask(question):
                return anthropic.Anthropic().messages.create(
                    model=settings.MODEL,
                    max_tokens=1024,
                    temperature=0.1,
                    messages=[{"role": "user", "content": question}],
                )
            """
        ),
        MAIN: HEAD + "from settings import MODEL\n\n"
        "client.messages.create(model=MODEL, max_tokens=1024, top_k=3, messages=QUESTION)\n",
    }
    with folder_of(files) as root:
        before = run_in(root, select=["CL401"])
        assert [one.fix.title for one in before.findings if one.fix is not None] == [
            "move to `claude-opus-4-8`, without `top_k` and `temperature`"
        ] * 2
        outcome = run_in(root, select=["CL401"], fix=FixMode.WRITE, unsafe=True)
        assert not outcome.findings
        assert (root / "settings.py").read_text() == 'MODEL = "claude-opus-4-8"  # the best one\n'
        assert "temperature" not in (root / "other.py").read_text()
        assert "top_k" not in (root / MAIN).read_text()


def test_constant_in_a_file_that_is_not_fixed() -> None:
    """Nothing is written where a part would have to be written in a file that was not named."""
    files = {
        "settings.py": 'MODEL = "claude-3-opus-20240229"\n',
        MAIN: HEAD + "from settings import MODEL\n\n"
        "client.messages.create(model=MODEL, max_tokens=1024, top_k=3, messages=QUESTION)\n",
    }
    with folder_of(files) as root:
        outcome = run_in(root, select=["CL401"], fix=FixMode.WRITE, unsafe=True, paths=[MAIN])
        assert len(outcome.findings) == 1
        assert {name: (root / name).read_text() for name in files} == files


def test_partners_keep_their_spelling() -> None:
    """Ids of Amazon Bedrock and Google Cloud stay such ids."""
    opus, haiku = CATALOG.find("claude-opus-4-8"), CATALOG.find("claude-haiku-4-5")
    assert opus is not None
    assert haiku is not None
    assert id_for(opus, "us.anthropic.claude-3-opus-20240229-v1:0") == "us.anthropic.claude-opus-4-8"
    assert (
        id_for(haiku, "anthropic.claude-3-5-haiku-20241022-v1:0")
        == "anthropic.claude-haiku-4-5-20251001-v1:0"
    )
    assert id_for(haiku, "claude-3-5-haiku@20241022") == "claude-haiku-4-5@20251001"
    assert id_for(opus, "claude-3-opus@20240229") == "claude-opus-4-8"


# moves between any two models, as other rules plan them


def swapped(call: str, target: str, sdk: str | None = None) -> tuple[str, Swap]:
    """The program after the move of its first request, and the plan of the move."""
    text = HEAD + clean(call)
    with requests_of(text, target_sdk=sdk) as requests:
        model = CATALOG.find(target)
        assert model is not None
        swap = plan_swap(requests[0], model, requests[0].models[0][0])
        return apply(text, swap.edits), swap


@pytest.mark.parametrize(
    ("call", "target", "wanted", "words"),
    [
        pytest.param(
            'client.messages.create(model="claude-opus-4-8", max_tokens=64, messages=QUESTION)',
            "claude-haiku-5-5",
            'max_tokens=64, messages=QUESTION, thinking={"type": "disabled"})',
            "with thinking left off",
            id="off stays off",
        ),
        pytest.param(
            'client.messages.create(model="claude-opus-5-5", max_tokens=64, messages=QUESTION)',
            "claude-haiku-5-5",
            'model="claude-haiku-5-5", max_tokens=64, messages=QUESTION)',
            "move to `claude-haiku-5-5`",
            id="on stays on",
        ),
        pytest.param(
            'client.messages.create(model="claude-opus-4-8", max_tokens=64, messages=QUESTION,\n'
            '    output_config={"effort": "max"})',
            "claude-haiku-5-5",
            'output_config={"effort": "high"},\n    thinking={"type": "disabled"})',
            "at effort `high`",
            id="effort with thinking off",
        ),
        pytest.param(
            'client.messages.create(model="claude-opus-4-8", max_tokens=64, messages=QUESTION)',
            "claude-opus-5-5",
            'model="claude-opus-5-5", max_tokens=4096, messages=QUESTION)',
            "with `max_tokens` at 4,096 to leave room to think",
            id="always on",
        ),
        pytest.param(
            'client.messages.create(model="claude-opus-4-8", max_tokens=64, messages=QUESTION,\n'
            '    thinking={"type": "disabled"})',
            "claude-fable-5-2",
            "max_tokens=4096, messages=QUESTION)",
            "with thinking on, which is always on there",
            id="disabled where it is always on",
        ),
        pytest.param(
            'client.messages.create(model="claude-opus-4-8", max_tokens=16000, messages=QUESTION,\n'
            '    output_config={"effort": "xhigh"})',
            "claude-sonnet-4-6",
            'output_config={"effort": "high"})',
            "at effort `high`",
            id="effort that the target lacks",
        ),
        pytest.param(
            'client.messages.create(model="claude-opus-4-8", max_tokens=16000, messages=QUESTION,\n'
            '    output_config={"effort": "low"})',
            "claude-haiku-4-5",
            "max_tokens=16000, messages=QUESTION)",
            "without `effort`",
            id="no effort at all",
        ),
        pytest.param(
            'client.messages.create(model="claude-opus-4-8", max_tokens=10000, messages=QUESTION,\n'
            "    thinking={'type': 'adaptive'})",
            "claude-haiku-4-5",
            "thinking={'type': 'enabled', \"budget_tokens\": 5000})",
            "with thinking within 5,000 tokens",
            id="a budget for thinking",
        ),
        pytest.param(
            'client.messages.stream(model="claude-opus-4-8", max_tokens=128000, messages=QUESTION)',
            "claude-haiku-4-5",
            "max_tokens=64000",
            "with `max_tokens` at its limit of 64,000",
            id="clamped",
        ),
        pytest.param(
            'client.messages.create(model="claude-sonnet-5-5", max_tokens=64, messages=QUESTION,\n'
            '    thinking={"type": "between_tools"})',
            "claude-haiku-5-5",
            'thinking={"type": "disabled"})',
            "with thinking left off",
            id="between tools",
        ),
        pytest.param(
            'answer = client.messages.create(model="claude-opus-4-8", max_tokens=9000, messages=QUESTION)\n'
            "print(answer.content[0].text)",
            "claude-opus-5-5",
            'print([block.text for block in answer.content if block.type == "text"][0])',
            "with the text taken from the blocks of type text",
            id="reads by type",
        ),
        pytest.param(
            'client.messages.create(model="claude-opus-4-8", max_tokens=64, messages=QUESTION,\n'
            '    extra_body={"top_k": 5})',
            "claude-opus-4-7",
            'model="claude-opus-4-7", max_tokens=64, messages=QUESTION)',
            "without `top_k`",
            id="extra body",
        ),
    ],
)
def test_moves(call: str, target: str, wanted: str, words: str) -> None:
    """Each change that a target needs comes along and is named in the title."""
    text, swap = swapped(call, target)
    assert not swap.refusal
    assert wanted in text
    assert words in swap.title
    assert swap.fix.safety is Safety.UNSAFE
    ast.parse(text)


@pytest.mark.parametrize(
    ("call", "target", "reason"),
    [
        (
            'client.messages.create(model="claude-opus-4-8", max_tokens=64, messages=QUESTION,\n'
            '    thinking={"type": "adaptive"})',
            "claude-haiku-4-5",
            "`max_tokens` leaves no room for a thinking budget",
        ),
        (
            'answer = client.messages.create(model="claude-opus-4-8", max_tokens=9000, messages=QUESTION)\n'
            "first = answer.content[0]",
            "claude-opus-5-5",
            "`content[0]` is read",
        ),
        (
            'client.beta.messages.create(model="claude-opus-5-5", speed="fast", max_tokens=64, messages=QUESTION)',
            "claude-haiku-5-5",
            '`speed="fast"`',
        ),
        (
            "def ask(limit):\n"
            '    client.messages.create(model="claude-opus-4-8", max_tokens=limit, messages=QUESTION)',
            "claude-opus-5-5",
            "`max_tokens` is not known here",
        ),
        (
            'client.messages.create(model="claude-opus-4-8", max_tokens=64, messages=QUESTION,\n'
            '    tools=[{"type": "computer_20250124", "name": "computer"}])',
            "claude-sonnet-5-5",
            "`computer_20250124`",
        ),
        (
            'client.beta.messages.create(model="claude-opus-4-8", max_tokens=64, messages=QUESTION,\n'
            '    tools=tools(), betas=["computer-use-2025-01-24"])',
            "claude-sonnet-4-6",
            "the tools of the beta `computer-use-2025-01-24`",
        ),
        (
            'answer = client.messages.create(model="claude-opus-4-8", max_tokens=9000, messages=QUESTION)\n'
            'print(f"{answer.content[0].text=}")',
            "claude-opus-5-5",
            "a thinking block may come first, and `content[0]` is to be read",
        ),
        (
            "def ask(model=None):\n"
            '    client.messages.create(model=model or "claude-opus-4-8", max_tokens=64, messages=QUESTION)',
            "claude-opus-5-5",
            "`max_tokens` stands there for a model that is not known here, too",
        ),
        (
            "import functools\n"
            'ask = functools.partial(client.messages.create, model="claude-opus-4-8", max_tokens=64)',
            "claude-haiku-5-5",
            "a `**` may hold `temperature`",
        ),
    ],
)
def test_moves_refused(call: str, target: str, reason: str) -> None:
    """What cannot be done, or not be seen, is the reason."""
    _, swap = swapped(call, target)
    assert reason in swap.refusal
    assert swap.fix.safety is Safety.SHOWN
    assert swap.fix.edits == ()


def test_an_answer_sent_back_is_no_prefill() -> None:
    """A turn of Claude's own that is taken up again is what the API asks for."""
    _, swap = swapped(
        """
        first = client.messages.create(model="claude-sonnet-4-5", max_tokens=1024, messages=QUESTION)
        """,
        "claude-sonnet-5-5",
    )
    assert not swap.refusal
    text = HEAD + clean(
        """
        def go_on(first):
            again = [*QUESTION, {"role": "assistant", "content": first.content}]
            client.messages.create(model="claude-sonnet-4-5", max_tokens=1024, messages=again)
        """
    )
    (finding,) = check_text(text, select=["CL402"])
    assert not is_refused(finding)


def test_a_look_whether_there_are_requests_is_no_other_use() -> None:
    text = """
        import anthropic
        client = anthropic.Anthropic()
        def ask(questions):
            requests = []
            for number, question in enumerate(questions):
                requests.append({
                    "custom_id": str(number),
                    "params": {
                        "model": "claude-2.1",
                        "max_tokens": 100,
                        "temperature": 0.3,
                        "messages": [{"role": "user", "content": question}],
                    },
                })
            if requests:
                return client.messages.batches.create(requests=requests)
    """
    fixed = fix_text(text, select=["CL401"], unsafe=True)
    assert '"model": "claude-opus-4-8"' in fixed
    assert "temperature" not in fixed
    looked_at = text.replace("if requests:", 'if requests[0]["params"]["temperature"]:')
    assert fix_text(looked_at, select=["CL401"], unsafe=True) == clean(looked_at)


def test_moves_what_is_read_in_place() -> None:
    """The content that is read holds the whole request, in which there is more to change."""
    text = """
        import anthropic
        client = anthropic.Anthropic()
        def ask(question):
            return client.messages.create(
                model="claude-sonnet-4-5",  # old
                max_tokens=100,
                temperature=0.3,
                messages=[{"role": "user", "content": question}],
            ).content[0].text
    """
    wanted = """
        import anthropic
        client = anthropic.Anthropic()
        def ask(question):
            return [block.text for block in client.messages.create(
                model="claude-sonnet-5-5",  # old
                max_tokens=100,
                messages=[{"role": "user", "content": question}],
                thinking={"type": "between_tools"},
            ).content if block.type == "text"][0]
    """
    assert fix_text(text, select=["CL402"], unsafe=True) == clean(wanted)


@pytest.mark.parametrize(
    ("budget", "effort"), [(1024, "low"), (4096, "medium"), (16384, "high"), (60000, "high"), (None, "high")]
)
def test_effort_for_budget(budget: int | None, effort: str) -> None:
    """A larger budget asks for more effort, never above what is the default of most models."""
    assert effort_for_budget(budget) == effort


# the rules' own ways


def test_fail_within() -> None:
    """A retirement that is near enough is an error."""
    text = program("plain", "claude-sonnet-4-5")
    for today, days in ((date(2026, 11, 29), "1 day;"), (date(2026, 10, 1), "60 days;")):
        (finding,) = check_text(text, select=["CL402"], today=today)
        assert days in finding.message
        assert finding.severity.value == "warning"
    assert [one.code for one in check_text(text, select=MOVES, today=date(2026, 11, 30))] == ["CL401"]


# the catalogue


def test_replacements_end_well() -> None:
    """Every model that leaves has a replacement, which stays."""
    for model in LEAVING:
        replacement = CATALOG.replacement_of(model)
        assert replacement is not None, model.id
        assert not replacement.is_retired
        assert not replacement.is_deprecated
        assert CATALOG.find(replacement.id) is replacement


def test_dates_are_in_order() -> None:
    """A model is released before it is deprecated, and deprecated before it is retired."""
    for model in CATALOG.models:
        dates = [one for one in (model.released, model.deprecated_on, model.retires_on) if one is not None]
        assert dates == sorted(dates), model.id
        if model.is_retired:
            assert model.retires_on is not None, model.id
            assert model.retires_on <= TODAY
        if model.lifecycle in ("active", "legacy"):
            assert model.retires_on is None, model.id


def test_the_day_decides() -> None:
    """An announced retirement comes to pass on its day."""
    before = load(date(2026, 11, 29)).find("claude-sonnet-4-5")
    after = load(date(2026, 11, 30)).find("claude-sonnet-4-5")
    assert before is not None
    assert after is not None
    assert before.is_deprecated
    assert after.is_retired


def test_ids_are_unique() -> None:
    """No id or alias names two models."""
    seen: dict[str, str] = {}
    for model in CATALOG.models:
        for one in {model.id, *model.aliases}:
            assert seen.setdefault(one, model.id) == model.id, one


def test_thinking_can_be_told() -> None:
    """What the moves ask of a target is known of every target."""
    for model in {CATALOG.replacement_of(one) for one in LEAVING}:
        assert model is not None
        assert model.thinking_types
        assert model.thinking_default is not None
        assert model.supports_prefill is not None
        assert model.accepts_forced_tool_choice is not None
        assert model.accepts_sampling_params is not None
        assert model.max_output_tokens is not None
        assert model.thinking_default == "always_on" or thinking_off(model) is not None
