"""How long claudelint takes, as ratios that mean the same on every machine.

Run it from a checkout that is installed: `python benchmarks/bench.py`, with `--profile` for the time of each
stage. It prints two numbers to hold the project to:

(a) the whole command on 27,000 dense lines, as a ratio to `libcst.parse_module` alone on the same files, by one
    process and without a cache; beside it, what a second run costs that finds everything in the cache;
(b) the command on one file without Claude code, as a ratio to a Python that does nothing.

With `--packages FOLDER`, a folder of unpacked packages such as `scripts/measure_understanding.py` leaves behind:

(c) linking, as a ratio to extracting the same modules;
(e) all rules together, with what only they ask of the model, as a ratio to the same.

With `--project`, a generated project of 5,000 modules, of which one in twenty asks Claude through a service:

(d) the peak memory of the command, and what linking costs there.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from projects import MODULES, costs, scale

LINES = 27_000
LINES_IN_A_FILE = 450
RUNS = 3
STARTS = 20
MOST_PARSES = 1.8
MOST_STARTS = 8.0
MOST_LINKING = 0.5
MOST_JUDGING = 0.1
MOST_MEGABYTES = 400

HEAD = '''\
"""Module {number} of the benchmark."""

from __future__ import annotations

import json
import logging

import anthropic

log = logging.getLogger(__name__)
client = anthropic.Anthropic(max_retries={retries})
MODEL = "claude-opus-4-8"
SYSTEM = "You are the assistant of team {number}. Answer in one short paragraph."
LIMITS = {{"short": 256, "long": 4096}}

'''
FUNCTION = '''
def task_{number}(question: str, documents: list[str], kind: str = "short") -> dict[str, str]:
    """Answer a question from some documents."""
    context = "\\n\\n".join(f"<document>{{text.strip()}}</document>" for text in documents if text)
    messages = [{{"role": "user", "content": f"{{context}}\\n\\nQuestion {number}: {{question}}"}}]
    if not documents:
        log.warning("no documents for question %s", question[:40])
        messages.append({{"role": "user", "content": "Say that you do not know."}})
    response = client.messages.create(
        model=MODEL,
        max_tokens=LIMITS[kind],
        system=SYSTEM + " Number {number}.",
        messages=messages,
    )
    texts = [block.text for block in response.content if block.type == "text"]
    result = {{"question": question, "answer": " ".join(texts), "stopped": str(response.stop_reason)}}
    for key, value in sorted(result.items()):
        if len(value) > 1000 and key != "answer":
            result[key] = value[:997] + "..."
    return result

'''
PARSE = """
import sys, time
from pathlib import Path
import libcst
sources = [path.read_bytes() for path in sorted(Path(sys.argv[1]).glob("*.py"))]
started = time.perf_counter()
for source in sources:
    libcst.parse_module(source)
print(time.perf_counter() - started)
"""
QUIET = ("check", "--isolated", "--jobs", "1", "--quiet", "--exit-zero")
CHECK = (*QUIET, "--no-cache")


def generate(folder: Path) -> int:
    """Write the files; returns the number of lines."""
    total = number = 0
    while total < LINES:
        text = HEAD.format(number=number, retries=number % 5)
        function = 0
        while text.count("\n") < LINES_IN_A_FILE:
            text += FUNCTION.format(number=function)
            function += 1
        (folder / f"module_{number:03}.py").write_text(text, encoding="utf-8")
        total += text.count("\n")
        number += 1
    return total


def seconds(command: list[str], cwd: Path) -> float:
    """How long a process takes from start to end."""
    started = time.perf_counter()
    subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def bulk(folder: Path) -> float:
    """The ratio of the whole command to parsing alone; both in processes of their own, by turns."""
    lines = generate(folder)
    parsing: list[float] = []
    checking: list[float] = []
    for _ in range(RUNS):
        done = subprocess.run(
            [sys.executable, "-c", PARSE, str(folder)], check=True, capture_output=True, text=True
        )
        parsing.append(float(done.stdout))
        checking.append(seconds([sys.executable, "-m", "claudelint", *CHECK], folder))
    parse, check = statistics.median(parsing), statistics.median(checking)
    print(f"{lines:,} lines: parse {parse:.2f} s, check {check:.2f} s")
    first, second = cached(folder)
    print(
        f"with a cache: first {first:.2f} s, second {second:.2f} s, which is {second / first:.2f} times the first"
    )
    return check / parse


def cached(folder: Path) -> tuple[float, float]:
    """How long a run takes that fills the cache, and one after it; both the median of several."""
    first: list[float] = []
    second: list[float] = []
    with tempfile.TemporaryDirectory(prefix="claudelint-bench-") as name:
        for number in range(RUNS):
            command = [
                sys.executable,
                "-m",
                "claudelint",
                *QUIET,
                "--cache-dir",
                str(Path(name, str(number))),
            ]
            first.append(seconds(command, folder))
            second.append(seconds(command, folder))
    return statistics.median(first), statistics.median(second)


def start(folder: Path) -> float:
    """The ratio of a check of one file without Claude code to a Python that does nothing."""
    (folder / "plain.py").write_text("import os\n\nprint(os.getcwd())\n", encoding="utf-8")
    nothing: list[float] = []
    checking: list[float] = []
    for _ in range(STARTS):
        nothing.append(seconds([sys.executable, "-c", "pass"], folder))
        checking.append(
            seconds([sys.executable, "-m", "claudelint", "check", "--isolated", "-q", "plain.py"], folder)
        )
    base, check = statistics.median(nothing), statistics.median(checking)
    print(f"start: python {base * 1000:.1f} ms, check {check * 1000:.1f} ms")
    return check / base


def profile(folder: Path) -> None:
    """Print how long each stage takes, in this process, on the same files."""
    import gc

    import libcst as cst

    from claudelint.catalog.catalog import load
    from claudelint.judging.engine import FilePolicy, judge
    from claudelint.judging.settings import merge
    from claudelint.linking.project import Project
    from claudelint.linking.sdk import target_of
    from claudelint.reading.bindings import Bindings
    from claudelint.reading.encoding import decode, encode
    from claudelint.reading.flow import extract
    from claudelint.reading.positions import Places
    from claudelint.reading.reader import check_syntax, with_large_stack
    from claudelint.reading.source import Source
    from claudelint.registry import builtin_rules
    from claudelint.running.files import find_files
    from claudelint.running.imports import Imports
    from claudelint.running.project_files import ProjectFiles
    from claudelint.running.tree import Tree

    marks: list[tuple[str, float]] = []

    def stages() -> None:
        started = time.perf_counter()

        def mark(stage: str) -> None:
            nonlocal started
            marks.append((stage, time.perf_counter() - started))
            started = time.perf_counter()

        found = find_files(["."], lambda _: merge((), str(folder)), str(folder))
        mark("find")
        sources = {file.display: Source.decode(file.display, file.path.read_bytes()) for file in found.files}
        mark("read and decode")
        for source in sources.values():
            check_syntax(source)
        mark("ast, as a guard")
        trees = {path: cst.parse_module(source.data) for path, source in sources.items()}
        mark("parse")
        for path, tree in trees.items():
            Places(tree, sources[path].text)
        mark("count positions (again within extract)")
        for tree in trees.values():
            Bindings(tree)
        mark("bindings (again within extract)")
        modules = {
            path: extract(tree, path, sources[path].text, sources[path].line_starts)
            for path, tree in trees.items()
        }
        mark("extract")
        data = [encode(module) or b"" for module in modules.values()]
        mark(f"encode ({sum(map(len, data)) // 1000:,} kB)")
        for one in data:
            decode(one)
        mark("decode")

        catalog = load()
        target = target_of(None, [], catalog.newest_major)
        folders = Tree(str(folder), str(folder), lambda _: merge((), str(folder)), {})
        files = ProjectFiles(
            Imports(folders), str(folder), folders.files, lambda path: modules.get(path.rpartition("/")[2])
        )
        project = Project(
            list(modules.values()),
            files,
            catalog,
            lambda _: target,
            lambda module: sources[module.path].text,
        )
        mark("link: begin")
        sites = project.sites
        mark(f"link: {len(sites):,} sites")
        requests = project.requests
        mark(f"link: {len(requests):,} requests")
        for request in requests:
            _ = request.prefix, request.answer, request.ways
        mark("link: prompts, answers, ways")
        _ = project.loops, project.paths
        mark("link: loops and paths")
        rules = builtin_rules()
        mark("load the rules")
        for rule in rules:
            policy = FilePolicy(((rule, {}),))
            judge(project, lambda _, policy=policy: policy)
            mark(f"judge {rule.code} {rule.name}")

    gc.disable()
    with_large_stack(stages)
    gc.enable()
    for stage, duration in marks:
        print(f"{duration:8.3f} s  {stage}")


def packages(folder: Path) -> None:
    """Print what linking costs in each package of a folder, and in all."""
    extracting = linking = judging = 0.0
    for cost in costs(folder):
        print(
            f"{cost.name}: {cost.sites} Sites, {cost.read} files read,"
            f" extract {cost.extracting:.2f} s, link {cost.linking:.2f} s, judge {cost.judging:.2f} s"
        )
        extracting += cost.extracting
        linking += cost.linking
        judging += cost.judging
    print(f"(c) linking: {linking / extracting:.2f} times the extraction (at most {MOST_LINKING})")
    print(f"(e) all rules: {judging / extracting:.2f} times the extraction (at most {MOST_JUDGING})")


def project(folder: Path) -> None:
    """Print what the command takes on a project of many modules."""
    found = scale(folder, CHECK)
    cost = found.cost
    print(
        f"{MODULES:,} modules, {cost.sites} Sites, {cost.read:,} files read: extract {cost.extracting:.2f} s,"
        f" select and link {cost.linking:.2f} s, check {found.checking:.2f} s"
    )
    print(f"(d) a large project: {found.megabytes:.0f} MB at the peak (at most {MOST_MEGABYTES})")


def main() -> None:
    """Print the ratios, or the stages."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--profile", action="store_true", help="print the time of each stage")
    parser.add_argument("--packages", type=Path, metavar="FOLDER", help="print what linking packages costs")
    parser.add_argument("--project", action="store_true", help="print what a project of many modules takes")
    arguments = parser.parse_args()
    if arguments.packages is not None:
        packages(arguments.packages.resolve())
        return
    with tempfile.TemporaryDirectory(prefix="claudelint-bench-") as name:
        folder = Path(name).resolve()
        if arguments.project:
            project(folder)
            return
        if arguments.profile:
            generate(folder)
            profile(folder)
            return
        ratio = bulk(folder)
        print(f"(a) the whole command: {ratio:.2f} times the parser (at most {MOST_PARSES})")
    with tempfile.TemporaryDirectory(prefix="claudelint-bench-") as name:
        ratio = start(Path(name).resolve())
        print(f"(b) the start: {ratio:.1f} times a Python that does nothing (at most {MOST_STARTS})")


if __name__ == "__main__":
    main()
