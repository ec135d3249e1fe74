"""A clean copy of this checkout: what git tracks, and what is new and not ignored."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from harness import ROOT


def files() -> list[str]:
    """The files of the checkout, without what git ignores; of an unpacked archive, all of them."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        return [name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]
    skipped = {"__pycache__", ".git", ".venv", "dist", "build"}
    return [
        path.relative_to(ROOT).as_posix()
        for path in sorted(ROOT.rglob("*"))
        if path.is_file() and not skipped & set(path.relative_to(ROOT).parts)
    ]


def copy_to(target: Path) -> Path:
    """Copy the checkout."""
    for name in files():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, path)
    return target


def git(*arguments: str, cwd: Path) -> str:
    """Run git without the settings of whoever runs the tests."""
    settings = ("user.name=x", "user.email=x@example.com", "commit.gpgsign=false", "init.defaultBranch=main")
    options = [word for setting in settings for word in ("-c", setting)]
    done = subprocess.run(["git", *options, *arguments], cwd=cwd, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()
