"""Writing a fixed file: what must not change about it, and what must not be written."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from claudelint.fixing.writing import WriteError, stage, write
from claudelint.reading.source import Source


def read(path: Path) -> Source:
    return Source.decode(str(path), path.read_bytes())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "f.py"
    path.write_bytes(b"x = 1\n")
    return path


def test_writes_the_text(file: Path) -> None:
    write(read(file), "x = 2\n")
    assert file.read_bytes() == b"x = 2\n"
    assert os.listdir(file.parent) == ["f.py"]


def test_keeps_newlines_and_the_byte_order_mark(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbfx = 1\r\ny = 2\r\n")
    source = read(file)
    write(source, source.text.replace("1", "3"))
    assert file.read_bytes() == b"\xef\xbb\xbfx = 3\r\ny = 2\r\n"


def test_keeps_the_encoding(file: Path) -> None:
    file.write_bytes("# coding: latin-1\nx = 'é'\n".encode("latin-1"))
    source = read(file)
    write(source, source.text.replace("é", "ü"))
    assert file.read_bytes() == "# coding: latin-1\nx = 'ü'\n".encode("latin-1")


def test_refuses_what_the_encoding_cannot_hold(file: Path) -> None:
    data = "# coding: latin-1\nx = 'é'\n".encode("latin-1")
    file.write_bytes(data)
    with pytest.raises(WriteError, match="cannot be written in"):
        write(read(file), "x = '→'\n")
    assert file.read_bytes() == data


@pytest.mark.skipif(os.name == "nt", reason="modes are those of POSIX")
@pytest.mark.parametrize("mode", [0o644, 0o755, 0o600, 0o664])
def test_keeps_the_mode(file: Path, mode: int) -> None:
    file.chmod(mode)
    write(read(file), "x = 2\n")
    assert stat.S_IMODE(file.stat().st_mode) == mode


@pytest.mark.skipif(os.name == "nt", reason="links need privileges")
def test_a_link_stays_a_link(file: Path) -> None:
    (file.parent / "sub").mkdir()
    link = file.parent / "sub" / "link.py"
    link.symlink_to("../f.py")
    write(read(link), "x = 2\n")
    assert link.is_symlink()
    assert os.readlink(link) == "../f.py"
    assert file.read_bytes() == b"x = 2\n"
    assert os.listdir(link.parent) == ["link.py"]


def test_refuses_when_the_file_changed(file: Path) -> None:
    source = read(file)
    file.write_bytes(b"x = 9\n")
    for attempt in (write, stage):
        with pytest.raises(WriteError, match="changed on disk"):
            attempt(source, "x = 2\n")
    assert file.read_bytes() == b"x = 9\n"
    assert os.listdir(file.parent) == ["f.py"]


def test_refuses_when_the_file_is_gone(file: Path) -> None:
    source = read(file)
    file.unlink()
    with pytest.raises(WriteError, match="it was removed while"):
        write(source, "x = 2\n")
    assert os.listdir(file.parent) == []


@pytest.mark.skipif(os.name == "nt", reason="modes are those of POSIX")
def test_refuses_a_read_only_file(file: Path) -> None:
    file.chmod(0o444)
    with pytest.raises(WriteError, match="the file is read-only"):
        write(read(file), "x = 2\n")
    assert file.read_bytes() == b"x = 1\n"


def test_leaves_nothing_behind_when_the_last_step_fails(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    source = read(file)
    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(WriteError, match="No space left on device"):
        write(source, "x = 2\n")
    assert os.listdir(file.parent) == ["f.py"]
    assert file.read_bytes() == b"x = 1\n"


def test_names_the_file_as_the_source_does(file: Path) -> None:
    source = Source.decode("f.py", file.read_bytes())
    write(source, "x = 2\n", file)
    assert file.read_bytes() == b"x = 2\n"
    with pytest.raises(WriteError, match=r"^f\.py: not written") as caught:
        write(source, "x = 3\n", file)
    assert caught.value.path == "f.py"
