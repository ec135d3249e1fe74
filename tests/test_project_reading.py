"""Which files of a project a run reads, judges and speaks of: callers, imports, broken and missing ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from harness import claudelint, folder_of, run_in, write

SERVICE = """
import anthropic
from app.config import MODEL
client = anthropic.Anthropic()
def ask(question, limit=900):
    return client.messages.create(model=MODEL, max_tokens=limit, messages=[{"role": "user", "content": question}])
"""
NIGHTLY = """
from app import service
for line in open("questions.txt"):
    print(service.ask(line))
"""
FILES = {
    "app/__init__.py": "",
    "app/config.py": 'MODEL = "claude-opus-4-8"\n',
    "app/service.py": SERVICE,
    "nightly.py": NIGHTLY,
    "other.py": "import os\nprint(os.getcwd())\n",
}


def codes(root: Path, *paths: str) -> set[tuple[str, str]]:
    """The findings of a run on some files of a project, as file and code."""
    outcome = run_in(root, paths=paths or (".",), target_sdk="2")
    return {(finding.span.file, finding.code) for finding in outcome.findings}


def test_a_caller_that_never_names_the_sdk() -> None:
    """A script is judged by the request that it leads to, two modules away."""
    with folder_of(FILES) as root:
        assert ("nightly.py", "CL501") in codes(root)


@pytest.mark.parametrize(
    "paths", [["nightly.py"], ["app/service.py"], ["app/config.py"], ["other.py"], ["."]]
)
def test_only_what_is_named_is_judged(paths: list[str]) -> None:
    """Whatever is read to understand the named files, nothing is said of the others."""
    with folder_of(FILES) as root:
        found = codes(root, *paths)
        everything = codes(root)
    named = {name for name in FILES if paths == ["."] or name in paths}
    assert found == {one for one in everything if one[0] in named}


def test_the_same_is_said_of_a_file_alone() -> None:
    """The request in a file is understood from its callers, also when they are not named."""
    files = {
        **FILES,
        "app/config.py": "",
        "app/service.py": SERVICE.replace("from app.config import MODEL\n", "")
        .replace("limit=900", "model, limit=900")
        .replace("MODEL", "model"),
        "nightly.py": NIGHTLY.replace("ask(line)", 'ask(line, "claude-2.1")'),
    }
    with folder_of(files) as root:
        assert ("app/service.py", "CL401") in codes(root, "app/service.py")


def test_a_base_class_that_imports_nothing_of_it() -> None:
    """A loop in a base class reaches the request in the class that inherits from it."""
    files = {
        "base.py": "class Base:\n    def run(self, items):\n        for item in items:\n            self.process(item)\n",
        "mine.py": "import anthropic\nfrom base import Base\nclient = anthropic.Anthropic()\nclass Mine(Base):\n"
        "    def process(self, item):\n        print(client.messages.create(model='claude-opus-4-8', max_tokens=900,"
        " messages=[{'role': 'user', 'content': item}]).usage)\nMine().run(open('x'))\n",
    }
    with folder_of(files) as root:
        assert ("base.py", "CL501") in codes(root)
        assert ("base.py", "CL501") in codes(root, "base.py")


def test_projects_of_one_repository() -> None:
    """What one project of a repository imports from another is understood; a folder of its own is not."""
    files = {
        "apps/web/pyproject.toml": "[project]\nname = 'web'\nversion = '1'\n",
        "apps/web/web/__init__.py": "",
        "apps/web/web/main.py": "from shared_claude import MODEL, client\nclient.messages.create(model=MODEL, max_tokens=1,"
        " messages=[{'role': 'user', 'content': 'Hi'}])\n",
        "libs/shared/pyproject.toml": "[project]\nname = 'shared'\nversion = '1'\n",
        "libs/shared/src/shared_claude/__init__.py": "import anthropic\nclient = anthropic.Anthropic()\nMODEL = 'claude-2.1'\n",
    }
    with folder_of(files) as root:
        assert ("apps/web/web/main.py", "CL401") in codes(root)


def test_a_project_within_a_project(tmp_path: Path) -> None:
    """Where there is no repository, what is found in a project inside another is said once."""
    call = "client.messages.create(model='claude-2.1', max_tokens=9, messages=[{'role': 'user', 'content': 'Hi'}])"
    files = {
        "pyproject.toml": "",
        "src/app/__init__.py": f"import anthropic\nclient = anthropic.Anthropic()\n{call}\nfor one in ():\n    one()\n",
        "examples/one/requirements.txt": "",
        "examples/one/ask.py": f"import anthropic\nimport app\nclient = anthropic.Anthropic()\n{call}\n"
        f"{call}  # claudelint: ignore[CL401] -- shows what an old model answers\n",
    }
    write(tmp_path, files)
    outcome = run_in(tmp_path, target_sdk="2")
    assert [(one.span.file, one.code) for one in outcome.findings] == [
        ("examples/one/ask.py", "CL401"),
        ("src/app/__init__.py", "CL401"),
    ]
    assert outcome.requests == 3


def test_excluded_files_are_not_read() -> None:
    """What is excluded stays closed, so that its names are unknown."""
    files = {**FILES, "app/config.py": 'MODEL = "claude-2.1"\n'}
    with folder_of(files) as root:
        assert ("app/service.py", "CL401") in codes(root)
        (root / "claudelint.toml").write_text('extend-exclude = ["app/config.py"]\n')
        assert ("app/service.py", "CL401") not in codes(root)


BROKEN = {**FILES, "app/config.py": "def (\n"}


def test_a_broken_import_that_was_not_asked_for() -> None:
    """Its names stay unknown, a note says so once, and the rest is judged."""
    with folder_of(BROKEN) as root:
        done = claudelint("check", "--isolated", "nightly.py", cwd=root)
    text = done.stderr.decode()
    assert text.count("app/config.py") == 1
    assert "note: app/config.py:1:" in text
    assert "stays unknown" in text
    assert done.returncode != 2
    assert b"CL501" in done.stdout


def test_a_broken_import_that_was_asked_for() -> None:
    """It is an error of its own, said once, also where fixes make several rounds; nothing else stops."""
    with folder_of(
        {**BROKEN, "app/old.py": SERVICE.replace("from app.config import MODEL", 'MODEL = "claude-2.1"')}
    ) as root:
        done = claudelint("check", "--isolated", "--fix", "--unsafe-fixes", ".", cwd=root)
        fixed = (root / "app" / "old.py").read_text()
    text = done.stderr.decode()
    assert text.count("app/config.py") == 1
    assert "error: app/config.py:1:" in text
    assert done.returncode == 2
    assert "claude-2.1" not in fixed


@pytest.mark.parametrize(
    "data", [b"\xff\xfe\x00MODEL", b"# -*- coding: nonsense -*-\nMODEL = 1\n", b"MODEL = '\x00'\n"]
)
def test_an_import_that_cannot_be_decoded(data: bytes) -> None:
    """Bytes that are no text make names unknown like any other mistake."""
    with folder_of({**FILES, "app/config.py": data}) as root:
        done = claudelint("check", "--isolated", "app/service.py", cwd=root)
    assert done.returncode == 0, done.stderr
    assert done.stderr.decode().count("app/config.py") == 1


def test_a_missing_import() -> None:
    """A module that is not there is unknown, and nobody is told: it may be installed."""
    files = {name: text for name, text in FILES.items() if name != "app/config.py"}
    with folder_of(files) as root:
        done = claudelint("check", "--isolated", "nightly.py", cwd=root)
    assert b"CL501" in done.stdout
    assert b"config" not in done.stderr


def test_a_link_that_leads_out(tmp_path: Path) -> None:
    """Reading in order to understand does not leave the repository, not even by a link."""
    secret = tmp_path / "secret.py"
    secret.write_text('MODEL = "claude-2.1"\n')
    files = {name: text for name, text in FILES.items() if name != "app/config.py"}
    with folder_of(files) as root:
        (root / "app" / "config.py").symlink_to(secret)
        assert ("app/service.py", "CL401") not in codes(root, "app/service.py")


def test_standard_input_is_understood_from_its_project() -> None:
    """An editor's text stands for its file, and the project is read around it."""
    with folder_of(FILES) as root:
        done = claudelint(
            "check", "--isolated", "--stdin-filename", "nightly.py", "-", cwd=root, stdin=NIGHTLY.encode()
        )
    assert b"CL501" in done.stdout


def test_a_broken_configuration_elsewhere() -> None:
    """The settings of a folder that was not named cannot stop a run that only reads its files."""
    with folder_of({**FILES, "app/claudelint.toml": "select = 3\n"}) as root:
        done = claudelint("check", "nightly.py", cwd=root)
    assert b"CL501" in done.stdout
