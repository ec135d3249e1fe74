"""Message batches of a loop over a function of another module: both files are changed, or neither."""

from __future__ import annotations

import pytest
from batch_programs import CLASSIFY, batched_files, code, refusal
from harness import clean, folder_of, run_in

from claudelint.running.outcome import FixMode

LOOP = "\n\ndef ask(items):\n    return [CALL(item) for item in items]\n"
OTHER = code(CLASSIFY)


def main_of(imports: str, call: str) -> str:
    return clean(imports) + LOOP.replace("CALL", call)


@pytest.mark.parametrize(
    ("imports", "call", "imported", "asked", "client"),
    [
        pytest.param(
            "from other import classify\n",
            "classify",
            "from other import classify_answer, classify_params, client\n",
            "classify_params(item)",
            "client",
            id="by its name",
        ),
        pytest.param(
            "from other import classify as kind_of  # ours\n\nclient = None\n",
            "kind_of",
            "from other import classify as kind_of  # ours\n"
            "from other import classify_answer, classify_params, client as other_client\n",
            "classify_params(item)",
            "other_client",
            id="by another name, and the client's is taken",
        ),
        pytest.param(
            "from other import (\n    later,\n    # ours\n    classify,\n)\n\nclient = classify_params = later\n",
            "classify",
            "from other import (\n    later,\n    # ours\n    classify_answer,\n"
            "    classify_params as other_classify_params,\n    client as other_client,\n)\n",
            "other_classify_params(item)",
            "other_client",
            id="in parentheses",
        ),
        pytest.param(
            "from other import asyncio, classify, later, ThreadPoolExecutor, AsyncAnthropic, Anthropic\n",
            "classify",
            "from other import asyncio, later, ThreadPoolExecutor, AsyncAnthropic, Anthropic\n"
            "from other import classify_answer, classify_params, client\n",
            "classify_params(item)",
            "client",
            id="where the import would become too long",
        ),
        pytest.param(
            "import other\n",
            "other.classify",
            "import other\n",
            "other.classify_params(item)",
            "other.client",
            id="of the module",
        ),
        pytest.param(
            "import other as asking\n",
            "asking.classify",
            "import other as asking\n",
            "asking.classify_params(item)",
            "asking.client",
            id="of the module under another name",
        ),
    ],
)
def test_what_the_loop_needs_is_imported(
    imports: str, call: str, imported: str, asked: str, client: str
) -> None:
    after = batched_files({"main.py": main_of(imports, call), "other.py": OTHER})
    assert imported in after["main.py"]
    assert f'            "params": {asked},\n' in after["main.py"]
    assert f"        batch = {client}.messages.batches.create(requests=requests)\n" in after["main.py"]
    assert "def classify_params(item) -> MessageCreateParamsNonStreaming:\n" in after["other.py"]
    assert "    message = client.messages.create(**classify_params(item))\n" in after["other.py"]


def test_modules_of_a_package() -> None:
    files = {"pack/__init__.py": "", "pack/other.py": OTHER}
    after = batched_files({**files, "pack/main.py": main_of("from . import other\n", "other.classify")})
    assert '"params": other.classify_params(item),' in after["pack/main.py"]
    after = batched_files({**files, "pack/main.py": main_of("from .other import classify\n", "classify")})
    assert "from .other import classify_answer, classify_params, client\n" in after["pack/main.py"]
    after = batched_files({**files, "main.py": main_of("import pack.other\n", "pack.other.classify")})
    assert '"params": pack.other.classify_params(item),' in after["main.py"]


def test_an_import_in_the_function_of_the_loop_gets_the_names() -> None:
    loop = "def ask(items):\n    from other import classify\n\n    return list(map(classify, items))\n"
    after = batched_files({"main.py": loop, "other.py": OTHER})["main.py"]
    assert "    from other import classify, classify_answer, classify_params, client\n" in after


SORTING = """
class Clerk:
    def __init__(self, own):
        self.own = own

    def sort(self, item):
        # by kind
        return OWN.id
"""


@pytest.mark.parametrize(
    ("owner", "client"),
    [("client", "client"), ("self.own", "clerk.own")],
    ids=["of its module", "of its own"],
)
def test_a_method_of_another_module(owner: str, client: str) -> None:
    other = code(SORTING.replace("OWN", "ASK").replace("self.own = own", "self.own = Anthropic()"))
    other = other.replace("return client", f"return {owner}")
    loop = (
        "from other import Clerk\n\n\ndef ask(items):\n    clerk = Clerk(None)\n"
        "    return [clerk.sort(item) for item in items]\n"
    )
    after = batched_files({"main.py": loop, "other.py": other})
    assert '            "params": clerk.sort_params(item),\n' in after["main.py"]
    assert f"batch = {client}.messages.batches.create(" in after["main.py"]
    assert ("from other import Clerk, client\n" in after["main.py"]) is (client == "client")
    assert "        message = " + owner + ".messages.create(**self.sort_params(item))\n" in after["other.py"]


def test_loops_of_several_modules_share_the_parts() -> None:
    one, two = (
        main_of("from other import classify\n", "classify"),
        main_of("import other\n", "other.classify"),
    )
    after = batched_files({"main.py": one, "second.py": two, "other.py": OTHER})
    assert after["other.py"].count("def classify") == 3
    assert '"params": classify_params(item),' in after["main.py"]
    assert '"params": other.classify_params(item),' in after["second.py"]


def test_loops_of_one_module_share_the_import() -> None:
    loop = main_of("from other import classify\n", "classify")
    again = LOOP.replace("CALL", "classify").replace("def ask", "def ask_again")
    after = batched_files({"main.py": loop + again, "other.py": OTHER})["main.py"]
    assert after.count("import classify") == 1
    assert after.count("batches.create") == 2


def test_neither_file_changes_where_one_may_not() -> None:
    files = {"main.py": main_of("from other import classify\n", "classify"), "other.py": OTHER}
    with folder_of(files) as root:
        outcome = run_in(root, select=["CL501"], fix=FixMode.WRITE, unsafe=True, paths=["main.py"])
        assert {name: (root / name).read_text() for name in files} == files
    assert not outcome.changes
    assert [finding.code for finding in outcome.findings] == ["CL501"]


TURN = "found = [classify(item) for item in things()]"
BEHIND = OTHER.replace("client = Anthropic()\n", "") + "\n\nclient = Anthropic()\n"


@pytest.mark.parametrize(
    ("body", "files", "reason"),
    [
        (
            "from by_way import classify\n" + TURN,
            {"other.py": OTHER, "by_way.py": "from other import classify\n"},
            "by way of another module",
        ),
        (
            "try:\n    from other import classify\nexcept ImportError:\n    raise\n" + TURN,
            {"other.py": OTHER},
            "only sometimes",
        ),
        ("from other import classify\n" + TURN, {"other.py": BEHIND}, "`client` is made after"),
        (
            "from other import classify\n" + TURN,
            {"other.py": OTHER + "\n\ndef renew():\n    global client\n    client = Anthropic()\n"},
            "`client` of the module of the function is not given its value once",
        ),
        (
            "from other import classify\nfound = [classify(item) for item in things()]",
            {"other.py": OTHER.replace("def classify", "@cached\ndef classify")},
            "decorated",
        ),
    ],
)
def test_refuses(body: str, files: dict[str, str], reason: str) -> None:
    assert reason in refusal(body, files)
