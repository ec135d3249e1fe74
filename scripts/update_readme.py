"""Bring the README's generated parts up to date: what commands print, the table of rules, the catalogue's date.

`python scripts/update_readme.py` writes them; with `--check` it only says whether they are current.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from sections import replaced

from claudelint.catalog.catalog import load
from claudelint.pages import rules_table
from claudelint.registry import builtin_rules

EXPLAINED = {
    "requirements.txt": "anthropic==2.12.0\n",
    "app/__init__.py": "",
    "app/llm.py": """\
import os
import anthropic

client = anthropic.Anthropic(max_retries=3)


def ask(text, limit=1000, **options):
    message = client.messages.create(
        model=os.environ.get("MODEL", "claude-opus-4-8"),
        max_tokens=limit,
        messages=[{"role": "user", "content": f"Question: {text}"}],
        **options,
    )
    return "".join(block.text for block in message.content if block.type == "text")
""",
    "app/api.py": """\
from fastapi import FastAPI
from app.llm import ask

app = FastAPI()


@app.post("/chat")
async def chat(text: str):
    return {"answer": ask(text, system="Be brief.")}
""",
    "nightly.py": """\
from app.llm import ask

for line in open("questions.txt"):
    print(ask(line, 3000))
""",
}
README = Path(__file__).resolve().parent.parent / "README.md"
_EXAMPLE = re.compile(
    r"(<!-- example:start -->\n```python\n# support\.py\n(?P<code>.*?)```\n\n```text\n)(?P<output>.*?)(```\n)",
    re.S,
)
_AS_OF = re.compile(r"(<!-- as-of -->).*?(<!-- /as-of -->)")


def current(text: str) -> str:
    """The README with its generated parts as they should be."""
    example = _EXAMPLE.search(text)
    if example is None:
        raise SystemExit("README.md: the example between its markers is missing")
    output = _output_for("# support.py\n" + example["code"])
    text = _EXAMPLE.sub(lambda match: match[1] + output + match[4], text)
    text = replaced(text, "explain", _explained())
    text = replaced(text, "models", _models())
    text = replaced(text, "rules", rules_table(builtin_rules()))
    return _AS_OF.sub(lambda match: f"{match[1]}{load().as_of}{match[2]}", text)


def _output_for(code: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "support.py").write_text(code, encoding="utf-8")
        command = [sys.executable, "-m", "claudelint", "check", "--target-sdk", "2", "support.py"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return f"$ claudelint check --target-sdk 2 support.py\n{done.stdout}{done.stderr}"


def _explained() -> str:
    """What `explain` says of a request in a small project of two files."""
    with tempfile.TemporaryDirectory() as folder:
        for name, code in EXPLAINED.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(code, encoding="utf-8")
        command = [sys.executable, "-m", "claudelint", "explain", "app/llm.py:8"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return f"```text\n$ claudelint explain app/llm.py:8\n{done.stdout.rstrip()}\n```\n"


def _models() -> str:
    """What `models` lists of the built-in catalogue."""
    command = [sys.executable, "-m", "claudelint", "models", "--isolated", "--lifecycle", "active"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return f"```text\n$ claudelint models --lifecycle active\n{done.stdout}```\n"


def main() -> int:
    """Write or check; 1 when a check finds the README out of date."""
    text = README.read_text(encoding="utf-8")
    wanted = current(text)
    if "--check" in sys.argv[1:]:
        return int(text != wanted)
    README.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
