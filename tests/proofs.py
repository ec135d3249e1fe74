"""Proofs of fixes: a small program is run, fixed, and run again, and what is seen of both runs is compared.

The programs of a rule stand in `programs/<family>/<rule>/`, and beside them `proofs.py` with `PROOFS`: what is
to be seen before and after the fix, and in which parts of the requests the runs may differ.
"""

from __future__ import annotations

import ast
import importlib.util
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from api import RecordedRequest
from harness import ROOT, run_in
from running_programs import Run, run_program

from claudelint.findings import Finding, Safety
from claudelint.registry import builtin_rules
from claudelint.rule import Rule
from claudelint.running.outcome import FixMode, Outcome

PROGRAMS = ROOT / "tests" / "programs"
# the status of the failures that `Proof.failures` asks for
_OVERLOADED = 529

# a part of a request's body, and everything else that is compared
Body = Mapping[str, object]


# what is seen of a run


def answered(run: Run) -> str:
    """How a run ended: the exception, or how many answers there were."""
    if run.failure:
        return f"`{shortened(run.failure)}`"
    answers = [one for one in run.requests if one.path == "/v1/messages" and one.status == 200]
    return f"{len(answers)} {'answer' if len(answers) == 1 else 'answers'}"


def shortened(text: str, most: int = 100) -> str:
    """A failure in one line, cut at a word where it is long; of an error of the API its status and message."""
    kind, code, answer = text.partition("Error code: ")
    if code:
        status, _, told = answer.partition(" - ")
        text = f"{kind}{status}, {ast.literal_eval(told)['error']['message']}"
    text = text.replace("`", "'")
    if len(text) <= most:
        return text
    return text[: text.rindex(" ", 0, most)].rstrip(" ,") + " ..."


def cache_use(run: Run) -> str:
    """The tokens that were written to the cache, and those that were read from it."""
    usages = [one.answer["usage"] for one in run.requests]
    written = sum(usage["cache_creation_input_tokens"] for usage in usages)
    read = sum(usage["cache_read_input_tokens"] for usage in usages)
    paid = sum(usage["input_tokens"] for usage in usages)
    cached = f"{written:,} written to the cache, {read:,} read from it" if written else "none cached"
    return f"{len(usages)} request{'' if len(usages) == 1 else 's'}, {written + read + paid:,} tokens in: {cached}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A program, and what its fix has to show.

    `entry` is the file to run, below the folder of the rule; a file in a folder of its own brings that folder
    along. `shape` says in a few words what the program is. `safety` is the label that its fixes bear.
    `seen` puts a run into words, which have to be `before` and `after`. `changes` are the parts of the
    requests in which the runs differ: keys of the body, "cache_control", "batch", "number" or "authorization".
    `differs_in` is a regular expression of what may differ in the output; by default nothing may.
    `untyped` names parameters that the SDK's types lack and an older API version takes.
    `stdin` is typed by a person, `pace` is how many seconds the API takes for a token, `failures`
    how often it is overloaded before it answers.
    """

    entry: str
    shape: str
    before: str
    after: str
    safety: Safety = Safety.SAFE
    seen: Callable[[Run], str] = answered
    changes: tuple[str, ...] = ()
    differs_in: str = ""
    untyped: tuple[str, ...] = ()
    stdin: str = ""
    pace: float = 0.0
    failures: int = 0
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def top(self) -> str:
        """The file or folder of the program."""
        return self.entry.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Proven:
    """What a proof has shown; `safe_changed` is whether fixes labelled safe changed anything."""

    before: Run
    after: Run
    found: tuple[Finding, ...]
    left: tuple[Finding, ...]
    safe_changed: bool
    errors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Folder:
    """The programs of one rule."""

    rule: Rule

    @property
    def path(self) -> Path:
        """Where they are."""
        return PROGRAMS / self.rule.family / self.rule.name.replace("-", "_")

    @property
    def proofs(self) -> tuple[Proof, ...]:
        """The proofs of the rule; none when it has no file for them."""
        return _proofs_in(self.path / "proofs.py")

    @property
    def programs(self) -> set[str]:
        """The files and folders that stand there."""
        return {path.name for path in self.path.glob("*") if path.name not in ("proofs.py", "__pycache__")}


@cache
def _proofs_in(file: Path) -> tuple[Proof, ...]:
    if not file.exists():
        return ()
    spec = importlib.util.spec_from_file_location(f"proofs_of_{file.parent.name}", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return tuple(module.PROOFS)


def all_proofs() -> Iterator[tuple[Rule, Proof]]:
    """Every proof, in the order of the rules."""
    for rule in builtin_rules():
        for proof in Folder(rule).proofs:
            yield rule, proof


# proving


@cache
def proven(rule: Rule, entry: str) -> Proven:
    """Run the program, fix it, and run it again; done once for all who ask."""
    proof = next(one for one in Folder(rule).proofs if one.entry == entry)
    with tempfile.TemporaryDirectory(prefix="claudelint-proof-") as name:
        root = Path(name).resolve()
        (root / ".git").mkdir()
        _copy(Folder(rule).path / proof.top, root)
        before = _run(root, proof)
        found = _check(root, rule)
        safe_only = _check(root, rule, FixMode.COMPUTE)
        fixed = _check(root, rule, FixMode.WRITE, unsafe=proof.safety is Safety.UNSAFE)
        after = _run(root, proof)
        again = _check(root, rule)
    return Proven(
        before=before,
        after=after,
        found=_own(found, rule),
        left=tuple(one for one in _own(again, rule) if one.fix and one.fix.safety is not Safety.SHOWN),
        safe_changed=bool(safe_only.changes),
        errors=tuple(f"{one.path}: {one.message}" for one in fixed.errors),
    )


def _check(root: Path, rule: Rule, fix: FixMode = FixMode.SHOW, unsafe: bool = False) -> Outcome:
    # whether a suppression is needed is judged by what the other rules find
    select = ["ALL", rule.code] if rule.family == "suppressions" else [rule.code]
    return run_in(root, select=select, fixable=[rule.code], fix=fix, unsafe=unsafe, preview=rule.preview)


def _own(outcome: Outcome, rule: Rule) -> tuple[Finding, ...]:
    return tuple(one for one in outcome.findings if one.code == rule.code)


def _copy(program: Path, root: Path) -> None:
    if program.is_dir():
        shutil.copytree(program, root, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(program, root)


def _run(root: Path, proof: Proof) -> Run:
    entry = proof.entry.partition("/")[2] or proof.entry
    return run_program(
        root, entry, stdin=proof.stdin, pace=proof.pace, failures=proof.failures, **proof.environment
    )


# comparing the requests of two runs


def differences(before: Run, after: Run) -> set[str]:
    """The parts in which the requests of two runs differ, as `Proof.changes` names them.

    A run that fails sends less than one that goes on: then only what it sent is compared.
    """
    first, second = sent(before), sent(after)
    found = {"batch"} if batches(before) != batches(after) and not before.failure else set()
    if before.failure and len(first) != len(second):
        asked = [one["messages"] for one in first]
        second = [one for one in second if one["messages"] in asked]
    if len(first) != len(second):
        return found | {"number"}
    for one, other in zip(first, second, strict=True):
        found |= {key for key in {*one, *other} if one.get(key) != other.get(key)}
    return found


def sent(run: Run) -> list[dict[str, object]]:
    """What was asked of the model, alone or in batches, part by part and in an order that no task decides."""
    bodies: list[dict[str, object]] = []
    for request in run.requests:
        if request.method != "POST" or not isinstance(request.body, dict):
            continue
        authorization = request.headers.get("authorization", "")
        if request.path == "/v1/messages":
            bodies.append({**_parts(request.body), "authorization": authorization})
        elif request.path == "/v1/messages/batches":
            items = request.body["requests"]
            bodies += [{**_parts(item["params"]), "authorization": authorization} for item in items]
    return sorted(bodies, key=lambda body: json.dumps([body.get("messages"), body.get("system")]))


def batches(run: Run) -> list[int]:
    """The sizes of the batches that were made."""
    return [
        len(one.body["requests"])
        for one in run.requests
        if one.method == "POST" and one.path == "/v1/messages/batches" and isinstance(one.body, dict)
    ]


def _parts(body: Body) -> dict[str, object]:
    """The parts of a request, with what means the same written in one way, and the cache markers on their own."""
    markers: list[str] = []
    parts = {key: _plain(value, key, markers) for key, value in body.items() if key != "cache_control"}
    if "cache_control" in body:
        markers.append("all")
    if isinstance(parts.get("system"), str):
        parts["system"] = [_block(parts["system"])]
    if parts.get("stream") is False:
        del parts["stream"]
    return {**parts, "cache_control": markers}


def _plain(value: object, place: str, markers: list[str]) -> object:
    if isinstance(value, list):
        return [_plain(one, f"{place}.{index}", markers) for index, one in enumerate(value)]
    if not isinstance(value, dict):
        return value
    if "cache_control" in value:
        markers.append(f"{place} {json.dumps(value['cache_control'])}")
    plain = {
        key: _plain(one, f"{place}.{key}", markers)
        for key, one in value.items()
        # a key without a value says as much as none
        if key != "cache_control" and one is not None
    }
    if "role" in plain and isinstance(plain.get("content"), str):
        plain["content"] = [_block(plain["content"])]
    return plain


def _block(text: object) -> dict[str, object]:
    return {"type": "text", "text": text}


def refused(run: Run) -> list[RecordedRequest]:
    """The requests that the API did not take, but for the failures that were asked for: it was overloaded."""
    return [one for one in run.requests if one.status >= 400 and one.status != _OVERLOADED]
