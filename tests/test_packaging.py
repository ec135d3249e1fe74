"""What is built and installed: one package, its data, two commands, and a quick start."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import venv
import zipfile
from configparser import ConfigParser
from email import message_from_bytes
from pathlib import Path

import pytest
from checkout import copy_to
from harness import ROOT

import claudelint

# imports that a quiet run does without
HEAVY = ("libcst", "rich", "msgspec", "packaging", "anthropic", "claudelint.registry", "claudelint.rules")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """The wheel of a clean checkout, its source archive, and the wheel of that."""
    folder = tmp_path_factory.mktemp("built")
    checkout = copy_to(folder / "checkout")
    wheel = _wheel(checkout, folder / "wheel")
    _run([sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(folder / "sdist")], checkout)
    (archive,) = (folder / "sdist").glob("*.tar.gz")
    with tarfile.open(archive) as packed:
        # Python before 3.11.4 knows no filters
        packed.extraction_filter = getattr(tarfile, "data_filter", None)
        packed.extractall(folder / "unpacked")
    (source,) = (folder / "unpacked").iterdir()
    return wheel, archive, _wheel(source, folder / "again")


def _wheel(source: Path, target: Path) -> Path:
    _run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(target)], source)
    (wheel,) = target.glob("*.whl")
    return wheel


def _run(command: list[str], cwd: Path) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def names_in(wheel: Path) -> set[str]:
    """The files of a wheel."""
    with zipfile.ZipFile(wheel) as packed:
        return set(packed.namelist())


def test_wheel_holds_one_package(built: tuple[Path, Path, Path]) -> None:
    """The wheel holds claudelint and nothing else: rules/ is no top-level package."""
    tops = {name.split("/")[0] for name in names_in(built[0])}
    assert tops == {"claudelint", f"claudelint_api-{claudelint.__version__}.dist-info"}


def test_wheel_holds_every_file(built: tuple[Path, Path, Path]) -> None:
    """Every file of the package and of the rules is there, in its place, and rules.py is not."""
    names = names_in(built[0])
    wanted = {
        f"claudelint/{path.relative_to(ROOT / 'claudelint').as_posix()}"
        for path in (ROOT / "claudelint").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path != ROOT / "claudelint" / "rules.py"
    } | {
        f"claudelint/rules/{path.relative_to(ROOT / 'rules').as_posix()}"
        for path in (ROOT / "rules").rglob("*.py")
    }
    assert {name for name in names if name.startswith("claudelint/")} == wanted
    assert "claudelint/py.typed" in names
    assert "claudelint/catalog/models.toml" in names
    assert "claudelint/catalog/sdk.toml" in names
    assert "claudelint/rules.py" not in names


def test_metadata(built: tuple[Path, Path, Path]) -> None:
    """Name, licence, versions of Python, both commands, and what has to be installed with it."""
    info = f"claudelint_api-{claudelint.__version__}.dist-info"
    with zipfile.ZipFile(built[0]) as packed:
        metadata = message_from_bytes(packed.read(f"{info}/METADATA"))
        commands = ConfigParser()
        commands.read_string(packed.read(f"{info}/entry_points.txt").decode())
        licence = packed.read(f"{info}/licenses/LICENSE").decode()
    assert metadata["Name"] == "claudelint-api"
    assert metadata["Version"] == claudelint.__version__
    assert metadata["License-Expression"] == "MIT"
    assert metadata["Requires-Python"] == ">=3.10"
    assert "MIT License" in licence
    assert dict(commands["console_scripts"]) == {
        "claudelint": "claudelint.cli:command",
        "claudelint-api": "claudelint.cli:command",
    }
    required = {
        line.split(";")[0].strip() for line in metadata.get_all("Requires-Dist") or () if "extra" not in line
    }
    assert {line.split(">")[0].split("<")[0] for line in required} == {
        "click",
        "libcst",
        "msgspec",
        "packaging",
        "pathspec",
        "tomli",
    }
    assert 'tomli>=2; python_version < "3.11"' in {
        line.replace("'", '"') for line in metadata.get_all("Requires-Dist") or ()
    }
    assert set(metadata.get_all("Provides-Extra") or ()) >= {"api", "dev"}


def test_source_archive_makes_the_same_wheel(built: tuple[Path, Path, Path]) -> None:
    """The wheel that is built from the source archive holds the same files."""
    wheel, archive, again = built
    assert names_in(again) == names_in(wheel)
    with tarfile.open(archive) as packed:
        names = {name.split("/", 1)[-1] for name in packed.getnames()}
    assert {"pyproject.toml", "README.md", "LICENSE", "PKG-INFO", "claudelint/rules.py"} <= names
    assert not {name.split("/")[0] for name in names} & {"fixtures", "tests", "benchmarks", ".ci"}


@pytest.fixture(scope="session")
def installed(built: tuple[Path, Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment in which the wheel is installed; it sees what is installed around it."""
    folder = tmp_path_factory.mktemp("installed") / "venv"
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    site = Path(
        _run([str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], folder).strip()
    )
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(python),
        "install",
        "--no-deps",
        "--no-index",
        "--quiet",
    ]
    _run([*pip, str(built[0])], folder)
    # the libraries that are needed, but not this checkout's own editable installation: .pth files are not followed
    (site / "around.pth").write_text(_run([sys.executable, "-c", _AROUND], folder))
    return python


_AROUND = "import sysconfig; print(sysconfig.get_path('purelib'))"

BAD = """\
import anthropic

client = anthropic.Anthropic()
response = client.messages.create(model="claude-opus-4-8", max_tokens=1024, messages=[])
print(response.content[0].text)
"""


def test_installed_commands(installed: Path, tmp_path: Path) -> None:
    """Both commands of the installed wheel work, with the rules that come with it."""
    (tmp_path / "a.py").write_text(BAD)
    for command in ("claudelint", "claudelint-api"):
        done = subprocess.run(
            [installed.parent / command, "check", "--select", "CL601", "--fail-on", "advice"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stdout.split(" ")[0]) == (1, "a.py:5:7:"), done.stderr
    listed = _run([str(installed), "-m", "claudelint", "rules"], tmp_path)
    assert len(listed.splitlines()) == len(list((ROOT / "rules").glob("*/*.py")))
    where = _run([str(installed), "-c", "import claudelint; print(claudelint.__file__)"], tmp_path)
    assert str(ROOT) not in where


START = """\
import sys
sys.argv[1:] = {arguments!r}
from claudelint.cli import main
try:
    main()
except SystemExit as status:
    assert not status.code, status.code
heavy = {heavy!r}
loaded = [name for name in sys.modules if any(name == one or name.startswith(one + ".") for one in heavy)]
print("LOADED", sorted(loaded))
"""


@pytest.mark.parametrize(
    "flags", [["--isolated"], ["--isolated", "--fix"], ["--isolated", "--no-cache", "--jobs", "1"], []]
)
@pytest.mark.parametrize("text", ["import os\nprint(os.getcwd())\n", "def f(:\n", ""])
def test_quick_start(installed: Path, tmp_path: Path, flags: list[str], text: str) -> None:
    """Checking a file without Claude code imports neither LibCST, nor rich, nor the rules."""
    (tmp_path / "plain.py").write_text(text)
    program = START.format(arguments=["check", *flags, "plain.py"], heavy=HEAVY)
    done = subprocess.run(
        [installed, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "LOADED []"


def test_quick_start_sees_imports(installed: Path, tmp_path: Path) -> None:
    """The test above would see the imports: a file with Claude code does load LibCST and the rules."""
    (tmp_path / "a.py").write_text(BAD)
    flags = ["--isolated", "--exit-zero", "--cache-dir", str(tmp_path / "kept")]
    program = START.format(arguments=["check", *flags, "a.py"], heavy=HEAVY)
    out = _run([str(installed), "-c", program], tmp_path)
    assert "'libcst'" in out
    assert "claudelint.rules" in out
    again = _run([str(installed), "-c", program], tmp_path)
    assert again.splitlines()[:-1] == out.splitlines()[:-1]
    assert "libcst" not in again, "what the cache knows needs no parser"


def test_version_is_one() -> None:
    """The version of the package is that of the project's file."""
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == claudelint.__version__
