"""`scripts/refresh_catalog.py` proposes what the packages say, and drops nothing that a person wrote."""

from __future__ import annotations

import difflib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from harness import ROOT

sys.path.append(str(ROOT / "scripts"))

import catalog_sources as sources
from refresh_catalog import append, assign, propose

from claudelint.catalog.catalog import load
from claudelint.catalog.loading import BUILT_IN

SCRIPT = ROOT / "scripts" / "refresh_catalog.py"
MYTHOS = """\
[[model]]
id = "claude-mythos-5-2"
name = "Claude Mythos 5.2"
line = "mythos"
"""
# an older catalogue: the file, what stands there today, what stood there
OLDER = [
    ("models.toml", "input = 0.1\n", "input = 0.2  # of October\n"),
    ("models.toml", "cache_read = 0.01\n", ""),
    ("models.toml", "above_prompt_tokens = 100_000\n", "above_prompt_tokens = 50_000\n"),
    ("models.toml", "retires_on = 2026-11-30\n", "retires_on = 2026-12-31\n"),
    ("models.toml", "retires_on_sdk = 2026-06-30\n", "retires_on_sdk = 2026-05-30\n"),
    ("sdk.toml", "newest_major = 2\n", "newest_major = 1\n"),
    ("sdk.toml", "max_tokens = 21_333\n", "max_tokens = 21_000\n"),
    ("sdk.toml", '"claude-opus-4-0" = 8_192\n', ""),
    ("sdk.toml", '"claude-opus-4@20250514" = 8_192\n', '"claude-opus-4@20250514" = 4_096\n'),
    ("methods.toml", 'newest = "2.13.0"\n', 'newest = "2.11.0"\n'),
    ("methods.toml", '"output_config", "service_tier", "speed",\n', '"output_config", "service_tier",\n'),
    ("api.toml", '  "user-profiles-billing-2026-10-01",\n', ""),
    ("api.toml", '"advisor_20260301", ', ""),
]


def texts_in(folder: Path) -> dict[str, str]:
    """The files of a catalogue."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.toml"))}


def older(folder: Path, changes: list[tuple[str, str, str]]) -> dict[str, str]:
    """Write the catalogue as it was before the changes."""
    texts = texts_in(BUILT_IN)
    for name, after, before in changes:
        assert after in texts[name], after
        texts[name] = texts[name].replace(after, before, 1)
    folder.mkdir()
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return texts


def unexplained(folder: Path) -> list[str]:
    """What differs in a catalogue."""
    return [str(one) for one in sources.differences(load(folder=folder)) if not sources.is_explained(one)]


def refresh(folder: Path, *flags: str) -> subprocess.CompletedProcess[str]:
    """Run the script on a copy of the catalogue."""
    command = [sys.executable, str(SCRIPT), "--folder", str(folder), *flags]
    return subprocess.run(command, capture_output=True, text=True, check=True)


def test_nothing_to_propose() -> None:
    """The catalogue as it is needs no edit."""
    proposal = propose()
    assert proposal.texts == texts_in(BUILT_IN)
    assert proposal.by_hand == []


def test_everything_that_can_be_derived(tmp_path: Path) -> None:
    """After the edits nothing differs, and no other line has changed."""
    before = older(tmp_path / "old", OLDER)
    assert len(unexplained(tmp_path / "old")) >= len(OLDER)
    done = refresh(tmp_path / "old", "--write")
    assert done.stderr == ""
    shutil.copytree(tmp_path / "old", tmp_path / "new")
    assert unexplained(tmp_path / "new") == []
    gone = {
        line[2:]
        for name, text in texts_in(tmp_path / "new").items()
        for line in difflib.ndiff(before[name].splitlines(), text.splitlines())
        if line.startswith("- ")
    }
    changed = {line for _, _, old in OLDER for line in old.splitlines() if " = " in line}
    assert gone == changed


def test_comments_of_changed_lines_stay(tmp_path: Path) -> None:
    """A price changes, what is written beside it does not."""
    older(tmp_path / "old", OLDER)
    assert "+input = 0.1  # of October\n" in refresh(tmp_path / "old").stdout


def test_a_diff_writes_nothing(tmp_path: Path) -> None:
    """Without --write the files stay, and the diff names file and lines."""
    before = older(tmp_path / "old", OLDER)
    done = refresh(tmp_path / "old")
    assert texts_in(tmp_path / "old") == before
    assert "--- a/methods.toml\n+++ b/methods.toml\n" in done.stdout
    assert '+newest = "2.13.0"\n' in done.stdout
    assert '+  { names = ["speed"], seen_since = "2.13.0", missing_in = "2.11.0" },\n' in done.stdout


def test_a_new_model_is_a_stub_with_sources(tmp_path: Path) -> None:
    """The ids that both packages name become one entry, with the price of one and the name of the other."""
    older(tmp_path / "old", [("models.toml", MYTHOS, MYTHOS.replace("mythos-5-2", "mythos-5-9"))])
    proposal = propose(tmp_path / "old")
    text = proposal.texts["models.toml"]
    stub = text[text.index("# a stub") : text.index("[[model]]", text.index("# a stub"))]
    assert text.count('id = "claude-mythos-5-2"') == 1
    assert 'name = "Claude Mythos 5.2"\nline = "mythos"\nlifecycle = "active"\n' in stub
    assert f'"{sources.SDK} types/model_param.py",\n  "{sources.PRICES} data.py",\n' in stub
    assert "[model.price]\ninput = 8.0\noutput = 40.0\n" in stub
    # that a package has a model no more is for a person to judge
    assert [words.split(":")[0] for words in proposal.by_hand] == ["claude-mythos-5-9, id"]
    assert 'id = "claude-mythos-5-9"' in text


@pytest.mark.parametrize(
    ("name", "after", "before", "said"),
    [
        ("methods.toml", '"container", "diagnostics"', '"container", "nothing", "diagnostics"', "messages.create, optional: the catalogue says nothing, anthropic"),
        ("sdk.toml", "AsyncClient =", "OtherClient =", "clients, AsyncClient: the catalogue says nothing"),
        ("models.toml", 'thinking_deprecated_types = ["enabled"]\n', "", "claude-opus-4-6, thinking_deprecated_types"),
        ("api.toml", '"webhooks-2026-10-07"', '"webhooks-2026-10-07", "x-2026-01-01"', "api, known_betas: the catalogue says x-2026-01-01"),
    ],
)  # fmt: skip
def test_what_takes_a_person(tmp_path: Path, name: str, after: str, before: str, said: str) -> None:
    """What is gone from a package, or cannot be told from it, is named and left as it is."""
    texts = older(tmp_path / "old", [(name, after, before)])
    proposal = propose(tmp_path / "old")
    assert proposal.texts == texts
    assert any(said in words for words in proposal.by_hand), proposal.by_hand


TABLES = '# head\na = 1  # one\n\n# about b\n[b]\nx = ["p"]\ny = [\n  "q",\n]\n\n# about c\n[c]\nz = 1\n'


def test_edits_of_text() -> None:
    """Values and items go where they belong; everything else stays."""
    assert assign(TABLES, None, "a", 2) == TABLES.replace("a = 1  #", "a = 2  #")
    assert assign(TABLES, None, "n", "t") == TABLES.replace("one\n", 'one\nn = "t"\n')
    assert assign(TABLES, "b", "n", 0.5) == TABLES.replace("]\n\n# about c", "]\nn = 0.5\n\n# about c")
    assert assign(TABLES, "c", "a:b", 3) == TABLES + '"a:b" = 3\n'
    assert assign(TABLES, "d", "k", 3) == TABLES + "[d]\nk = 3\n"
    assert append(TABLES, "b", "x", '"r"') == TABLES.replace('["p"]', '["p",\n  "r",\n]')
    assert append(TABLES, "b", "y", '"r"') == TABLES.replace('"q",\n', '"q",\n  "r",\n')
    assert append(TABLES, "c", "w", '"r"') == TABLES + 'w = [\n  "r",\n]\n'
