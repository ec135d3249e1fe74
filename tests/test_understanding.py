"""How the table of what claudelint understands is counted, on a tiny project that is made up."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from claudelint.reading.reader import with_large_stack

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = ROOT / "scripts"
sys.path.insert(0, str(SCRIPTS))

import measure_understanding  # noqa: E402  the scripts are no package
import naive_baseline  # noqa: E402
import sections  # noqa: E402
import understanding  # noqa: E402

FILES = {
    "settings.py": """
        MODEL = "claude-opus-4-8"
        SYSTEM = "You answer briefly."
    """,
    "service.py": """
        import anthropic

        from settings import MODEL, SYSTEM


        class Service:
            def __init__(self):
                self.client = anthropic.Anthropic()

            def ask(self, prompt, max_tokens, language="English"):
                return self.client.messages.create(
                    model=MODEL,
                    max_tokens=max_tokens,
                    system=f"{SYSTEM} Answer in {language}.",
                    messages=[{"role": "user", "content": prompt}],
                )


        def literal():
            client = anthropic.Anthropic()
            return client.messages.create(model="claude-opus-4-8", max_tokens=100, messages=[])


        def annotated(client: anthropic.Anthropic, model, options):
            return client.messages.create(model=model, messages=[], **options)


        def somebody_elses(client):
            return client.messages.create(model="claude-opus-4-8", max_tokens=100, messages=[])
    """,
    "main.py": """
        import sys

        from service import Service

        if __name__ == "__main__":
            print(Service().ask(sys.argv[1], 200))
            print(Service().ask(sys.argv[1], 300, "French"))
    """,
    "tests/test_service.py": "import anthropic\nanthropic.Anthropic().messages.create(model='m')\n",
}
EVERYTHING = frozenset(understanding.PARAMETERS)


@pytest.fixture(scope="module")
def measure(tmp_path_factory: pytest.TempPathFactory) -> measure_understanding.Measure:
    """The made-up project as the script reads it."""
    from textwrap import dedent

    root = tmp_path_factory.mktemp("package")
    for name, text in FILES.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(dedent(text), encoding="utf-8")
    package = measure_understanding.Package("application", "made-up", "1")
    return with_large_stack(lambda: measure_understanding.measured(package, root))


def test_only_the_packages_own_sites_are_counted(measure: measure_understanding.Measure) -> None:
    """Tests are left out; a client that cannot be told makes no Site, but is listed as missed."""
    assert [(site.file, site.contexts) for site in measure.sites] == [
        ("service.py", 2),
        ("service.py", 1),
        ("service.py", 1),
    ]
    assert [(path, call.spelled) for path, call in measure.missed] == [
        ("service.py", "client.messages.create")
    ]


def test_what_is_resolved(measure: measure_understanding.Measure) -> None:
    """Other files and callers count; a hole in a prompt does not hide its constant text."""
    in_class, literal, annotated = (site.resolved for site in measure.sites)
    assert in_class == EVERYTHING
    assert literal == EVERYTHING - {"surface"}
    assert annotated == frozenset()


def test_what_the_baseline_resolves(measure: measure_understanding.Measure) -> None:
    """It knows what the file of the call says literally, and that nothing hides an argument."""
    in_class, literal, annotated = measure.naive
    assert in_class == frozenset()
    assert literal == {"client", "model", "max_tokens", "system"}
    assert annotated == frozenset()


def test_why_not(measure: measure_understanding.Measure) -> None:
    """The reasons say what stood in the way, in plain categories."""
    reasons = {name: [one.category for one in found] for name, found in measure.sites[2].reasons.items()}
    assert reasons == {
        "client": ["known by its annotation or its class only"],
        "model": ["a parameter that nothing in the package passes"],
        "max_tokens": ["comes through an unresolved `**`"],
        "system": ["comes through an unresolved `**`"],
        "surface": ["no way from where a run begins"],
    }


def test_tables(measure: measure_understanding.Measure) -> None:
    """A row for each package, one for each kind, and one for each reason."""
    rows = list(measure_understanding.table([measure]))
    assert rows[2] == "| made-up 1 | application | 3 of 4 | 67 / 33 | 67 / 33 | 67 / 33 | 67 / 33 | 33 / 0 |"
    assert rows[3].startswith("| **all 1** | application | 3 of 4 |")
    assert list(measure_understanding.why_not([measure]))[2:] == [
        "| comes through an unresolved `**` | 0 + 0 | 1 + 0 | 1 + 0 |",
        "| a parameter that nothing in the package passes | 1 + 0 | 0 + 0 | 0 + 0 |",
        "| *of all these, another alternative is known* | 0 + 0 | 0 + 0 | 0 + 0 |",
    ]


@pytest.mark.parametrize(
    ("line", "resolved"),
    [
        ("c.messages.create(model='m', max_tokens=1)", {"client", "model", "max_tokens", "system", "surface"}),
        ("c.messages.create(model=M, max_tokens=N, system=S)", {"client", "surface"}),
        ("c.messages.create(model='m', **rest)", {"client", "model", "surface"}),
        ("c.beta.messages.create(model='m', system=[{'type': 'text', 'text': 't'}])",
         {"model", "max_tokens", "system", "surface"}),
        ("other.messages.stream(model=f'{m}', max_tokens=1, system='s')", {"max_tokens", "system", "surface"}),
    ],
)  # fmt: skip
def test_baseline_reads_literals(line: str, resolved: set[str]) -> None:
    """The baseline follows no name but that of the client."""
    (call,) = naive_baseline.calls_in(f"import anthropic\nc = anthropic.Anthropic()\n{line}\n")
    assert (call.line, call.column) == (3, 1)
    assert call.resolved == resolved


@pytest.mark.parametrize("suffix", [".whl", ".tar.gz"])
def test_no_path_leads_out_of_the_folder(tmp_path: Path, suffix: str) -> None:
    """Of an archive only files of its own folder are kept, and only what is worth reading."""
    names = [
        "a/b.py",
        "../out.py",
        "/etc/passwd.py",
        "C:/x.py",
        "a/../../up.py",
        "a/data.bin",
        "a/prompt.txt",
    ]
    archive = tmp_path / f"package{suffix}"
    if suffix == ".whl":
        with zipfile.ZipFile(archive, "w") as written:
            for name in names:
                written.writestr(name, "x")
    else:
        with tarfile.open(archive, "w:gz") as written:
            for name in names:
                written.addfile(entry := tarfile.TarInfo(name), io.BytesIO(b"x" * entry.size))
            link = tarfile.TarInfo("a/link.py")
            link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
            written.addfile(link)
    assert [path.as_posix() for path, _ in measure_understanding.kept(archive)] == ["a/b.py", "a/prompt.txt"]


def test_a_section_is_written_between_its_markers() -> None:
    """What stands around the markers stays; without them nothing is written."""
    readme = "before\n<!-- understanding:start -->\nold\n<!-- understanding:end -->\nafter\n"
    assert sections.replaced(readme, "understanding", "new\n") == readme.replace("old", "new")
    with pytest.raises(SystemExit):
        sections.replaced(readme, "other", "new\n")


def test_list_is_pinned() -> None:
    """At least ten applications, each once and with its version."""
    packages = list(measure_understanding.pinned())
    assert all(one.kind in measure_understanding.KINDS and one.version for one in packages)
    assert len({one.name for one in packages}) == len(packages)
    assert sum(one.kind == "application" for one in packages) >= 10


@pytest.mark.network
def test_script_measures_a_real_package(tmp_path: Path) -> None:
    """One small package of the list, downloaded and read."""
    data = tmp_path / "sites.json"
    command = [
        sys.executable,
        str(SCRIPTS / "measure_understanding.py"),
        str(tmp_path / "cache"),
        "vigil-review",
        "--json",
        str(data),
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "| vigil-review 0.1.0 | application | 1 |" in done.stdout
    (package,) = json.loads(data.read_text(encoding="utf-8"))
    assert package["sites"][0]["values"]["max_tokens"] == ["16000"]
