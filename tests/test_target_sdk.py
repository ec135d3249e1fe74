"""The target SDK: which files say it, which of them counts, and what says nothing."""

from __future__ import annotations

import codecs
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from harness import Files, clean, folder_of, write

from claudelint.linking.sdk import TargetSdk, target_of
from claudelint.running.target_sdk import TargetSdks

NEWEST = 2


def target(files: Files, folder: str = ".", setting: str | int | None = None) -> TargetSdk:
    """The target of a folder of a repository that holds these files."""
    with folder_of(
        {name: clean(text) if isinstance(text, str) else text for name, text in files.items()}
    ) as root:
        return TargetSdks(root, NEWEST).of(root / folder, setting)


def toml_lock(*versions: str, key: str = "package") -> str:
    """A lock file in TOML with these versions."""
    others = f'[[{key}]]\nname = "anyio"\nversion = "9.0.0"\n'
    return others + "".join(f'[[{key}]]\nname = "anthropic"\nversion = "{version}"\n' for version in versions)


PIPFILE_LOCK = '{"_meta": {"pipfile-spec": 6}, "default": {%s}, "develop": {%s}}'
PIPFILE_ENTRY = '"anthropic": {"hashes": ["sha256:00"], "version": "==%s"}'


# lock files


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("uv.lock", toml_lock("1.9.0")),
        ("poetry.lock", toml_lock("1.9.0")),
        ("pdm.lock", toml_lock("1.9.0", "1.9.0")),
        ("pylock.toml", toml_lock("1.9.0", key="packages")),
        ("pylock.web.toml", toml_lock("1.9.0", key="packages")),
        ("Pipfile.lock", PIPFILE_LOCK % (PIPFILE_ENTRY % "1.9.0", PIPFILE_ENTRY % "2.1.0")),
        ("Pipfile.lock", PIPFILE_LOCK % ("", PIPFILE_ENTRY % "1.9.0")),
    ],
)
def test_lock_files(name: str, text: str) -> None:
    """A lock file gives the exact version, whatever the requirements admit."""
    found = target({name: text, "requirements.txt": "anthropic==2.12.0\n"})
    assert found == TargetSdk(1, False, f"anthropic 1.9.0 in {name}", (1, 9, 0), highest=(1, 9, 0))
    assert found.at_least("1.9")
    assert not found.at_least("1.10")


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("uv.lock", '[[package]]\nname = "anyio"\nversion = "1.0"\n', "does not mention `anthropic`"),
        (
            "uv.lock",
            '[[package]]\nname = "langchain-anthropic"\nversion = "1.0"\n',
            "holds no version of `anthropic`",
        ),
        (
            "uv.lock",
            '[[package]]\nname = "anthropic"\nsource = { editable = "." }\n',
            "holds no version of `anthropic`",
        ),
        ("uv.lock", 'package = 3\npackages = ["anthropic"]\n', "holds no version of `anthropic`"),
        ("poetry.lock", '[[package]\nname = "anthropic"\n', "cannot be read: "),
        ("uv.lock", b"\xff\xfe\xfd anthropic", "cannot be read: "),
        ("uv.lock", b"# anthropic \xe4\n", "cannot be read: not UTF-8"),
        ("pylock.toml", "x = " + "[" * 100_000 + " # anthropic", "cannot be read: "),
        ("Pipfile.lock", "{'anthropic'", "cannot be read: "),
        ("Pipfile.lock", "[" * 100_000 + '"anthropic"', "cannot be read: "),
        ("Pipfile.lock", '["anthropic"]', "holds no version of `anthropic`"),
        ("Pipfile.lock", '{"default": {"anthropic": "==1.0"}}', "holds no version of `anthropic`"),
    ],
)
def test_lock_files_that_say_nothing(name: str, text: str | bytes, why: str) -> None:
    """A lock file without the package, or a broken one, is passed over and named; other files still speak."""
    found = target({name: text, "requirements.txt": "anthropic>=1,<2\n"})
    assert (found.major, found.assumed, found.reason) == (1, False, "`anthropic>=1,<2` in requirements.txt")
    (passed_over,) = found.passed_over
    assert passed_over.startswith(f"{name} {why}")
    alone = target({name: text})
    assert (alone.major, alone.assumed) == (NEWEST, True)
    assert (f"({name} cannot be read)" in alone.reason) == why.startswith("cannot be read")


def test_texts_that_are_not_on_the_disk() -> None:
    """What a file is going to hold counts instead of what it holds."""
    with folder_of({"requirements.txt": "anthropic==2.12.0\n"}) as root:
        for texts, major in (({}, 2), ({str(root / "requirements.txt"): b"anthropic<1\n"}, 0)):
            assert TargetSdks(root, NEWEST, texts).of(root, None).major == major


def test_several_versions_in_a_lock_file() -> None:
    """Versions of one major are that major with the lowest of them; of several, the newest is assumed."""
    found = target({"uv.lock": toml_lock("1.17.0", "1.2.0")})
    assert found == TargetSdk(
        1, False, "anthropic 1.2.0 and 1.17.0 in uv.lock", (1, 2, 0), highest=(1, 17, 0)
    )
    found = target({"uv.lock": toml_lock("2.12.0", "1.17.0")})
    reason = "anthropic 1.17.0 and 2.12.0 in uv.lock are of several major versions"
    assert (found.major, found.assumed, found.reason) == (2, True, reason)


def test_the_first_lock_file_counts() -> None:
    """Of several lock files in a folder the first that holds the package counts."""
    files = {"pdm.lock": toml_lock("1.1.0"), "poetry.lock": toml_lock("0.50.0"), "uv.lock": "version = 1\n"}
    assert target(files).reason == "anthropic 0.50.0 in poetry.lock"


def test_a_version_newer_than_the_catalogue() -> None:
    """A major version that nothing is known of is believed where it is named."""
    assert target({"uv.lock": toml_lock("7.0.0rc1")}).major == 7
    assert target({"requirements.txt": "anthropic>=7,<8\n"}).major == 7
    assert target({"requirements.txt": "anthropic<8\n"}).major == NEWEST


# requirements files


@pytest.mark.parametrize(
    ("line", "major", "lowest", "shown"),
    [
        ("anthropic==1.9.0", 1, (1, 9, 0), "anthropic==1.9.0"),
        ("anthropic == 1.9.0  # pinned", 1, (1, 9, 0), "anthropic == 1.9.0"),
        ("Anthropic[bedrock, vertex]~=1.9", 1, (1, 9), "Anthropic[bedrock, vertex]~=1.9"),
        ("anthropic===1.9.0", 1, (1, 9, 0), "anthropic===1.9.0"),
        ("anthropic==1.*", 1, (1,), "anthropic==1.*"),
        ("anthropic (>=1.2,<2)", 1, (1, 2), "anthropic (>=1.2,<2)"),
        ("anthropic>=1.2.5,>1.3,<2", 1, (1, 3), "anthropic>=1.2.5,>1.3,<2"),
        ("anthropic>1.2.5,<1.2.7", 1, (1, 2, 5), "anthropic>1.2.5,<1.2.7"),
        ("anthropic<1", 0, (0,), "anthropic<1"),
        ("anthropic>=1.9,!=1.*,<3", 2, (2,), "anthropic>=1.9,!=1.*,<3"),
        ('anthropic<2,>=1; python_version < "3.12"', 1, (1,), "anthropic<2,>=1"),
        ("anthropic==1.9.0 --hash=sha256:00 --hash=sha256:11", 1, (1, 9, 0), "anthropic==1.9.0"),
        (
            "anthropic==1.9.0 \\\n    --hash=sha256:00 \\\n    --hash=sha256:11\n    # via app",
            1,
            (1, 9, 0),
            "anthropic==1.9.0",
        ),
        ("anthropic \\\n  ==1.9.0", 1, (1, 9, 0), "anthropic ==1.9.0"),
        ("--index-url x\n-e ./here\nhttpx\n\nanthropic==1.9.0", 1, (1, 9, 0), "anthropic==1.9.0"),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_requirement_lines(line: str, major: int, lowest: tuple[int, ...], shown: str, newline: str) -> None:
    """Lines are understood as pip does; extras and markers do not hinder."""
    text = f"httpx==1.0\n{line}\nrich\n".replace("\n", newline)
    found = target({"requirements.txt": text.encode()})
    # an exact version is the highest as well
    highest = lowest if re.fullmatch(r"anthropic ?== ?[\d.]+", shown) else None
    assert found == TargetSdk(major, False, f"`{shown}` in requirements.txt", lowest, highest=highest)


@pytest.mark.parametrize(
    "line",
    [
        "anthropic",
        "anthropic>=0.40",
        "anthropic>=1,<3",
        "anthropic!=1.0.0",
        "anthropic @ git+https://user:secret@example.com/anthropic.git@v1.0.0",
        "anthropic[bedrock] @ https://example.com/anthropic-1.0.0.whl ; python_version > '3'",
        "-e git+https://example.com/anthropic.git#egg=anthropic",
        "./anthropic-1.0.0.whl",
        "anthropic==${ANTHROPIC_VERSION}",
        "anthropic>=1,,=2",
        "anthropic==" + "9" * 9000,
        "anthropic>=" + "9" * 9000,
        "anthropic-tools==1.0.0",
        "anthropic_tools==1.0.0",
        "anthropic.tools==1.0.0",
        "langchain-anthropic==1.0.0",
        "# anthropic==1.0.0",
        "httpx # anthropic==1.0.0",
        "-r https://example.com/anthropic.txt",
        "-r nothing.txt",
        "-r nothing\0.txt",
        "-r",
    ],
)
def test_requirement_lines_that_pin_nothing(line: str) -> None:
    """What names no version, or one that cannot be told, leaves the newest assumed, and no secret is shown."""
    found = target({"requirements.txt": f"{line}\n"})
    assert (found.major, found.assumed) == (NEWEST, True)
    assert "secret" not in repr(found)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("anthropic", "`anthropic` in requirements.txt pins no version"),
        ("anthropic>=0.40", "`anthropic>=0.40` in requirements.txt admits several major versions"),
    ],
)
def test_why_the_newest_is_assumed(line: str, reason: str) -> None:
    """The reason says which requirement leaves it open."""
    assert target({"requirements.txt": line}).reason == reason


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("requirements.txt", codecs.BOM_UTF8 + b"anthropic==1.9.0\n"),
        ("requirements.txt", "anthropic==1.9.0\n".encode("utf-16")),
        ("requirements.txt", codecs.BOM_UTF16_BE + "anthropic==1.9.0\n".encode("utf-16-be")),
        ("requirements.in", b"anthropic==1.9.0"),
        ("requirements-dev.txt", b"anthropic==1.9.0"),
        ("requirements_test.in", b"anthropic==1.9.0"),
        ("dev-requirements.txt", b"anthropic==1.9.0"),
        ("requirements/prod.txt", b"anthropic==1.9.0"),
        ("requirements/base.in", b"anthropic==1.9.0"),
    ],
)
def test_requirements_files(name: str, text: bytes) -> None:
    """Requirements files are known by name, and decoded by their mark."""
    found = target({name: text})
    assert (found.major, found.reason) == (1, f"`anthropic==1.9.0` in {name}")


@pytest.mark.parametrize(
    "name", ["notes.txt", "requirements.md", "docs/requirements.txt", "myrequirements.txt"]
)
def test_other_files_are_no_requirements(name: str) -> None:
    """Files of other names, and those of folders below, say nothing."""
    assert target({name: "anthropic==1.9.0"}).assumed


@pytest.mark.parametrize(
    "line",
    [
        "-r deps/base.txt",
        "-rdeps/base.txt",
        "-c deps/base.txt",
        "--requirement=deps/base.txt # all",
        "--constraint deps/base.txt",
        "-r ./x/../deps/base.txt",
        "-r 'deps/base.txt'",
    ],
)
def test_includes(line: str) -> None:
    """Included files and constraints are read, relative to the file that names them, also in circles."""
    files = {"requirements.txt": f"{line}\n", "deps/base.txt": "-r ../requirements.txt\n-r more.txt\n"}
    found = target({**files, "deps/more.txt": "-r base.txt\nanthropic==1.9.0\n"})
    assert (found.major, found.reason) == (1, "`anthropic==1.9.0` in deps/more.txt")


def test_includes_in_a_long_chain() -> None:
    """A chain of includes that is longer than calls may be nested ends."""
    files = {f"deps/{number}.txt": f"-r {number + 1}.txt" for number in range(1500)}
    found = target({"requirements.txt": "-r deps/0.txt", **files, "deps/1500.txt": "anthropic==1.9.0"})
    assert found.major == 1


def test_nothing_is_read_outside_of_the_repository(tmp_path: Path) -> None:
    """Neither includes nor links lead out of it."""
    write(
        tmp_path,
        {
            "outside.txt": "anthropic==1.9.0",
            "repo/.git/HEAD": "",
            "repo/requirements.txt": "-r ../outside.txt",
        },
    )
    found = TargetSdks(tmp_path / "repo", NEWEST).of(tmp_path / "repo", None)
    assert found.assumed
    assert found.passed_over == (
        "requirements.txt includes ../outside.txt, which lies outside of the repository",
    )
    (tmp_path / "repo" / "requirements.txt").unlink()
    (tmp_path / "repo" / "requirements.txt").symlink_to(tmp_path / "outside.txt")
    assert TargetSdks(tmp_path / "repo", NEWEST).of(tmp_path / "repo", None).assumed


def test_files_that_are_none(tmp_path: Path) -> None:
    """Folders, pipes and links in a circle of these names are passed over."""
    for name in ("uv.lock", "requirements.txt", "pyproject.toml"):
        (tmp_path / name).mkdir()
    (tmp_path / "poetry.lock").symlink_to(tmp_path / "poetry.lock")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "setup.cfg")
    assert TargetSdks(tmp_path, NEWEST).of(tmp_path, None).assumed


# the files that describe a project


@pytest.mark.parametrize(
    ("text", "major", "shown"),
    [
        ('[project]\ndependencies = ["anthropic>=1,<2"]', 1, "anthropic>=1,<2"),
        ('[project]\ndependencies = ["anthropic (>=1,<2)"]', 1, "anthropic (>=1,<2)"),
        ('[project.optional-dependencies]\nai = ["anthropic<1"]', 0, "anthropic<1"),
        (
            '[dependency-groups]\ndev = [{include-group = "ai"}]\nai = ["anthropic~=1.2", {include-group = "dev"}]',
            1,
            "anthropic~=1.2",
        ),
        ('[tool.uv]\nconstraint-dependencies = ["anthropic<2,>=1"]', 1, "anthropic<2,>=1"),
        ('[tool.pdm.dev-dependencies]\ntest = ["anthropic<1"]', 0, "anthropic<1"),
        ('[tool.poetry.dependencies]\npython = "^3.10"\nanthropic = "^1.2"', 1, "anthropic ^1.2"),
        (
            '[tool.poetry.dependencies]\nanthropic = {version = "~1.2.3", extras = ["vertex"]}',
            1,
            "anthropic ~1.2.3",
        ),
        ('[tool.poetry.group.ai.dependencies]\nanthropic = "1.*"', 1, "anthropic 1.*"),
        ('[tool.poetry.dev-dependencies]\nanthropic = "1.2.3"', 1, "anthropic 1.2.3"),
        (
            '[tool.poetry.dependencies]\nanthropic = [{version = "^1.2", python = "<3.12"}, {version = ">=1.5 <2"}]',
            1,
            "anthropic ^1.2 || >=1.5 <2",
        ),
        ('[tool.setuptools.dynamic]\ndependencies = {file = ["deps.txt"]}', 1, None),
        ('[tool.setuptools.dynamic]\noptional-dependencies.ai = {file = "deps.txt"}', 1, None),
    ],
)
def test_pyproject(text: str, major: int, shown: str | None) -> None:
    """Dependencies, extras, groups and the tables of tools are read."""
    found = target({"pyproject.toml": text, "deps.txt": "anthropic~=1.2"})
    place = "`anthropic~=1.2` in deps.txt" if shown is None else f"`{shown}` in pyproject.toml"
    assert (found.major, found.assumed, found.reason) == (major, False, place)


@pytest.mark.parametrize(
    ("constraint", "major", "lowest"),
    [
        ("^0.40", 0, (0, 40)),
        ("^0", 0, (0,)),
        ("^0.0.3", 0, (0, 0, 3)),
        ("^1", 1, (1,)),
        ("^1.2.3", 1, (1, 2, 3)),
        ("~1", 1, (1,)),
        ("~1.2", 1, (1, 2)),
        ("~=1.2", 1, (1, 2)),
        ("1.2", 1, (1, 2)),
        ("=1.2", 1, (1, 2)),
        ("v1.2.0b1", 1, (1, 2, 0)),
        (">=1.2, <2.0", 1, (1, 2)),
        ("^1.2 || ^1.4", 1, (1, 2)),
        ("^1.2,!=1.3.0", 1, (1, 2)),
        ("^1 || ^2", None, None),
        ("*", None, None),
        (">=1", None, None),
        ("^", None, None),
        ("latest", None, None),
        ("^" + "9" * 9000, None, None),
        ("", None, None),
    ],
)
def test_poetry_constraints(constraint: str, major: int | None, lowest: tuple[int, ...] | None) -> None:
    """The constraints of Poetry admit what its documentation says."""
    found = target({"pyproject.toml": f'[tool.poetry.dependencies]\nanthropic = "{constraint}"'})
    if major is None:
        assert (found.major, found.assumed) == (NEWEST, True)
    else:
        assert (found.major, found.assumed, found.lowest) == (major, False, lowest)


@pytest.mark.parametrize(
    "text",
    [
        "[project\nanthropic",
        'project = "anthropic"',
        '[project]\nname = "anthropic"\nversion = "1.0"',
        '[project]\ndependencies = "anthropic==1.0"',
        "[project]\ndependencies = [1, ['anthropic==1.0'], {anthropic = '1.0'}]",
        '[dependency-groups]\ndev = [{include-group = "anthropic"}]',
        '[build-system]\nrequires = ["anthropic==1.0"]',
        '[tool.poetry.dependencies]\nanthropic = {git = "https://example.com/x.git", tag = "v1.0"}',
        '[tool.poetry.dependencies]\nanthropic = {path = "../anthropic"}',
        "[tool.poetry]\ndependencies = 1\ngroup = {anthropic = 1}",
        '[tool.setuptools.dynamic]\ndependencies = {attr = "anthropic"}',
    ],
)
def test_pyproject_that_pins_nothing(text: str) -> None:
    """Other tables, other types and other sources say nothing."""
    found = target({"pyproject.toml": text})
    assert (found.major, found.assumed) == (NEWEST, True)


@pytest.mark.parametrize(
    ("text", "major"),
    [
        ('[packages]\nanthropic = "==1.9.0"', 1),
        ('[packages]\nanthropic = {version = "<2,>=1", extras = ["bedrock"]}', 1),
        ('[dev-packages]\nanthropic = "<1"', 0),
        ('[ai]\nanthropic = "<1"', 0),
        ('[packages]\nanthropic = "*"', None),
        ('[scripts]\nanthropic = "<1"', None),
    ],
)
def test_pipfile(text: str, major: int | None) -> None:
    """The categories of a Pipfile are read."""
    found = target({"Pipfile": text})
    assert (None if found.assumed else found.major) == major


@pytest.mark.parametrize(
    ("text", "major"),
    [
        ("[options]\ninstall_requires =\n    httpx\n    # the SDK\n    anthropic>=1,<2  # not 2\n", 1),
        ("[options]\ninstall_requires = httpx; anthropic<1\n", 0),
        ("[options.extras_require]\nai =\n    anthropic~=1.2\n", 1),
        ("[options]\ntests_require = anthropic<1\n", 0),
        ("[options]\ninstall_requires = file: deps.txt\n", 1),
        ("[options]\ninstall_requires = file: \0.txt\n", None),
        ("[metadata]\nname = anthropic\nversion = 1.0\n", None),
        ("[options]\ninstall_requires =\n    anthropic>=%(x)s\n", None),
        ("anthropic\n[options\n", None),
    ],
)
def test_setup_cfg(text: str, major: int | None) -> None:
    """The options of setup.cfg are read; a broken one says nothing."""
    found = target({"setup.cfg": text, "deps.txt": "anthropic~=1.2"})
    assert (None if found.assumed else found.major) == major


@pytest.mark.parametrize(
    ("text", "major"),
    [
        ("setup(install_requires=['httpx', 'anthropic>=1,<2'])", 1),
        ("setuptools.setup(install_requires=('anthropic>=1,<2',))", 1),
        ("setup(install_requires='httpx\\nanthropic<1')", 0),
        ("REQUIRED: list[str] = ['anthropic<1']\nsetup(install_requires=REQUIRED)", 0),
        ("AI = ['anthropic<1']\nEXTRAS = {'ai': AI}\nsetup(extras_require=EXTRAS)", 0),
        ("SDK = 'anthropic<1'\nsetup(tests_require=[SDK, *more])", 0),
        ("if __name__ == '__main__':\n    setup(extras_require={'ai': ['anthropic<1'], **more})", 0),
        ("AI = ['anthropic<1']\nAI += more\nsetup(install_requires=AI)", None),
        ("if x:\n    AI = ['anthropic<1']\nsetup(install_requires=AI)", None),
        ("setup(install_requires=['anthropic<1'] + more)", None),
        ("setup(install_requires=read('anthropic.txt'))", None),
        ("setup(**{'install_requires': ['anthropic<1']})", None),
        ("setup(install_requires=['anthropic<%d' % 1])", None),
        ("setup(name='anthropic', version='1.0')", None),
        ("configure(install_requires=['anthropic<1'])", None),
        ("setup(install_requires=['anthropic<1'", None),
        ("x = 'anthropic'\0", None),
        ("x = " + "(" * 5000 + "'anthropic'", None),
        ("x = 'anthropic'" + " + x" * 50_000, None),
    ],
)
def test_setup_script(text: str, major: int | None) -> None:
    """Literals in the call of setup are read, and names that are bound to them once; nothing else."""
    found = target({"setup.py": text})
    assert (None if found.assumed else found.major) == major


def test_setup_script_is_never_run() -> None:
    """A setup.py is read, not run."""
    script = "open('it ran', 'w')\nimport os; os.mkdir('it ran')\nsetup(install_requires=['anthropic<1'])"
    with folder_of({"setup.py": script}) as root:
        old = os.getcwd()
        os.chdir(root)
        try:
            assert TargetSdks(root, NEWEST).of(root, None).major == 0
        finally:
            os.chdir(old)
        assert sorted(os.listdir(root)) == [".git", "setup.py"]


# several in one folder


def test_requirements_of_a_folder_together() -> None:
    """What all of them admit counts, and those that say it are named."""
    pyproject = (
        '[project]\ndependencies = ["anthropic>=1"]\noptional-dependencies.ai = ["anthropic[vertex]<2"]'
    )
    found = target({"pyproject.toml": pyproject})
    both = "`anthropic>=1` in pyproject.toml and `anthropic[vertex]<2` in pyproject.toml"
    assert found == TargetSdk(1, False, both, (1,))
    assert target({"pyproject.toml": pyproject, "requirements-dev.txt": "anthropic~=1.4"}).reason == (
        "`anthropic~=1.4` in requirements-dev.txt"
    )


def test_requirements_that_contradict_each_other() -> None:
    """Those of the project itself come before those of extras; among equals the newest is assumed."""
    extra = '[project]\ndependencies = ["anthropic<2,>=1"]\noptional-dependencies.ai = ["anthropic>=2"]'
    assert target({"pyproject.toml": extra}).reason == "`anthropic<2,>=1` in pyproject.toml"
    markers = """
        [project]
        dependencies = ["anthropic<2,>=1; python_version<'3.12'", "anthropic>=2; python_version>='3.12'"]
        """
    found = target({"pyproject.toml": markers})
    assert (found.major, found.assumed) == (2, True)
    assert found.reason.endswith("`anthropic>=2` in pyproject.toml admit several major versions")
    patches = '[project]\ndependencies = ["anthropic==1.3", "anthropic==1.2"]'
    assert target({"pyproject.toml": patches}).lowest == (1, 2)


def test_pins_count_like_a_lock_file() -> None:
    """A `==` in a requirements file comes before what pyproject.toml admits; those of the project first."""
    pyproject = '[project]\ndependencies = ["anthropic>=2"]'
    found = target({"pyproject.toml": pyproject, "requirements.txt": "anthropic==1.9.0"})
    assert found.reason == "`anthropic==1.9.0` in requirements.txt"
    found = target({"requirements.txt": "anthropic==1.9.0", "requirements-next.txt": "anthropic==2.1.0"})
    assert (found.major, found.assumed) == (1, False)
    found = target({"requirements-a.txt": "anthropic==1.9.0", "requirements-b.txt": "anthropic==2.1.0"})
    assert (found.major, found.assumed) == (2, True)
    found = target({"requirements.in": "anthropic>=1", "requirements.txt": "anthropic==1.9.0"})
    assert found.lowest == (1, 9, 0)


# several folders


def test_the_nearest_folder_counts() -> None:
    """Each project of a repository has its own, and what says nothing is asked for further up."""
    files = {
        "uv.lock": toml_lock("2.12.0"),
        "old/requirements.txt": "anthropic==0.40.0",
        "new/pyproject.toml": '[project]\nname = "new"\ndependencies = ["httpx"]',
        "new/uv.lock": "version = 1",
        "new/deep/er/setup.py": "setup()",
    }
    assert target(files, "old").reason == "`anthropic==0.40.0` in old/requirements.txt"
    assert target(files, "new").reason == "anthropic 2.12.0 in uv.lock"
    assert target(files, "new").passed_over == ("new/uv.lock does not mention `anthropic`",)
    assert target(files, "new/deep/er").reason == "anthropic 2.12.0 in uv.lock"


def test_an_open_range_is_settled_further_up() -> None:
    """A lock file that several projects share settles what one of them leaves open, unless they contradict."""
    files = {
        "uv.lock": toml_lock("1.9.0"),
        "app/pyproject.toml": '[project]\ndependencies = ["anthropic>=0.40"]',
    }
    found = target(files, "app")
    assert (found.major, found.assumed, found.reason) == (1, False, "anthropic 1.9.0 in uv.lock")
    assert found.passed_over == ("`anthropic>=0.40` in app/pyproject.toml admits several major versions",)
    found = target(
        {**files, "app/pyproject.toml": '[project]\ndependencies = ["anthropic>=0.40,!=1.*"]'}, "app"
    )
    assert (found.major, found.assumed) == (2, True)
    assert found.passed_over == (
        "anthropic 1.9.0 in uv.lock contradicts `anthropic>=0.40,!=1.*` in app/pyproject.toml",
    )
    open_everywhere = {"requirements.txt": "anthropic", "app/requirements.txt": "anthropic>=1"}
    found = target(open_everywhere, "app")
    assert found.reason == "`anthropic>=1` in app/requirements.txt admits several major versions"
    assert found.passed_over == ("`anthropic` in requirements.txt pins no version",)


def test_nothing_above_the_repository_counts(tmp_path: Path) -> None:
    """The search ends with the repository, also where that is above the working folder."""
    write(tmp_path, {"uv.lock": toml_lock("1.9.0"), "repo/.git": "gitdir: x", "repo/app/a.py": ""})
    assert TargetSdks(tmp_path, NEWEST).of(tmp_path / "repo" / "app", None).assumed
    write(tmp_path, {"repo/requirements.txt": "anthropic==0.40.0"})
    found = TargetSdks(tmp_path / "repo" / "app", NEWEST).of(tmp_path / "repo" / "app", None)
    assert (found.major, found.assumed) == (0, False)


def test_without_a_repository_the_working_folder_is_the_top(tmp_path: Path) -> None:
    """Without a repository nothing above the working folder is read, nor above a folder outside of it."""
    write(
        tmp_path,
        {"uv.lock": toml_lock("1.9.0"), "top/app/a.py": "", "top/requirements.txt": "anthropic==0.40.0"},
    )
    assert TargetSdks(tmp_path / "top", NEWEST).of(tmp_path / "top" / "app", None).major == 0
    assert TargetSdks(tmp_path / "top" / "app", NEWEST).of(tmp_path / "top" / "app", None).assumed
    assert TargetSdks(tmp_path / "top" / "app", NEWEST).of(tmp_path / "top", None).major == 0


# the configuration


@pytest.mark.parametrize(
    ("setting", "major", "lowest", "highest"),
    [
        ("1", 1, None, None),
        (1, 1, None, None),
        ("1.x", 1, None, None),
        ("1.9", 1, (1, 9), (1, 9)),
        (">=1.2,<2", 1, (1, 2), None),
        ("<2,>=1.2", 1, (1, 2), None),
    ],
)
def test_setting(
    setting: str | int, major: int, lowest: tuple[int, ...] | None, highest: tuple[int, ...] | None
) -> None:
    """The configuration comes first."""
    found = target({"uv.lock": toml_lock("2.12.0")}, setting=setting)
    assert found == TargetSdk(major, False, "`target-sdk` in the configuration", lowest, highest=highest)


def test_files_are_read_when_they_are_asked_for(tmp_path: Path) -> None:
    """Neither a setting nor files without the package load what reads versions, TOML or scripts."""
    write(
        tmp_path,
        {
            ".git/HEAD": "",
            "uv.lock": '[[package]]\nname = "anyio"\n',
            "requirements.txt": "httpx==1.0",
            "pyproject.toml": '[project]\nname = "x"\n',
            "setup.py": "setup()",
        },
    )
    code = (
        "import sys; from pathlib import Path; from claudelint.running.target_sdk import TargetSdks\n"
        f"assert TargetSdks(Path({str(tmp_path)!r}), 2).of(Path({str(tmp_path)!r}), None).assumed\n"
        "print({'packaging', 'tomllib', 'tomli', 'configparser', 'libcst'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout == "set()\n", done.stderr


def test_what_is_read_is_remembered(tmp_path: Path) -> None:
    """The files of a folder are read once, whichever project asks."""
    write(tmp_path, {".git/HEAD": "", "requirements.txt": "anthropic==1.9.0", "app/a.py": ""})
    targets = TargetSdks(tmp_path, NEWEST)
    assert targets.of(tmp_path, None).major == 1
    (tmp_path / "requirements.txt").unlink()
    assert targets.of(tmp_path, None).major == targets.of(tmp_path / "app", None).major == 1


def test_without_evidence() -> None:
    """Where nothing says anything the newest is assumed."""
    reason = "no file pins `anthropic` to one major version"
    assert target_of(None, [], NEWEST) == TargetSdk(NEWEST, True, reason)
    assert target({}) == TargetSdk(NEWEST, True, reason)


@pytest.mark.parametrize(
    ("lowest", "version", "expected"),
    [
        ((2, 13), "2.13.0", True),
        ((2, 13, 0), "2.13", True),
        ((2,), "2.0.0", True),
        ((2, 12, 9), "2.13", False),
    ],
)
def test_at_least(lowest: tuple[int, ...], version: str, expected: bool) -> None:
    """Zeros at the end make no difference."""
    assert TargetSdk(2, False, "", lowest).at_least(version) is expected
