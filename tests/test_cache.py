"""The cache: what it saves, what it must never do, and that nothing depends on it."""

from __future__ import annotations

import os
import stat
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from harness import FixMode, Outcome, claudelint, folder_of, module_of, run_in, write

from claudelint.reading import reader
from claudelint.reading.encoding import decode, encode
from claudelint.reading.module import Module
from claudelint.reading.source import Source
from claudelint.running import content_key
from claudelint.running.cache import FOLDER, Cache, cache_folder

ASK = """\
import anthropic

client = anthropic.Anthropic()
response = client.messages.create(model="claude-opus-4-8", max_tokens=1024, messages=[])
print(response.content[0].text)
"""
FOUND = [("CL601", "main.py")]
FILES = {"main.py": ASK}
DAY = 24 * 60 * 60
OWN = {"CLAUDELINT_CACHE_DIR": ""}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a cache may be made."""
    return tmp_path / "kept"


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were read by the parser, as they come."""
    names: list[str] = []
    real = reader.read_module

    def counting(source: Source) -> Module:
        names.append(source.path)
        return real(source)

    monkeypatch.setattr(reader, "read_module", counting)
    return names


def check(root: Path, cache: Path | None, fix: FixMode = FixMode.SHOW) -> Outcome:
    """Check a project for one rule."""
    return run_in(root, select=["CL601"], cache=cache, fix=fix)


def found(outcome: Outcome) -> list[tuple[str, str]]:
    """What was found, by code and file; nothing may have gone wrong."""
    assert not outcome.errors, outcome.errors
    return [(finding.code, finding.span.file) for finding in outcome.findings]


def entries(folder: Path) -> list[Path]:
    """The entries of a cache."""
    return sorted(folder.glob("*.module"))


# what it saves


def test_the_second_run_reads_nothing(folder: Path, read: list[str]) -> None:
    """What was found is found again without a parser."""
    with folder_of(FILES) as root:
        first = check(root, folder)
        assert read == ["main.py"]
        second = check(root, folder)
        assert read == ["main.py"]
    assert first.findings == second.findings
    assert found(second) == FOUND
    assert {path.name for path in folder.iterdir()} == {
        ".claudelint-sweep",
        ".gitignore",
        "CACHEDIR.TAG",
        entries(folder)[0].name,
    }
    assert (folder / ".gitignore").read_text() == "*\n"
    assert (folder / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55")


def test_a_changed_file_is_read_again(folder: Path, read: list[str]) -> None:
    """The content decides, and neither the time nor the size of the file does."""
    with folder_of(FILES) as root:
        check(root, folder)
        before = (root / "main.py").stat()
        write(
            root, {"main.py": ASK.replace("content[0]", "content[1]").replace("print(", "str(  ")[: len(ASK)]}
        )
        os.utime(root / "main.py", ns=(before.st_atime_ns, before.st_mtime_ns))
        changed = check(root, folder)
        assert len(read) == 2
        assert changed.findings == check(root, None).findings
        write(root, FILES)
        assert found(check(root, folder)) == FOUND
    assert len(read) == 3, "only the run without a cache reads again"
    assert len(entries(folder)) == 2


def test_entries_know_no_path(folder: Path, read: list[str]) -> None:
    """The same content under two names and in two projects is read once, and reported where it stands."""
    with folder_of({"main.py": ASK, "sub/other.py": ASK}) as root:
        assert found(check(root, folder)) == [*FOUND, ("CL601", "sub/other.py")]
    assert read == ["main.py"]
    with folder_of({"app/third.py": ASK}) as root:
        assert found(check(root, folder)) == [("CL601", "app/third.py")]
    assert read == ["main.py"]
    assert len(entries(folder)) == 1


def test_callers_come_from_the_cache(folder: Path, read: list[str]) -> None:
    """Files that are read in order to understand others are kept as well."""
    files = {
        "service.py": "import anthropic\n\n\ndef ask(model):\n"
        "    return anthropic.Anthropic().messages.create(model=model, max_tokens=9, messages=[])\n",
        "main.py": "from service import ask\n\nask('claude-3-opus-20240229')\n",
    }
    with folder_of(files) as root:
        first = run_in(root, select=["CL401"], paths=["service.py"], cache=folder)
        assert sorted(read) == ["main.py", "service.py"]
        second = run_in(root, select=["CL401"], paths=["service.py"], cache=folder)
    assert len(read) == 2
    assert [finding.code for finding in first.findings] == ["CL401"]
    assert second.findings == first.findings


@pytest.mark.parametrize(
    "change",
    [
        lambda patch: patch.setattr(content_key, "__version__", "999"),
        lambda patch: patch.setattr(content_key, "_libcst", lambda: b"999"),
        lambda patch: patch.setattr(sys, "version_info", (3, 99, 0)),
    ],
    ids=["claudelint", "libcst", "python"],
)
def test_another_version_reads_again(
    folder: Path,
    read: list[str],
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[pytest.MonkeyPatch], None],
) -> None:
    """What another version has written is not looked at."""
    with folder_of(FILES) as root, monkeypatch.context() as patch:
        check(root, folder)
        change(patch)
        content_key._reader.cache_clear()
        try:
            key = content_key.content_key(ASK.encode())
        finally:
            patch.undo()
            content_key._reader.cache_clear()
    assert [path.name for path in entries(folder)] != [f"{key.hex()}.module"]
    assert key != content_key.content_key(ASK.encode())


def test_changed_code_reads_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a checkout the code that reads files is part of the key."""
    import claudelint.reading

    (tmp_path / "flow.py").write_text("# another way to read\n")
    before = content_key.content_key(b"")
    content_key._reader.cache_clear()
    monkeypatch.setattr(claudelint.reading, "__path__", [str(tmp_path)])
    try:
        assert content_key.content_key(b"") != before
    finally:
        monkeypatch.undo()
        content_key._reader.cache_clear()
    assert content_key.content_key(b"") == before


def test_extraction_reads_only_what_the_key_covers() -> None:
    """The rooms whose code is part of the key are all that decides what is read of a file."""
    from test_layers import files, imports, room_of

    named = {name for path in files() if room_of(path) == "reading" for _, name in imports(path)}
    assert {name for name in named if name.startswith("claudelint") and ".reading" not in name} == set()


def test_fixes_are_judged_as_they_are(folder: Path, read: list[str]) -> None:
    """Each round of fixes judges the text as it then is, also when the cache knows every text."""
    with folder_of(FILES) as root:
        first = check(root, folder, FixMode.WRITE)
        fixed = (root / "main.py").read_text()
        count = len(read)
        write(root, FILES)
        second = check(root, folder, FixMode.WRITE)
        assert (root / "main.py").read_text() == fixed != ASK
        assert len(read) == count == 2
        assert found(first) == found(second) == found(check(root, None)) == []


def test_what_cannot_be_read_is_not_kept(folder: Path) -> None:
    """A mistake is told by every run."""
    with folder_of({"main.py": ASK + "def f(:\n"}) as root:
        for _ in range(2):
            assert [error.path for error in check(root, folder).errors] == ["main.py"]
    assert not folder.exists()


@pytest.mark.parametrize("literal", ["'\\udc80'", str(2**70), "-" + str(2**64), "1e999", "'\\x00'"])
def test_what_cannot_be_written_is_not_kept(folder: Path, literal: str) -> None:
    """Half a character or a huge number has no place in an entry; such files are read anew."""
    with folder_of({"main.py": f"{ASK}x = {literal}\n"}) as root:
        for _ in range(2):
            assert found(check(root, folder)) == FOUND
    module = module_of(f"x = {literal}\n")
    encoded = encode(module)
    assert encoded is None or decode(encoded) == module


# what is wrong with entries


def junk(data: bytes) -> Callable[[Path], object]:
    """Writes the bytes."""
    return lambda path: path.write_bytes(data)


def shortened(path: Path) -> None:
    """Takes the end away."""
    path.write_bytes(path.read_bytes()[:-20])


def bit(path: Path) -> None:
    """Changes one bit in the middle."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 4
    path.write_bytes(bytes(data))


def exchanged(path: Path) -> None:
    """Puts another entry in its place."""
    other = Cache(str(path.parent))
    other.put(b"x = 1\n", encode(module_of("x = 1\n", "")) or b"")
    (rest,) = (one for one in entries(path.parent) if one != path)
    os.replace(rest, path)


def no_module(path: Path) -> None:
    """Keeps something else under the right key."""
    Cache(str(path.parent)).put(ASK.encode(), b"\x81\xa6scopes\xdd\x7f\xff\xff\xff")


def bomb(path: Path) -> None:
    """Keeps what unpacks to more than anything that is kept."""
    import zlib

    head = path.read_bytes()[: len(b"claudelint module 1\n") + 32]
    path.write_bytes(head + zlib.compress(bytes(100_000_000)))


def huge(path: Path) -> None:
    """Has a size that no entry has."""
    with open(path, "r+b") as stream:
        stream.truncate(10_000_000_000)


def pipe(path: Path) -> None:
    """Is something that never ends."""
    path.unlink()
    os.mkfifo(path)


def subfolder(path: Path) -> None:
    """Is a folder."""
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    ("spoil", "rewritten"),
    [
        (junk(b""), True),
        (junk(b"\x00" * 500), True),
        (junk(b"\x80\x04]."), True),
        (shortened, True),
        (bit, True),
        (exchanged, True),
        (no_module, True),
        (bomb, True),
        (huge, True),
        (pipe, True),
        (subfolder, False),
    ],
    ids=lambda one: getattr(one, "__name__", None),
)
def test_spoilt_entries(
    folder: Path, read: list[str], spoil: Callable[[Path], object], rewritten: bool
) -> None:
    """An entry that is not what it should be is passed over, and written anew."""
    with folder_of(FILES) as root:
        check(root, folder)
        (entry,) = entries(folder)
        whole = entry.read_bytes()
        spoil(entry)
        assert found(check(root, folder)) == FOUND
        assert len(read) == 2
        assert not rewritten or entry.read_bytes() == whole
        assert found(check(root, folder)) == FOUND
        assert len(read) == (2 if rewritten else 3)
    assert not list(folder.glob("*.tmp"))


def test_linked_entry(folder: Path, tmp_path: Path, read: list[str]) -> None:
    """A link in the place of an entry is neither read nor written through."""
    with folder_of(FILES) as root:
        check(root, folder)
        (entry,) = entries(folder)
        outside = tmp_path / "outside"
        os.replace(entry, outside)
        entry.symlink_to(outside)
        before = outside.read_bytes()
        assert found(check(root, folder)) == FOUND
    assert len(read) == 2
    assert outside.read_bytes() == before
    assert not entry.is_symlink()
    assert entry.read_bytes() == before


# what is wrong with the folder


def test_linked_folder(tmp_path: Path) -> None:
    """A project's folder that is a link, as a cloned repository may bring it, is not used."""
    outside = tmp_path / "outside"
    outside.mkdir()
    with folder_of(FILES) as root:
        (root / FOLDER).symlink_to(outside)
        result = claudelint("check", "--select", "CL601", "--exit-zero", cwd=root, env=OWN)
        assert (result.returncode, result.stdout[:14]) == (0, b"main.py:5:7: C"), result.stderr
        cleaned = claudelint("clean", cwd=root, env=OWN)
        assert (cleaned.returncode, list(outside.iterdir())) == (2, [])
        assert b"left alone" in cleaned.stderr
        assert (root / FOLDER).is_symlink()


def test_file_in_place_of_the_folder(tmp_path: Path) -> None:
    """A file of that name stays what it is."""
    with folder_of({**FILES, FOLDER: "mine"}) as root:
        assert found(check(root, root / FOLDER)) == FOUND
        assert (root / FOLDER).read_text() == "mine"
        assert found(check(root, root / FOLDER / "below")) == FOUND
        cleaned = claudelint("clean", cwd=root, env=OWN)
        assert (cleaned.returncode, (root / FOLDER).read_text()) == (2, "mine")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_read_only_folder(folder: Path, read: list[str]) -> None:
    """What is there is used, and nothing else happens."""
    with folder_of({**FILES, "other.py": ASK + "\n"}) as root:
        run_in(root, select=["CL601"], paths=["main.py"], cache=folder)
        folder.chmod(0o555)
        try:
            assert len(check(root, folder).findings) == 2
        finally:
            folder.chmod(0o755)
    assert len(entries(folder)) == 1
    assert read == ["main.py", "other.py"]


@pytest.mark.parametrize("refused", ["mkdir", "open", "replace", "utime", "unlink", "fdopen"])
def test_what_the_system_refuses(
    folder: Path, monkeypatch: pytest.MonkeyPatch, read: list[str], refused: str
) -> None:
    """No permission and no room cost time, and nothing else."""
    with folder_of({**FILES, "other.py": ASK + "\n"}) as root:
        wanted = check(root, None).findings
        run_in(root, select=["CL601"], paths=["main.py"], cache=folder)
        os.utime(entries(folder)[0], (1, time.time() - 10 * DAY))
        target = folder if refused != "mkdir" else folder.with_name("new")
        real = getattr(os, refused)

        def refuse(name: object, *arguments: object, **options: object) -> object:
            if isinstance(name, int) or str(target) in str(name):
                raise OSError(28, "No space left on device")
            return real(name, *arguments, **options)

        with monkeypatch.context() as patch:
            patch.setattr(os, refused, refuse)
            outcome = check(root, target)
        assert (outcome.findings, outcome.errors) == (wanted, ())
        assert check(root, target).findings == wanted
    assert not [path for path in folder.glob("*.tmp") if refused != "unlink"]


def test_two_runs_at_once(folder: Path) -> None:
    """Runs that write the same entries at the same time find what one finds, and leave whole entries."""
    files = {f"m{number}.py": f"{ASK}\nNUMBER = {number}\n" for number in range(12)}
    with folder_of(files) as root:
        wanted = check(root, None).findings
        command = ("check", "--select", "CL601", "--exit-zero", "--cache-dir", str(folder))
        texts: list[bytes] = []
        threads = [
            threading.Thread(target=lambda: texts.append(claudelint(*command, cwd=root).stdout))
            for _ in range(3)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(set(texts)) == 1
        assert texts[0].count(b"CL601") == len(wanted) == 12
        cache = Cache(str(folder))
        for text in files.values():
            kept = cache.get(text.encode())
            assert kept is not None
            decode(kept)
    assert not list(folder.glob("*.tmp"))


# how long entries stay


def test_old_entries_go(folder: Path) -> None:
    """What was not used for a month is removed, once a day, and nothing that is somebody else's."""
    with folder_of(FILES) as root:
        check(root, folder)
        (used,) = entries(folder)
        old, young = folder / f"{'0' * 64}.module", folder / f"{'1' * 64}.module"
        broken = folder / f"{'2' * 64}.module.{'0' * 16}.tmp"
        mine = [folder / name for name in ("notes.txt", "x.module", f"{'3' * 64}.module.txt", "a.tmp")]
        for path in (old, young, broken, *mine):
            path.write_bytes(b"")
        for path in (used, old, broken, *mine):
            os.utime(path, (1, time.time() - 31 * DAY))
        check(root, folder)
        assert old.exists(), "a day has not passed"
        os.utime(folder / ".claudelint-sweep", (1, time.time() - 2 * DAY))
        check(root, folder)
    assert not old.exists()
    assert not broken.exists()
    assert all(path.exists() for path in (used, young, *mine))
    assert time.time() - used.stat().st_mtime < DAY


# the command


def test_the_folder_of_the_project() -> None:
    """The folder stands in the project's root, wherever in the project the command runs, and is not checked."""
    with folder_of({"pyproject.toml": "", "a/b/main.py": ASK}) as root:
        below = root / "a" / "b"
        result = claudelint("check", "--select", "CL601", "--exit-zero", cwd=below, env=OWN)
        assert result.stdout.startswith(b"main.py:5:7: CL601")
        assert len(entries(root / FOLDER)) == 1
        assert not (below / FOLDER).exists()
        write(root, {f"{FOLDER}/planted.py": ASK})
        assert b"planted" not in claudelint("check", "--show-files", cwd=root, env=OWN).stdout
        (root / FOLDER / "planted.py").unlink()
        cleaned = claudelint("clean", cwd=below, env=OWN)
        where = str(root / FOLDER).encode()
        assert cleaned.stdout.startswith(b"removed the cache at " + where + b": 1 entry, 0.0 MB")
        assert not (root / FOLDER).exists()
        again = claudelint("clean", cwd=below, env=OWN)
        assert (again.returncode, again.stdout) == (0, b"there is no cache at " + where + b"\n")


def test_without_a_project(tmp_path: Path) -> None:
    """Without a root of a project the working directory is it."""
    if cache_folder(str(tmp_path), None) != str(tmp_path / FOLDER):
        pytest.skip("a folder above the temporary ones is the root of a project")
    write(tmp_path, FILES)
    claudelint("check", cwd=tmp_path, env=OWN)
    assert len(entries(tmp_path / FOLDER)) == 1


def test_where_it_is_told_to_be(tmp_path: Path) -> None:
    """The option beats the variable, the variable the project; both may be relative, and links are theirs."""
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    with folder_of(FILES) as root:
        by_variable = {"CLAUDELINT_CACHE_DIR": str(tmp_path / "link" / "variable")}
        claudelint("check", cwd=root, env=by_variable)
        assert len(entries(tmp_path / "real" / "variable")) == 1
        claudelint("check", "--cache-dir", "option/deep", cwd=root, env=by_variable)
        assert len(entries(root / "option" / "deep")) == 1
        assert claudelint("clean", "--cache-dir", "option/deep", cwd=root, env=by_variable).returncode == 0
        assert not (root / "option" / "deep").exists()
        assert len(entries(tmp_path / "real" / "variable")) == 1
        assert not (root / FOLDER).exists()


def test_clean_removes_nothing_else(folder: Path) -> None:
    """What the cache did not write stays, although it stands in its folder."""
    with folder_of(FILES) as root:
        write(folder, {"main.py": ASK, ".gitignore": "mine\n", "sub/x.module": ""})
        check(root, folder)
        cleaned = claudelint("clean", "--cache-dir", folder, cwd=root)
    assert cleaned.stdout.endswith(b"; other files in the folder were left alone\n")
    assert {path.name for path in folder.iterdir()} == {"main.py", ".gitignore", "sub"}
    assert (folder / ".gitignore").read_text() == "mine\n"


def test_no_cache(folder: Path, tmp_path: Path) -> None:
    """Nothing is written, and nothing that is there is read."""
    with folder_of(FILES) as root:
        place = ("--select", "CL601", "--exit-zero", "--cache-dir", str(folder))
        claudelint("check", "--no-cache", *place, cwd=root)
        assert not folder.exists()
        claudelint("explain", "--no-cache", "--cache-dir", str(folder), "main.py:4", cwd=root)
        assert not folder.exists()
        # an entry that says something else is as good a sign as any that it is read
        Cache(str(folder)).put(ASK.encode(), encode(module_of("", "")) or b"")
        assert claudelint("check", *place, cwd=root).stdout == b""
        assert b"CL601" in claudelint("check", "-n", *place, cwd=root).stdout


def test_explain_uses_it(folder: Path) -> None:
    """What is explained is read like what is checked."""
    with folder_of(FILES) as root:
        place = ("explain", "--cache-dir", str(folder), "main.py:4")
        first, second = claudelint(*place, cwd=root), claudelint(*place, cwd=root)
        assert first.returncode == 0, first.stderr
        assert (first.stdout, first.stderr) == (second.stdout, second.stderr)
    assert len(entries(folder)) == 1


def test_standard_input(folder: Path) -> None:
    """Standard input is read from the cache, and leaves nothing there itself; other files do."""
    files = {"main.py": "import service\nservice.ask(service.MODEL)\n", "service.py": ASK}
    with folder_of(files) as root:
        flags = ("check", "-", "--select", "CL601", "--exit-zero", "--cache-dir", str(folder))
        first = claudelint(
            *flags, "--stdin-filename", "typed.py", cwd=root, stdin=ASK.encode() + b"\n# typed\n"
        )
        assert first.stdout.startswith(b"typed.py:5:7: CL601")
        assert not folder.exists()
        claudelint(*flags, "--fix", "--stdin-filename", "typed.py", cwd=root, stdin=ASK.encode())
        assert not folder.exists()
        claudelint(*flags, "--stdin-filename", "main.py", cwd=root, stdin=b"import service\nservice.ask()\n")
        assert Cache(str(folder)).get(ASK.encode()) is not None
        Cache(str(folder)).put(ASK.encode(), encode(module_of("", "")) or b"")
        assert claudelint(*flags, cwd=root, stdin=ASK.encode()).stdout == b""


@pytest.mark.parametrize("text", ["print(1)\n", "import anthropic\n", "# claude\ndef f(:\n", ""])
def test_nothing_to_do_writes_nothing(text: str) -> None:
    """A run that reads no file does not make the folder."""
    with folder_of({"main.py": text}) as root:
        claudelint("check", cwd=root, env=OWN)
        claudelint("check", "main.py", "--fix", cwd=root, env=OWN)
        claudelint("check", "--show-settings", cwd=root, env=OWN)
        assert {path.name for path in root.iterdir()} == {".git", "main.py"}


def test_modes(folder: Path) -> None:
    """Entries are what other new files are: nobody may run them, and the umask holds."""
    before = os.umask(0o077)
    try:
        with folder_of(FILES) as root:
            check(root, folder)
    finally:
        os.umask(before)
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
