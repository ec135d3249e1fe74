"""Requirements of the SDK as a subject of rules: where they stand, whose they are, and how they are written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from harness import TODAY, Files, claudelint, folder_of, run_in, text_at, write

from claudelint.catalog.catalog import load
from claudelint.editing import apply, with_upper_bound
from claudelint.fixing.apply import fault
from claudelint.linking.project import PlacedRequirement
from claudelint.reading.source import Source
from claudelint.running.outcome import FixMode, Outcome
from claudelint.running.placed_requirements import RequirementFile
from claudelint.running.repository import Repository
from claudelint.running.sdk_requirements import is_application
from claudelint.running.toml_places import toml_comments, toml_texts

USES_SDK = "import anthropic\n\nclient = anthropic.Anthropic()\n"
PROJECT = '[project]\nname = "desk"\nversion = "1.0"\n'
NEWEST = load(TODAY).newest_major
BOUND = f"<{NEWEST + 1}"


def placed(name: str, text: str) -> list[PlacedRequirement]:
    """The requirements of a file."""
    return list(RequirementFile(Source.decode(name, text.encode())).placed())


def checked(files: Files, paths: tuple[str, ...] = (".",), select: tuple[str, ...] = ("CL807",)) -> Outcome:
    """The outcome of the rule on a project."""
    with folder_of(files) as root:
        return run_in(root, select=select, paths=paths)


def found(files: Files, paths: tuple[str, ...] = (".",)) -> list[str]:
    """The files in which the rule finds something, with what it marks."""
    outcome = checked(files, paths)
    assert not outcome.errors
    return [f"{one.span.file}: {text_at(outcome, one)}" for one in outcome.findings]


# places in TOML


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('a = "x"', ["a: x"]),
        ("a.b = 'x'\nc = 1\nd = \"y\"", ["a.b: x", "d: y"]),
        ('[t]\na = "x"\n[u.v]\na = "y"', ["t.a: x", "u.v.a: y"]),
        ('[[t]]\na = "x"\n[[t]]\na = "y"\n[t.u]\nb = "z"', ["t.a: x", "t.a: y", "t.u.b: z"]),
        ('[ t . "u v" ]  # [w]\na = "x"', ["t.u v.a: x"]),
        ('a = ["x", # "no"\n  "y",\n]\nb = "z"', ["a: x", "a: y", "b: z"]),
        ('a = [["x"], ["y", "z"]]', ["a: x", "a: y", "a: z"]),
        ('a = {b = "x", c.d = "y"}\ne = "z"', ["a.b: x", "a.c.d: y", "e: z"]),
        ('a = [{b = "x"}, "y", {b = ["z"]}]', ["a.b: x", "a: y", "a.b: z"]),
        ('a = """\nb = \'x\'\n[t]\n"""\nc = \'y\'', ["c: y"]),
        ("a = '''it's # ''''\nb = 'y'", ["b: y"]),
        ('a = "x \\" y"\nb = "#z"', ['a: x \\" y', "b: #z"]),
        ('a = 1979-05-27T07:32:00Z\nb = [1, 2.5]\nc = true\nd = "x"', ["d: x"]),
        ('"a b" = "x"\n\'c\' = "y"', ["a b: x", "c: y"]),
        ('[t]\r\na = "x"\r\n\r\n[u]\r\na = "y"', ["t.a: x", "u.a: y"]),
        ("", []),
    ],
)
def test_texts_of_toml(text: str, wanted: list[str]) -> None:
    """Each text is found with the keys that lead to it."""
    assert [f"{'.'.join(one.keys)}: {text[one.start : one.end]}" for one in toml_texts(text)] == wanted


def test_comments_of_toml() -> None:
    """A `#` within a text begins no comment."""
    text = 'a = "#1"  # 2\n# 3\nb = """\n#4\n"""\nc = [  # 5\n]\n'
    assert [text[start:end] for start, end in toml_comments(text)] == ["# 2", "# 3", "# 5"]


# requirements, and their bounds


@pytest.mark.parametrize(
    ("written", "bounded"),
    [
        ("anthropic", f"anthropic{BOUND}"),
        ("  anthropic  ", f"  anthropic{BOUND}  "),
        ("Anthropic>=1", f"Anthropic>=1,{BOUND}"),
        ("anthropic >= 1.2, != 1.3", f"anthropic >= 1.2, != 1.3,{BOUND}"),
        ("anthropic[bedrock, vertex]", f"anthropic[bedrock, vertex]{BOUND}"),
        (
            "anthropic [bedrock] ; python_version > '3.9'",
            f"anthropic [bedrock]{BOUND} ; python_version > '3.9'",
        ),
        ("anthropic>=1;python_version>'3.9'", f"anthropic>=1,{BOUND};python_version>'3.9'"),
        ("anthropic (>=1)", f"anthropic (>=1,{BOUND})"),
        (f"anthropic>{NEWEST + 3}.5", f"anthropic>{NEWEST + 3}.5,<{NEWEST + 4}"),
    ],
)
def test_bounds(written: str, bounded: str) -> None:
    """Only the bound is added, behind the versions and before what else there is, in both kinds of files."""
    for name, text in (
        ("requirements.txt", "rich\n%s\n"),
        ("pyproject.toml", '[dependency-groups]\na = ["%s"]\n'),
    ):
        before = text % written
        [requirement] = placed(name, before)
        assert not requirement.is_bounded
        edit = with_upper_bound(requirement, NEWEST)
        assert edit is not None
        after = apply(before, [edit])
        assert after == text % bounded
        [requirement] = placed(name, after)
        assert requirement.is_bounded


@pytest.mark.parametrize(
    "written",
    [
        "anthropic<2",
        "anthropic<=1.9",
        "anthropic~=1.4",
        "anthropic==1.4",
        "anthropic===1.4",
        "anthropic==1.*",
    ],
)
def test_bounded(written: str) -> None:
    """What keeps the newer versions out."""
    [requirement] = placed("requirements.txt", f"{written}\n")
    assert requirement.is_bounded


@pytest.mark.parametrize(
    ("value", "bounded"),
    [
        ("*", BOUND),
        (">=1.0", f">=1.0,{BOUND}"),
        (">=1.0 !=1.2", f">=1.0 !=1.2,{BOUND}"),
        ("^1.2 || >=2", None),
        ("^1.2", ""),
        ("~1.2", ""),
        ("1.2.0", ""),
        (">=1,<2", ""),
    ],
)
def test_poetry(value: str, bounded: str | None) -> None:
    """The constraints of Poetry; `""` is bounded, None is left to the reader."""
    for line in (f'anthropic = "{value}"', f'anthropic = {{ version = "{value}", optional = true }}'):
        before = f"[tool.poetry.dependencies]\n{line}\n"
        [requirement] = placed("pyproject.toml", before)
        assert requirement.is_bounded is (bounded == "")
        if bounded != "":
            edit = with_upper_bound(requirement, NEWEST)
            after = None if edit is None else apply(before, [edit])
            assert after == (None if bounded is None else before.replace(f'"{value}"', f'"{bounded}"'))


@pytest.mark.parametrize(
    "text",
    [
        'keywords = ["anthropic"]\n',
        '[project]\nkeywords = ["anthropic"]\nname = "anthropic"\n',
        '[tool.ruff.lint.isort]\nknown-third-party = ["anthropic"]\n',
        '[tool.uv]\nconstraint-dependencies = ["anthropic"]\n',
        '[tool.poetry.dependencies]\nclaude = { version = "*", extras = ["anthropic"] }\n',
        '[project]\ndependencies = ["anthropic-tools", "langchain-anthropic"]\n',
    ],
)
def test_no_requirements(text: str) -> None:
    """The word alone is none."""
    assert placed("pyproject.toml", text) == []


def test_an_address() -> None:
    """What comes from an address is what it is; the address is not repeated."""
    [requirement] = placed("requirements.txt", "anthropic @ https://me:secret@git.example.com/sdk.zip\n")
    assert requirement.is_bounded
    assert "secret" not in requirement.text


def test_a_fixed_file_stays_what_it_is() -> None:
    """A file of requirements is no Python; TOML has to stay TOML."""
    toml = Source.decode("pyproject.toml", b"a = 1\n")
    assert fault(toml, "a = 2\n") is None
    assert fault(toml, "a = \n") == "pyproject.toml would not parse afterwards"
    lines = Source.decode("requirements.txt", b"anthropic>=1\n")
    assert fault(lines, "anthropic>=1,<3\n") is None


# applications


@pytest.mark.parametrize(
    ("files", "wanted"),
    [
        ({}, True),
        ({"pyproject.toml": PROJECT}, True),
        ({"pyproject.toml": "[tool.ruff]\n"}, True),
        ({"pyproject.toml": PROJECT + '[build-system]\nrequires = ["hatchling"]\n'}, False),
        ({"pyproject.toml": PROJECT + 'classifiers = ["Topic :: Office/Business"]\n'}, False),
        (
            {
                "pyproject.toml": PROJECT
                + 'classifiers = ["Private :: Do Not Upload"]\n[build-system]\nrequires = []\n'
            },
            True,
        ),
        ({"pyproject.toml": PROJECT + "[tool.uv]\npackage = false\n[build-system]\nrequires = []\n"}, True),
        ({"pyproject.toml": PROJECT + "[tool.uv]\npackage = true\n[build-system]\nrequires = []\n"}, False),
        ({"pyproject.toml": '[tool.poetry]\nname = "desk"\n'}, False),
        ({"pyproject.toml": '[tool.poetry]\nname = "desk"\npackage-mode = false\n'}, True),
        ({"setup.py": "from setuptools import setup\nsetup()\n"}, False),
        ({"setup.cfg": "[metadata]\nname = desk\n"}, False),
        ({"setup.cfg": "[flake8]\n"}, True),
        ({"pyproject.toml": PROJECT + '[project.urls]\nHomepage = "https://desk.example.com"\n'}, False),
        ({"pyproject.toml": PROJECT + '[project.scripts]\ndesk = "desk:main"\n'}, False),
        ({"pyproject.toml": PROJECT + '[project.entry-points.desk]\nall = "desk"\n'}, False),
        ({"pyproject.toml": PROJECT + "[tool.uv]\npackage = true\n"}, False),
        ({"pyproject.toml": PROJECT + "[tool.uv]\ndev-dependencies = []\n"}, True),
        ({"pyproject.toml": "[project\n"}, False),
    ],
)
def test_applications(files: Files, wanted: bool, tmp_path: Path) -> None:
    """What may be installed by others is no application."""
    write(tmp_path, files)
    assert is_application(tmp_path, Repository(str(tmp_path), str(tmp_path))) is wanted


# whose they are


def test_once_for_a_project() -> None:
    """However many files use the SDK, and wherever below the requirements they stand."""
    code = {"a.py": USES_SDK, "b.py": USES_SDK, "inner/c.py": USES_SDK, "inner/setup.cfg": "[flake8]\n"}
    assert found({"requirements.txt": "anthropic\n", **code}) == ["requirements.txt: anthropic"]


def test_the_nearest_counts() -> None:
    """Projects of one repository have requirements of their own; what no checked file uses is not judged."""
    files = {
        "requirements.txt": "anthropic\n",
        "one/requirements.txt": "anthropic>=1\n",
        "one/main.py": USES_SDK,
        "two/requirements.txt": "anthropic<2\n",
        "two/main.py": USES_SDK,
        "three/requirements.txt": "anthropic>1\n",
        "three/main.py": "print(1)\n",
    }
    assert found(files) == ["one/requirements.txt: anthropic>=1"]
    assert found(files, ("two", "three")) == []


def test_nothing_uses_the_sdk() -> None:
    """Requirements alone are not checked."""
    assert found({"requirements.txt": "anthropic\n", "main.py": "print(1)\n"}) == []


def test_excluded() -> None:
    """A file that is not to be checked is not, and neither are the requirements whose part it is."""
    files = {"requirements.txt": "anthropic\n", "main.py": USES_SDK}
    assert found({**files, "claudelint.toml": 'extend-exclude = ["requirements.txt"]\n'}) == []
    assert found({**files, "claudelint.toml": ""}) == ["requirements.txt: anthropic"]


def test_ignored_by_the_configuration() -> None:
    """The name of the file can stand in `per-file-ignores`."""
    files = {"requirements.txt": "anthropic\n", "main.py": USES_SDK}
    ignore = '[per-file-ignores]\n"%s" = ["CL807"]\n'
    assert found({**files, "claudelint.toml": ignore % "requirements.txt"}) == []
    assert found({**files, "claudelint.toml": ignore % "main.py"}) == ["requirements.txt: anthropic"]


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        ("requirements.txt", "anthropic  # claudelint: ignore[CL807]\n", []),
        ("requirements.txt", "# claudelint: ignore[CL807]\nanthropic\n", []),
        ("requirements.txt", "# claudelint: file-ignore[CL807]\nrich\nanthropic\n", []),
        ("requirements.txt", "rich  # claudelint: ignore[CL807]\nanthropic\n", ["CL807", "CL901"]),
        ("requirements.txt", "# claudelint: ignore[CL807]\nrich\nanthropic\n", ["CL807", "CL901"]),
        ("requirements.txt", "anthropic<3  # claudelint: ignore[CL807]\n", ["CL901"]),
        ("requirements.txt", "anthropic  # claudelint: ignore[CL999]\n", ["CL807", "CL902"]),
        (
            "pyproject.toml",
            PROJECT + 'dependencies = [\n  "anthropic",  # claudelint: ignore[unbounded-sdk-pin]\n]\n',
            [],
        ),
        (
            "pyproject.toml",
            PROJECT + 'dependencies = [\n  # claudelint: ignore[CL807]\n  "anthropic",\n]\n',
            [],
        ),
        ("pyproject.toml", PROJECT + 'dependencies = ["anthropic"]  # claudelint: ignore[CL807]\n', []),
        (
            "pyproject.toml",
            PROJECT + 'description = "# claudelint: ignore[CL807]"\ndependencies = ["anthropic"]\n',
            ["CL807"],
        ),
    ],
)
def test_suppressions(name: str, text: str, wanted: list[str]) -> None:
    """Comments suppress in these files as in code, and are judged as there."""
    outcome = checked({name: text, "main.py": USES_SDK}, select=("CL807", "CL901", "CL902"))
    assert sorted(one.code for one in outcome.findings) == wanted


def test_an_unused_suppression_is_removed() -> None:
    """The fix of another rule writes these files, too."""
    files = {"requirements.txt": "anthropic<3  # claudelint: ignore[CL807]\nrich\n", "main.py": USES_SDK}
    with folder_of(files) as root:
        assert not run_in(root, select=["CL807", "CL901"], fix=FixMode.WRITE).errors
        assert (root / "requirements.txt").read_bytes() == b"anthropic<3\nrich\n"


# writing


def test_only_the_requirement_changes() -> None:
    """Byte order mark, line ends, comments and layout stay."""
    before = b'\xef\xbb\xbf[project]\r\nname="d\xc3\xa9sk"  #  x\r\ndependencies=[ "anthropic>=1" ,\r\n\t"rich"]\r\n'
    with folder_of({"pyproject.toml": before, "main.py": USES_SDK}) as root:
        outcome = run_in(root, select=["CL807"], fix=FixMode.WRITE, unsafe=True)
        assert not outcome.errors
        assert not outcome.findings
        after = (root / "pyproject.toml").read_bytes()
    assert after == before.replace(b">=1", f">=1,{BOUND}".encode())
    assert [change.before.path for change in outcome.changes] == ["pyproject.toml"]


def test_unsafe_only() -> None:
    """Without leave to change what a program does, nothing is written."""
    with folder_of({"requirements.txt": "anthropic\n", "main.py": USES_SDK}) as root:
        outcome = run_in(root, select=["CL807"], fix=FixMode.WRITE)
        assert len(outcome.findings) == 1
        assert (root / "requirements.txt").read_text() == "anthropic\n"


@pytest.mark.parametrize("paths", [("main.py",), ("src",)])
def test_what_was_not_given_is_not_written(paths: tuple[str, ...]) -> None:
    """When files or a folder beside the requirements are checked, the finding is told and the fix shown."""
    files = {"requirements.txt": "anthropic\n", "main.py": USES_SDK, "src/main.py": USES_SDK}
    with folder_of(files) as root:
        outcome = run_in(root, select=["CL807"], fix=FixMode.WRITE, unsafe=True, paths=paths)
        [finding] = outcome.findings
        assert (root / "requirements.txt").read_text() == "anthropic\n"
    assert finding.fix is not None
    assert finding.fix.edits == ()
    assert finding.fix.title.endswith("(by hand: requirements.txt is not among what is checked)")


def test_a_change_of_the_requirements_is_seen(tmp_path: Path) -> None:
    """What is cached is cached of code: another text of the requirements gives another result."""
    with folder_of({"requirements.txt": "anthropic\n", "main.py": USES_SDK}) as root:
        counts = []
        for text in ("anthropic\n", "anthropic<3\n", "anthropic\n"):
            write(root, {"requirements.txt": text})
            counts.append(len(run_in(root, select=["CL807"], cache=tmp_path / "cache").findings))
    assert counts == [1, 0, 1]


# the real command


def test_reports(tmp_path: Path) -> None:
    """Every format shows the line of the file, and a text from an editor has no part in it."""
    write(tmp_path, {".git/x": "", "requirements.txt": "rich\nanthropic>=1  # it\n", "main.py": USES_SDK})
    common = ("check", "--isolated", "--no-cache", "--select", "CL807")
    full = claudelint(*common, "--output-format", "full", ".", cwd=tmp_path)
    assert full.returncode == 1
    assert b"--> requirements.txt:2:1" in full.stdout
    assert b"anthropic>=1  # it" in full.stdout
    assert f"anthropic>=1,{BOUND}  # it".encode() in full.stdout
    listed = json.loads(claudelint(*common, "--output-format", "json", ".", cwd=tmp_path).stdout)
    assert [one["filename"].rpartition("/")[2] for one in listed] == ["requirements.txt"]
    diff = claudelint(*common, "--diff", "--unsafe-fixes", ".", cwd=tmp_path)
    assert f"+anthropic>=1,{BOUND}  # it".encode() in diff.stdout
    stdin = claudelint(*common, "--stdin-filename", "main.py", "-", cwd=tmp_path, stdin=USES_SDK.encode())
    assert (stdin.returncode, stdin.stdout) == (0, b"")
