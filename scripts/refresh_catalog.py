"""Propose edits of the catalogue from what the installed `anthropic` and `genai-prices` say.

`python scripts/refresh_catalog.py` prints them as a unified diff, `--write` makes them. New models come as stubs with
their sources, beside changed prices, new parameters, beta headers and tools, and announced retirements. Nothing that
stands in the files is dropped: what a package no longer has, and what it cannot tell, is named for a decision by hand.
`as_of` stays as it is; it says when the pages were read.
"""

from __future__ import annotations

import argparse
import difflib
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from catalog_sources import (
    PRICES,
    SDK,
    Difference,
    differences,
    is_explained,
    price_table,
    priced_models,
    retirements,
)

from claudelint import toml
from claudelint.catalog.catalog import load
from claudelint.catalog.loading import BUILT_IN

_MODELS, _SDK, _METHODS, _API = "models.toml", "sdk.toml", "methods.toml", "api.toml"
_LINE = re.compile(r"claude-(?:\d[\d-]*-)?([a-z]+)")


@dataclass(frozen=True, slots=True)
class Proposal:
    """The files as they would be, and what is left to a person."""

    texts: dict[str, str]
    by_hand: list[str] = field(default_factory=list)


def propose(folder: Path = BUILT_IN) -> Proposal:
    """What the differences between the packages and the catalogue of a folder come to."""
    catalog = load(folder=folder)
    found = [one for one in differences(catalog) if not is_explained(one)]
    proposal = Proposal({path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.toml")})
    newest = catalog.history.newest
    for one in found:
        if not _apply(one, proposal.texts, newest, catalog.as_of):
            proposal.by_hand.append(str(one))
    for text in proposal.texts.values():
        toml.parse(text)
    return proposal


def _apply(difference: Difference, texts: dict[str, str], newest: str, day: date) -> bool:
    """Make the edit of one difference; False where that takes a person."""
    subject, key, value = difference.subject, difference.key, difference.package
    if value is None:
        return False
    if key == "id":
        return _add_model(texts, str(value), day)
    if subject.startswith("claude-"):
        return _change_model(texts, subject, key, value)
    if subject in ("nonstreaming", "sdk") and key != "most_seconds":
        table = {
            "sdk": None,
            "nonstreaming": "nonstreaming" if key == "max_tokens" else "nonstreaming.models",
        }
        texts[_SDK] = assign(texts[_SDK], table[subject], key, value)
        return True
    if subject == "methods" and key == "newest":
        texts[_METHODS] = assign(texts[_METHODS], None, key, value)
        return True
    if subject == "api":
        table_name, _, list_name = key.partition(".")
        texts[_API] = append(texts[_API], table_name, list_name or "names", f'"{value}"')
        return True
    if key == "optional" and difference.catalogue is None:
        method = f'methods."{subject}"'
        span = f'{{ names = ["{value}"], seen_since = "{SDK.split()[1]}", missing_in = "{newest}" }}'
        texts[_METHODS] = append(texts[_METHODS], method, "optional", f'"{value}"')
        texts[_METHODS] = append(texts[_METHODS], method, "spans", span)
        return True
    return False


def _add_model(texts: dict[str, str], name: str, day: date) -> bool:
    """A stub above the other models; a model that both packages name is added once."""
    if f'id = "{name}"' in texts[_MODELS]:
        return True
    stub = "".join(f"{line}\n" for line in _stub(name, day))
    texts[_MODELS] = texts[_MODELS].replace("[[model]]\n", f"{stub}\n[[model]]\n", 1)
    return True


def _stub(name: str, day: date) -> Iterator[str]:
    line = _LINE.match(name)
    ends = retirements().get(name)
    priced = next((model for model in priced_models() if model.is_match(name)), None)
    yield "[[model]]"
    yield "# a stub: what is missing has not been looked up"
    yield f'id = "{name}"'
    yield f'name = "{_title(name)}"'
    yield f'line = "{line[1] if line else "unknown"}"'
    yield f'lifecycle = "{"active" if ends is None else "deprecated"}"'
    if ends is not None:
        yield f"retires_on = {ends}"
    yield "sources = ["
    yield f'  "{SDK} types/model_param.py",'
    if priced is not None:
        yield f'  "{PRICES} data.py",'
    yield "]"
    if priced is None:
        return
    prices = price_table(priced, day)
    yield "[model.price]"
    yield from (f"{key} = {value}" for key, value in prices.base.items())
    if prices.above:
        yield "[model.price_tier]"
        yield f"above_prompt_tokens = {prices.above_prompt_tokens}"
        yield from (f"{key} = {value}" for key, value in prices.above.items())


def _title(name: str) -> str:
    """`Claude Haiku 5.5` for claude-haiku-5-5."""
    words = name.split("-")
    numbers = [word for word in words if word.isdigit() and len(word) < 8]
    return " ".join([*(word.capitalize() for word in words if not word.isdigit()), ".".join(numbers)]).strip()


def _change_model(texts: dict[str, str], name: str, key: str, value: object) -> bool:
    """Change a price or what was announced; a date that only the SDK has goes into its own key."""
    text = texts[_MODELS]
    entry = re.search(rf'^\[\[model\]\]\n(?:#.*\n)*id = "{re.escape(name)}"\n', text, re.MULTILINE)
    table, _, inner = key.rpartition(".")
    if entry is None or (not table and key not in ("retires_on", "lifecycle")):
        return False
    following = text.find("[[model]]", entry.end())
    end = len(text) if following < 0 else following
    section = text[entry.start() : end]
    if key == "retires_on" and "\nretires_on_sdk = " in section:
        inner = "retires_on_sdk"
    changed = assign(section, f"model.{table}" if table else None, inner or key, value)
    texts[_MODELS] = text[: entry.start()] + changed + text[end:]
    return True


# edits of TOML that leave all else as it is


def assign(text: str, table: str | None, key: str, value: object) -> str:
    """Give a key of a table (None: of the beginning of the text) a value; its comment stays."""
    start, end = _bounds(text, table)
    if start < 0:
        return f"{text.rstrip()}\n[{table}]\n{_key(key)} = {_written(value)}\n{_blank_end(text)}"
    part = text[start:end]
    line = re.compile(rf"^({re.escape(_key(key))} = )[^#\n]*?([ \t]*#.*)?$", re.MULTILINE)
    if line.search(part):
        part = line.sub(lambda match: f"{match[1]}{_written(value)}{match[2] or ''}", part, count=1)
    else:
        part = f"{part.rstrip()}\n{_key(key)} = {_written(value)}\n{_blank_end(part)}"
    return text[:start] + part + text[end:]


def append(text: str, table: str, key: str, item: str) -> str:
    """Add an item, as it is written, to an array of a table; the array is made where there is none."""
    start, end = _bounds(text, table)
    part = text[start:end]
    array = re.search(rf"^{re.escape(key)} = \[(?:[^\n]*\]|.*?^\])$", part, re.MULTILINE | re.DOTALL)
    if array is None:
        part = f"{part.rstrip()}\n{key} = [\n  {item},\n]\n{_blank_end(part)}"
    else:
        body = array[0][:-1].rstrip()
        comma = "" if body.endswith((",", "[")) else ","
        part = part.replace(array[0], f"{body}{comma}\n  {item},\n]", 1)
    return text[:start] + part + text[end:]


def _bounds(text: str, table: str | None) -> tuple[int, int]:
    """Where what belongs to a table begins and ends, comments above the next one left out; -1 where it is not."""
    if table is None:
        # an entry of an array of tables begins with its own header
        start = len("[[model]]\n") if text.startswith("[[model]]\n") else 0
    else:
        header = re.search(rf"^\[{re.escape(table)}\]\n", text, re.MULTILINE)
        if header is None:
            return -1, -1
        start = header.end()
    following = re.compile(r"^(?:#.*\n|\n)*\[", re.MULTILINE).search(text, start)
    return start, len(text) if following is None else following.start()


def _blank_end(text: str) -> str:
    """The blank lines that a text ends in."""
    return "\n" * (len(text) - len(text.rstrip("\n")) - 1)


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_]+", name) else f'"{name}"'


def _written(value: object) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def diff(before: Path, texts: dict[str, str]) -> Iterator[str]:
    """The edits as a unified diff."""
    for name, text in sorted(texts.items()):
        old = (before / name).read_text(encoding="utf-8")
        yield from difflib.unified_diff(
            old.splitlines(keepends=True), text.splitlines(keepends=True), f"a/{name}", f"b/{name}"
        )


def main(arguments: Iterable[str] | None = None) -> int:
    """Print or write the proposal."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--write", action="store_true", help="change the files instead of printing a diff")
    parser.add_argument("--folder", type=Path, default=BUILT_IN, help="the folder of the catalogue's files")
    flags = parser.parse_args(None if arguments is None else list(arguments))
    proposal = propose(flags.folder)
    sys.stdout.writelines(diff(flags.folder, proposal.texts))
    if flags.write:
        for name, text in proposal.texts.items():
            (flags.folder / name).write_text(text, encoding="utf-8")
    for words in proposal.by_hand:
        print(f"by hand: {words}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
