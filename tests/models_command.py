"""The `models` command, run in a process of its own or in this one, and a server with fixed answers."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from click.testing import CliRunner, Result
from harness import claudelint

from claudelint.cli import main

KEY = "sk-ant-test-0123456789"
OLD = (
    "import anthropic\nanthropic.Anthropic().messages.create(model='claude-3-opus-20240229', max_tokens=9)\n"
)
# nothing that the SDK reads of the real environment
_PLAIN = {
    "ANTHROPIC_API_KEY": "",
    "ANTHROPIC_AUTH_TOKEN": "",
    "ANTHROPIC_BASE_URL": "http://127.0.0.1:9",
    "NO_PROXY": "127.0.0.1",
}


@dataclass(frozen=True)
class Place:
    """A project with a request to a model that is retired by the built-in catalogue, and the user's cache folder."""

    project: Path
    user: Path

    @classmethod
    def below(cls, folder: Path) -> Place:
        """Make it."""
        (folder / "project" / ".git").mkdir(parents=True)
        (folder / "project" / "a.py").write_text(OLD)
        (folder / "user").mkdir()
        return cls(folder / "project", folder / "user")

    @property
    def kept(self) -> Path:
        """The file in which the command keeps what the API said."""
        return self.user / "models.json"

    def run(self, *arguments: str, **environment: str) -> CompletedProcess[bytes]:
        """Run the command in a process of its own."""
        return claudelint(*arguments, cwd=self.project, env=self._environment(environment))

    def invoke(self, monkeypatch: pytest.MonkeyPatch, *arguments: str, **environment: str) -> Result:
        """Run the command in this process, which is quicker."""
        monkeypatch.chdir(self.project)
        return CliRunner(env=self._environment(environment)).invoke(main, arguments)

    def _environment(self, environment: dict[str, str]) -> dict[str, str]:
        return {**_PLAIN, **environment, "CLAUDELINT_CACHE_DIR": str(self.user)}


@dataclass
class Answering:
    """A server with a fixed answer for each request, the last one for all that follow."""

    answers: list[tuple[int, object]]
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    url: str = ""


@contextmanager
def answering(*answers: object, status: int = 200) -> Iterator[Answering]:
    """A server on the loopback interface that says these things, texts as they are and the rest as JSON."""
    said = Answering([(status, answer) for answer in answers])

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            said.asked.append((self.command, self.path, dict(self.headers)))
            code, answer = said.answers.pop(0) if len(said.answers) > 1 else said.answers[0]
            body = (answer if isinstance(answer, str) else json.dumps(answer)).encode()
            self.send_response(code)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    said.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield said
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
