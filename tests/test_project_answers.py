"""What becomes of an answer: its readings through variables, attributes, returns, wrappers and modules."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from harness import clean, project_of

HEAD = "import anthropic\nclient = anthropic.Anthropic()\n"
ARGS = "model='claude-a', max_tokens=1, messages=[]"
SENT = f"client.messages.create({ARGS})"
ASYNC = "import anthropic, asyncio\nclient = anthropic.AsyncAnthropic()\n"


@dataclass(frozen=True)
class Case:
    """A project with one request, and the readings of its answer that are looked for, as `kind part`."""

    name: str
    source: str
    found: frozenset[str]
    lacking: frozenset[str] = frozenset()
    files: dict[str, str] = field(default_factory=dict)


def case(name: str, source: str, *found: str, **files: str) -> Case:
    """One row; `SENT` in the source stands for a request, and `!` before a reading says that there is none."""
    wanted = frozenset(one for one in found if not one.startswith("!"))
    lacking = frozenset(one[1:] for one in found if one.startswith("!"))
    others = {key + ".py": clean(text).replace("SENT", SENT) for key, text in files.items()}
    return Case(name, clean(source).replace("SENT", SENT), wanted, lacking, others)


STREAMED = SENT.replace("create", "stream")
CASES = [
    case(
        "the whole of a stream",
        HEAD + f"with {STREAMED} as s:\n    for text in s.text_stream:\n        pass\n"
        "    r = s.get_final_message()\nprint(r.content[0].text)",
        "positional content",
        "printed text",
    ),
    case("pieces of a stream", HEAD + f"with {STREAMED} as s:\n    print(*s.text_stream)", "!printed text"),
    case("read in place", HEAD + "print(SENT.content[0].text)", "positional content", "printed text"),
    case(
        "handed to a method named as those of lists",
        HEAD
        + "class A:\n    def add(self, t):\n        print(t)\n    def go(self):\n        self.add(SENT.content[0].text)",
        "passed text",
        "printed text",
        "!collected text",
    ),
    case("added to a list", HEAD + "kept = []\nkept.append(SENT.content[0].text)", "collected text"),
    case("kept in a variable", HEAD + "r = SENT\nt = r.content[0].text\nprint(t)", "printed text"),
    case(
        "handed through a function that others use",
        HEAD + "from show import cut\nprint(cut(SENT.content[0].text))",
        "printed text",
        "!parsed text",
        show="import json\ndef cut(text):\n    return text[:9]\ndef other(page):\n    return json.loads(cut(page))\n",
    ),
    case(
        "handed through a function twice",
        HEAD
        + "import json\nfrom show import cut\nt = SENT.content[0].text\nprint(cut(t))\njson.loads(cut(t))",
        "printed text",
        "parsed text",
        show="def cut(text):\n    return text[:9]\n",
    ),
    case(
        "found by a pattern",
        HEAD + "import re\nm = re.search('a', SENT.content[0].text)\nif m:\n    print(m.group(0))",
        "printed text",
    ),
    case(
        "found by a compiled pattern",
        HEAD + "import re\np = re.compile('a')\nfor m in p.finditer(SENT.content[0].text):\n    print(m[1])",
        "printed text",
    ),
    case(
        "what a pattern leaves",
        HEAD + "import re\nprint(re.sub('a', '', SENT.content[0].text))",
        "printed text",
    ),
    case(
        "searched by what is no pattern",
        HEAD + "import shelf\nprint(shelf.search('a', SENT.content[0].text).group())",
        "!printed text",
    ),
    case(
        "the first of its type",
        HEAD + "print(next(b for b in SENT.content if b.type == 'text').text)",
        "type_tested element",
        "printed text",
    ),
    case(
        "those of one type",
        HEAD + "found = [b for b in SENT.content if b.type == 'text']\nprint(found[0].text)",
        "collected element",
        "printed text",
    ),
    case(
        "returned to a caller",
        "import llm\nprint(llm.ask())",
        "returned text",
        "printed text",
        llm=HEAD + "def ask():\n    return SENT.content[0].text\n",
    ),
    case(
        "returned through two functions",
        "import llm\ndef again():\n    return llm.ask()\nprint(again())",
        "printed text",
        llm=HEAD + "def ask():\n    return SENT.content[0].text\n",
    ),
    case(
        "the response is returned",
        "import llm\nr = llm.ask()\nprint(r.content[0].text)",
        "positional content",
        "printed text",
        llm=HEAD + "def ask():\n    return SENT\n",
    ),
    case(
        "handed to a function",
        HEAD + "from show import show\nshow(SENT)",
        "printed text",
        show="def show(response):\n    print(response.content[0].text)\n",
    ),
    case(
        "a helper that joins the texts",
        HEAD
        + "def text_of(response):\n    return ''.join(b.text for b in response.content if b.type == 'text')\nprint(text_of(SENT))",
        "type_tested element",
        "printed text",
    ),
    case(
        "kept by an object",
        HEAD
        + "class A:\n    def go(self):\n        self.answer = SENT\n    def show(self):\n        print(self.answer.content[0].text)\n",
        "positional content",
        "printed text",
    ),
    case(
        "kept by an object of another kind",
        HEAD
        + "class A:\n    def go(self):\n        self.answer = SENT\nclass B:\n    def show(self):\n        print(self.answer.content[0].text)\n",
        "stored response",
        "!printed text",
    ),
    case(
        "stop_reason is read",
        HEAD + "r = SENT\nif r.stop_reason == 'end_turn':\n    pass\n",
        "attribute response",
    ),
    case("parsed", HEAD + "import json\njson.loads(SENT.content[0].text)", "parsed text"),
    case(
        "parsed by a model",
        HEAD
        + "from pydantic import BaseModel\nclass M(BaseModel):\n    a: int\nM.model_validate_json(SENT.content[0].text)",
        "parsed text",
    ),
    case("compared", HEAD + "if SENT.content[0].text.strip().lower() == 'yes':\n    pass\n", "compared text"),
    case("converted", HEAD + "int(SENT.content[0].text)", "converted text"),
    case(
        "guarded by its type",
        HEAD + "r = SENT\nfor b in r.content:\n    if b.type == 'text':\n        print(b.text)\n",
        "type_tested element",
        "printed text",
    ),
    case(
        "guarded by a match",
        HEAD
        + "r = SENT\nfor b in r.content:\n    match b:\n        case anthropic.types.TextBlock():\n            print(b.text)\n",
        "type_tested element",
    ),
    case(
        "guarded by isinstance",
        HEAD + "b = SENT.content[0]\nif isinstance(b, anthropic.types.TextBlock):\n    print(b.text)\n",
        "type_tested block",
    ),
    case(
        "appended back",
        HEAD + "messages = []\nr = SENT\nmessages.append({'role': 'assistant', 'content': r.content})\n",
        "appended_back content",
    ),
    case(
        "appended back as text",
        HEAD
        + "messages = []\nr = SENT\nmessages.append({'role': 'assistant', 'content': r.content[0].text})\n",
        "appended_back text",
    ),
    case(
        "put into a user's turn",
        HEAD + "messages = []\nr = SENT\nmessages.append({'role': 'user', 'content': r.content[0].text})\n",
        "!appended_back text",
    ),
    case(
        "awaited later",
        ASYNC
        + "async def go():\n    task = asyncio.create_task(SENT)\n    r = await task\n    print(r.content[0].text)\n",
        "positional content",
        "printed text",
    ),
    case(
        "with a time limit",
        ASYNC + "async def go():\n    r = await asyncio.wait_for(SENT, 10)\n    print(r.content[0].text)\n",
        "positional content",
    ),
    case(
        "gathered",
        ASYNC
        + "async def go(qs):\n    rs = await asyncio.gather(*[SENT for q in qs])\n    for r in rs:\n        print(r.content[0].text)\n",
        "positional content",
        "printed text",
    ),
    case(
        "several in a list",
        HEAD + "rs = [SENT for _ in range(3)]\nprint(rs[0].content[0].text)",
        "positional content",
        "printed text",
    ),
    case(
        "yielded to a loop",
        "import llm\nfor text in llm.answers([]):\n    print(text)",
        "yielded text",
        "printed text",
        llm=HEAD + "def answers(qs):\n    for q in qs:\n        yield SENT.content[0].text\n",
    ),
    case(
        "in a thread",
        HEAD
        + f"import asyncio\nasync def go():\n    r = await asyncio.to_thread(client.messages.create, {ARGS})\n    print(r.content[0].text)\n",
        "positional content",
        "printed text",
    ),
    case(
        "handed to code that is not in sight",
        HEAD + "import elsewhere\nelsewhere.take(SENT)",
        "passed response",
    ),
    case("unused", HEAD + "SENT\n", "!passed response", "!returned response", "!stored response"),
]


@pytest.mark.parametrize("one", [pytest.param(one, id=one.name) for one in CASES])
def test_readings(one: Case) -> None:
    """Every reading is found where the answer really goes, and no other."""
    with project_of({**one.files, "main.py": one.source}) as project:
        (request,) = project.requests
        found = {f"{read.kind} {read.part}" for read in request.answer.reads}
        assert one.found <= found, found
        assert not one.lacking & found, found
