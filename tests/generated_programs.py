"""Programs that send requests with the faults of the fixable rules, in odd layouts and with comments everywhere."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

LONG = "Answer from the handbook of the harbour office. " * 200
KEY = (
    "sk-ant-api03-"
    + "R7kQ2mWx9LpT4vNc8YbJ5hGd3FsA6eZu1XoKiVrBnMwPqEtHyCjDlSgUfRaOzIxQvNb7Tm4Kc2Wp9Lr5Yd8Hj3Gs6Fk1Z0-AA"
)
HEAD = '''\
"""Ünlike others, this file is about many things."""

{imports}
from fastapi import FastAPI

app = FastAPI()
HANDBOOK = "Answer from the handbook of the harbour office. " * 200
MODEL = "{model}"
YES_OR_NO = "Is this mail spam? Answer only yes or no."
'''
# the rules that find something to fix in these programs; the others have their fixtures, which are joined as well
FAULTS = frozenset(
    {
        "CL001", "CL003", "CL006", "CL007", "CL021", "CL101", "CL201", "CL301", "CL401",
        "CL402", "CL403", "CL404", "CL501", "CL504", "CL601", "CL706", "CL901",
    }
)  # fmt: skip
RETIRED = ("claude-2.1", "claude-3-opus-20240229", "claude-3-7-sonnet-20250219", "claude-opus-4-20250514")
MODELS = (
    *RETIRED,
    "claude-sonnet-4-5",  # is to be retired
    "claude-sonnet-4-6-20260217",  # is none
    "claude-sonnet-4.6",  # has a dot for a dash
    "claude-opus-4-6",
    "claude-sonnet-5-5",
    "claude-haiku-4-5",
)
SUPPRESSIONS = (
    "# noqa: CL101",
    "# noqa: E501,CL601",
    "# claudelint: ignore[CL401] a test of it",
    "# claudelint: ignore[CL404, CL601] we know",
    "# claudelint: ignore",
)
INDENTS = ("    ", "  ", "\t")
NEWLINES = ("\n", "\r\n", "\r")


@dataclass(frozen=True)
class Program:
    """A file as bytes, and how it is written."""

    data: bytes
    newline: str
    indent: str
    has_bom: bool


class Writer:
    """Draws the pieces of one program; no comment of it stands there twice."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.comments = 0
        self.names = 0

    def one_of(self, *options: str) -> str:
        return self.draw(st.sampled_from(options))

    def often(self) -> bool:
        return self.draw(st.sampled_from([True, True, False]))

    def rarely(self) -> bool:
        return self.draw(st.sampled_from([False, False, False, True]))

    def comment(self) -> str:
        self.comments += 1
        what = self.one_of("why", "größer als", "(not ] this", 'it\'s "so"', "日本")
        return f"# {what} {self.comments}"

    def name(self, stem: str) -> str:
        self.names += 1
        return f"{stem}_{self.names}"

    # calls

    def gap(self, indent: str) -> str:
        """White space within brackets, some of it with a comment."""
        kind = self.draw(st.sampled_from(["", "", " ", "line", "comment", "own", "continued"]))
        if kind == "line":
            return f"\n{indent}"
        if kind == "comment":
            return f"  {self.comment()}\n{indent}"
        if kind == "own":
            return f"\n{indent}{self.comment()}\n{indent}"
        return f" \\\n{indent}" if kind == "continued" else kind

    def bracketed(self, opening: str, items: list[str], closing: str, indent: str) -> str:
        """Items between brackets: in a line, on lines of their own, hanging, or anyhow."""
        inner = indent + "    "
        layout = self.one_of("line", "lines", "hanging", "anyhow")
        comma = "," if self.often() else ""
        if not items:
            return opening + closing
        if layout == "line":
            return f"{opening}{', '.join(items)}{comma if self.rarely() else ''}{closing}"
        if layout == "hanging":
            return f"{opening}{f',{chr(10)}{inner}'.join(items)}{closing}"
        if layout == "anyhow":
            last = len(items) - 1
            made = [
                f"{self.gap(inner)}{item}{self.gap(inner)}{',' if at < last else comma}"
                for at, item in enumerate(items)
            ]
            return f"{opening}{''.join(made)}{self.gap(inner)}{closing}"
        lines = []
        for at, item in enumerate(items):
            if self.rarely():
                lines.append(f"{inner}{self.comment()}")
            ends = "," if at < len(items) - 1 else comma
            lines.append(f"{inner}{item}{ends}" + (f"  {self.comment()}" if self.rarely() else ""))
        body = "\n".join(lines)
        return f"{opening}\n{body}\n{indent}{closing}"

    def value(self, text: str) -> str:
        return f"({text})" if self.rarely() else text

    def arguments(self, question: str, *, simple: bool = False) -> dict[str, str]:
        """What a request is asked with, some of which is a fault."""
        model = self.one_of(*(f'"{model}"' for model in MODELS), "MODEL")
        most = self.one_of("100", "2000", "4096", "16_000", "64000")
        found = {
            "model": model,
            "max_tokens": most,
            "messages": f'[{{"role": "user", "content": {question}}}]',
        }
        more = {
            "temperature": "0.3",
            "top_p": "0.9",
            "system": "YES_OR_NO" if simple else self.one_of("HANDBOOK", 'f"{HANDBOOK}{note}"', '"Be kind."'),
            "thinking": self.one_of('{"type": "enabled", "budget_tokens": 2000}', '{"type": "disabled"}'),
            "stream": "False",
            "metadata": '{"user_id": "ü"}',
        }
        for name, value in more.items():
            if self.rarely() or (simple and name == "system"):
                found[name] = value
        return {name: self.value(value) for name, value in found.items()}

    def call(self, client: str, question: str, indent: str, *, simple: bool = False) -> str:
        arguments = self.arguments(question, simple=simple)
        order = self.draw(st.permutations(sorted(arguments)))
        equals = " = " if self.rarely() else "="
        items = [f"{name}{equals}{arguments[name]}" for name in order]
        path = self.one_of("messages", "messages", "messages", "beta.messages")
        return self.bracketed(f"{client}.{path}.create(", items, ")", indent)

    # statements

    def end(self) -> str:
        """What follows a statement on its last line."""
        kind = self.draw(st.sampled_from(["", "", "", "comment", "suppressed", "more", "semicolon"]))
        if kind == "comment":
            return f"  {self.comment()}"
        if kind == "suppressed":
            return f"  {self.one_of(*SUPPRESSIONS)}"
        return {"more": f"; {self.name('other')} = 1", "semicolon": ";"}.get(kind, "")

    def statement(self, call: str, indent: str, *, returns: bool) -> list[str]:
        """A statement that a call stands in; `call` is awaited already where it has to be."""
        answer, text = self.name("answer"), self.name("text")
        read = f"{call}.content[0].text"
        awaited = f"({call}).content[0].text" if call.startswith("await") else read
        forms = [
            [f"{answer} = {call}"],
            [f"{answer} = {call}", f"{text} = {answer}.content[0].text"],
            [f"{answer} = {call}", f"print({answer}.content[0].text)"],
            [f"{answer}: object = {call}"],
            [f"{answer} = ({self.comment()}\n{indent}    {call})"],
            [f"{text} = {awaited}"],
            [f"print({awaited})"],
            [call],
            [f"{answer} = {call}", f"{text} = {answer}.content[0].text", f"print({text} == 'yes')"],
        ]
        if returns:
            forms += [[f"return {call}"], [f"return {awaited}"], [f"{answer} = {call}", f"return {answer}"]]
        chosen = self.draw(st.sampled_from(forms))
        above = [self.comment()] if self.rarely() else []
        return [*above, *(line + self.end() for line in chosen)]

    def block(self, client: str, question: str, indent: str, awaits: bool, *, returns: bool) -> list[str]:
        """Statements with a request, perhaps within another statement; without indentation."""
        kind = self.one_of(
            "plain", "plain", "plain", "if", "one line", "try", "with", "match", "for", "while"
        )
        inner = indent if kind == "plain" else indent + "    "
        if kind == "match":
            inner += "    "
        before = "await " if awaits else ""
        call = before + self.call(client, question, inner, simple=self.rarely())
        if kind == "one line":
            return [f"if {question}: {self.name('answer')} = {call}{self.end()}"]
        lines = self.statement(call, inner, returns=returns and kind not in ("for", "while"))
        ends = f"  {self.comment()}" if self.rarely() else ""
        if kind == "for":
            collected = self.name("answers")
            return [
                f"{collected} = []",
                *_within(f"for {question} in {question}:{ends}", lines),
                f"print({collected})",
            ]
        heads = {"if": f"if {question}:", "try": "try:", "with": "with lock:", "while": f"while {question}:"}
        if kind == "match":
            return _within(f"match {question}:{ends}", _within("case _:", lines))
        if kind == "plain":
            return lines
        rest = {"if": ["else:", "    pass"], "try": ["finally:", f"    {self.name('done')} = True"]}
        return [*_within(heads[kind] + ends, lines), *rest.get(kind, [])]

    # definitions

    def unit(self) -> list[str]:
        """A function, a route, a class, a conversation, or plain code of the module."""
        kind = self.one_of(
            "module", "function", "async function", "route", "async route", "method", "conversation",
            "nested", "parameter", "one line", "collecting", "simple",
        )  # fmt: skip
        name = self.name("unit")
        note = f"  {self.comment()}" if self.rarely() else ""
        if kind == "module":
            return [
                "question, note, lock = input(), input(), open('lock')",
                *self.block("client", "question", "", False, returns=False),
            ]
        if kind == "one line":
            return [f"def {name}(question, note): return {self.call('client', 'question', '')}{self.end()}"]
        if kind == "collecting":
            return self._collecting(name)
        if kind == "simple":
            return self._simple(name)
        if kind == "conversation":
            return self._conversation(name)
        if kind == "method":
            body = self.block("self.client", "question", "        ", False, returns=True)
            made = ["def __init__(self):", "    self.client = anthropic.Anthropic()", ""]
            return _within(
                f"class {name.title()}:",
                [*made, *_within(f"def ask(self, question, note, lock):{note}", body)],
            )
        awaits = kind == "async function"
        is_async = kind in ("async function", "async route")
        client = {"parameter": "own", "async function": "async_client"}.get(kind, "client")
        own = "own: anthropic.Anthropic, " if kind == "parameter" else ""
        inner = "        " if kind == "nested" else "    "
        body = self.block(client, "question", inner, awaits, returns=True)
        if kind == "nested":
            body = [*_within("def inner(question, note):", body), "return inner"]
        head = [f"{'async ' if is_async else ''}def {name}({own}question: str, note: str, lock=None):{note}"]
        decorators = [f'@app.post("/{name}")' + note] if "route" in kind else []
        return [*decorators, *_within(head[0], body)]

    def _collecting(self, name: str) -> list[str]:
        """A loop that sends one request an item, and keeps the answers."""
        call = self.call("client", "question", "        ")
        form = self.one_of("append", "assigned", "yielded")
        body = {
            "append": [f"found.append({call}.content[0].text){self.end()}"],
            "assigned": [f"answer = {call}{self.end()}", "# keep it", "found.append(answer.content[0].text)"],
            "yielded": [f"found += [{call}]"],
        }[form]
        lines = ["found = []", *_within("for question in questions:", body), "return found"]
        return _within(f"def {name}(questions: list[str], note: str):", lines)

    def _simple(self, name: str) -> list[str]:
        """A question that is answered in a word."""
        call = self.call("client", "question", "    ", simple=True)
        lines = [
            f"answer = {call}{self.end()}",
            'text = next(block.text for block in answer.content if block.type == "text")',
            f'return text.strip().lower() == "yes"{self.end()}',
        ]
        return _within(f"def {name}(question: str):", lines)

    def _conversation(self, name: str) -> list[str]:
        """A person at a terminal, who waits for each answer."""
        call = self.call("client", "question", "        ")
        lines = [
            "question = input('> ')",
            f"answer = {call}{self.end()}",
            f"print('Claude:', answer.content[0].text){self.end()}",
        ]
        return _within(f"def {name}(note=''):", _within("while True:", lines))


def _within(head: str, lines: list[str]) -> list[str]:
    """Lines as the body of a statement; what goes on over several lines is indented by whoever wrote it."""
    return [head, *(f"    {line}" if line else line for line in lines)]


@st.composite
def programs(draw: st.DrawFn) -> Program:
    """A program of one to three units."""
    writer = Writer(draw)
    imports = writer.one_of(
        "import anthropic", f"import anthropic  {writer.comment()}", "import os\n\nimport anthropic"
    )
    head = HEAD.format(imports=imports, model=writer.one_of(*MODELS))
    key = f'api_key="{KEY}"' if writer.rarely() else ""
    options = [item for item in (key, "max_retries=3" if writer.rarely() else "") if item]
    clients = [
        "client = " + writer.bracketed("anthropic.Anthropic(", options, ")", "") + writer.end(),
        "async_client = anthropic.AsyncAnthropic()",
    ]
    units = ["\n".join(writer.unit()) for _ in range(draw(st.integers(1, 3)))]
    text = head + "\n".join(clients) + "\n\n\n" + "\n\n\n".join(units)
    newline, indent = draw(st.sampled_from(NEWLINES)), draw(st.sampled_from(INDENTS))
    text = "\n".join(_reindented(line, indent) for line in text.split("\n"))
    text += draw(st.sampled_from(["\n", "\n", "", "\n\n  ", "\n# the end"]))
    has_bom = writer.rarely()
    data = text.replace("\n", newline).encode()
    return Program(b"\xef\xbb\xbf" + data if has_bom else data, newline, indent, has_bom)


def _reindented(line: str, indent: str) -> str:
    inner = line.lstrip(" ")
    levels, rest = divmod(len(line) - len(inner), 4)
    return indent * levels + " " * rest + inner
