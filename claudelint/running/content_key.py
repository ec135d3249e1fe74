"""What an entry of the cache is known by: what was read of a file is the same as long as this is."""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from pathlib import Path

from claudelint import __version__

# the names of entries have two digits for each byte
_DIGEST = 32


def content_key(data: bytes) -> bytes:
    """A digest of the bytes of a file and of all else that decides what is read of it; raises OSError."""
    key = hashlib.blake2b(_reader(), digest_size=_DIGEST)
    key.update(data)
    return key.digest()


@cache
def _reader() -> bytes:
    """A digest of all that decides what is read of a file, besides its bytes."""
    import claudelint.reading

    parts = [__version__.encode(), _libcst(), b"%d.%d" % sys.version_info[:2]]
    for folder in claudelint.reading.__path__:
        # in a checkout the code changes without the version
        for path in sorted(Path(folder).glob("*.py")):
            parts += (path.name.encode(), path.read_bytes())
    joined = b"".join(b"%d:%b" % (len(part), part) for part in parts)
    return hashlib.blake2b(joined, digest_size=_DIGEST).digest()


def _libcst() -> bytes:
    """What tells the version of LibCST, without the time that it takes to import it; raises OSError."""
    from importlib.util import find_spec

    spec = find_spec("libcst")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("libcst")
    return Path(spec.origin).with_name("_version.py").read_bytes()
