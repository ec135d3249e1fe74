"""One run: read, link, judge, suppress, and where fixes are wanted again until nothing changes."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from claudelint.running.files import matters
from claudelint.running.outcome import Change, FileError, FixMode, FoundFile, Outcome, RunRequest

if TYPE_CHECKING:
    from claudelint.findings import Finding
    from claudelint.judging.engine import FilePolicy
    from claudelint.judging.settings import Settings
    from claudelint.linking.project import Project
    from claudelint.reading.module import Module
    from claudelint.reading.source import Source
    from claudelint.running.target_sdk import TargetSdks

_MOST_ROUNDS = 10
# what a file must hold to have a subject of a rule: a way to a request, a key, or a suppression
_SUBJECTS = re.compile(rb"\.[\s\\]*messages\b|sk-ant-|claudelint\s*:|(?i:noqa)[^\r\n]*(?i:CL)\d")


def run(request: RunRequest) -> Outcome:
    """Check what the request names; errors of single files are in the outcome and stop nothing."""
    files, contents, errors = _read(request)
    selected = [file for file in files if matters(contents[file.display])]
    if not selected:
        return Outcome((), tuple(errors), files=len(files))
    return _Run(request, selected, contents, errors, len(files)).outcome()


def _read(request: RunRequest) -> tuple[list[FoundFile], dict[str, bytes], list[FileError]]:
    contents: dict[str, bytes] = {}
    errors: list[FileError] = []
    files: list[FoundFile] = []
    stdin = request.stdin
    if stdin is not None:
        contents[stdin.display] = stdin.data
        return [FoundFile(stdin.location, stdin.display, True, stdin.settings)], contents, errors
    for file in request.files:
        try:
            with open(file.location, "rb") as stream:
                contents[file.display] = stream.read()
            files.append(file)
        except OSError as error:
            errors.append(FileError(file.display, f"cannot be read: {error.strerror or error}"))
    return files, contents, errors


class _Run:
    """The state of a run: the sources as they are now, their modules, and the errors so far."""

    def __init__(
        self,
        request: RunRequest,
        files: list[FoundFile],
        contents: Mapping[str, bytes],
        errors: list[FileError],
        count: int,
    ) -> None:
        self.request = request
        self.files = {file.display: file for file in files}
        self.contents = contents
        self.errors = errors
        self.count = count
        self.cwd = Path(request.cwd)
        self.sources: dict[str, Source] = {}
        self.originals: dict[str, Source] = {}
        self._modules: dict[str, tuple[Source, Module]] = {}
        self._policies: dict[str, FilePolicy] = {}
        self._bad: set[str] = set()
        self._sdks: TargetSdks | None = None

    def outcome(self) -> Outcome:
        """Do it all, in a thread whose stack holds deep trees."""
        from claudelint.reading.reader import with_large_stack

        collecting = gc.isenabled()
        # trees hold no cycles: looking for them while millions of nodes are made costs a quarter of the time
        gc.disable()
        try:
            return with_large_stack(self._work)
        finally:
            if collecting:
                gc.enable()

    def _work(self) -> Outcome:
        self._decode()
        changes: tuple[Change, ...] = ()
        unsettled: tuple[str, ...] = ()
        if self.request.fix_mode is FixMode.SHOW:
            findings, sites = self._judge()
            if self.request.with_edits:
                findings = self._materialised(findings)
        else:
            findings, sites, changes, unsettled = self._fix()
        return Outcome(
            findings=tuple(findings),
            errors=tuple(sorted(self.errors, key=lambda error: (error.path, error.row or 0))),
            changes=changes,
            sources=self.sources,
            files=self.count,
            requests=sites,
            unsettled=unsettled,
        )

    # reading

    def _decode(self) -> None:
        from claudelint.reading.source import Source, UnreadableFile

        for display in self.files:
            try:
                source = Source.decode(display, self.contents[display])
            except UnreadableFile as error:
                self._unreadable(display, error)
                continue
            self.sources[display] = self.originals[display] = source

    def _unreadable(self, display: str, error: object) -> None:
        from claudelint.reading.source import UnreadableFile

        if isinstance(error, UnreadableFile) and display not in self._bad:
            self._bad.add(display)
            self.errors.append(FileError(display, error.message, error.row, error.column))

    def _module(self, display: str) -> Module | None:
        """The Module of a source as it is now; a file that holds no subject is only parsed by `ast`."""
        from claudelint.reading.reader import check_syntax, read_module
        from claudelint.reading.source import UnreadableFile

        source = self.sources.get(display)
        if source is None or display in self._bad:
            return None
        known = self._modules.get(display)
        if known is not None and known[0] is source:
            return known[1]
        try:
            if not _SUBJECTS.search(source.data):
                check_syntax(source)
                return None
            module = read_module(source)
        except UnreadableFile as error:
            self._unreadable(display, error)
            return None
        self._modules[display] = (source, module)
        return module

    def _imported(self, path: Path) -> Module | None:
        """A module that is needed to understand others, whether it is checked itself or not."""
        from claudelint.reading.reader import read_module
        from claudelint.reading.source import Source, UnreadableFile
        from claudelint.running.files import display_path

        display = display_path(str(path), str(self.cwd))
        known = self._modules.get(display)
        if known is not None and known[0] is self.sources.get(display):
            return known[1]
        if display in self._bad:
            return None
        try:
            source = self.sources.get(display) or Source.decode(display, path.read_bytes())
            module = read_module(source)
        except UnreadableFile as error:
            self._unreadable(display, error)
            return None
        except OSError:
            return None
        self.sources[display] = source
        self._modules[display] = (source, module)
        return module

    # judging

    def _projects(self) -> Iterator[Project]:
        from claudelint.catalog.catalog import load
        from claudelint.linking.project import Project
        from claudelint.running.files import project_root
        from claudelint.running.imports import ProjectFiles

        catalog = load(self.request.today)
        sdks = self._target_sdks(catalog.newest_major)
        groups: dict[Path, list[str]] = {}
        for display, file in self.files.items():
            groups.setdefault(project_root(file.path, self.cwd), []).append(display)
        for root, members in sorted(groups.items()):
            modules = [module for display in members if (module := self._module(display)) is not None]
            if not modules:
                continue
            settings = self.files[members[0]].settings
            target = None if settings.target_sdk is None else settings.target_sdk.given
            sdk = sdks.of(root, target)
            files = ProjectFiles(root, self.cwd, self._imported)
            yield Project(modules, files, catalog, sdk, lambda module: self.sources[module.path].text)

    def _target_sdks(self, newest_major: int) -> TargetSdks:
        from claudelint.running.target_sdk import TargetSdks

        if self._sdks is None:
            self._sdks = TargetSdks(self.cwd, newest_major)
        return self._sdks

    def _judge(self) -> tuple[list[Finding], int]:
        from claudelint.judging.engine import judge

        findings: list[Finding] = []
        sites = 0
        for project in self._projects():
            sites += len(project.sites)
            findings.extend(self._suppressed(judge(project, self._policy), project.judged))
        return sorted(findings, key=lambda one: one.sort_key), sites

    def _suppressed(self, findings: list[Finding], modules: Iterable[Module]) -> Iterator[Finding]:
        from claudelint.judging.engine import judge_suppressions
        from claudelint.judging.suppress import Suppressions, apply
        from claudelint.registry import builtin_rules, codes_by_word

        known = codes_by_word(builtin_rules())
        by_file: dict[str, list[Finding]] = {}
        for finding in findings:
            by_file.setdefault(finding.span.file, []).append(finding)
        for module in modules:
            own = by_file.pop(module.path, [])
            if not module.suppressions:
                yield from own
                continue
            suppressions = Suppressions.of(module, self.sources[module.path], known)
            kept, used = apply(own, suppressions)
            yield from kept
            policy = self._policy(module.path)
            ran = (
                frozenset(rule.code for rule, _ in policy.rules if rule.family != "suppressions")
                - policy.ignored
            )
            default = {rule.code for rule in builtin_rules() if not (rule.preview or rule.opt_in)}
            ran_all = default <= {rule.code for rule, _ in policy.rules} - policy.ignored
            comments = suppressions.comments(used, ran, ran_all)
            yield from judge_suppressions(comments, self._policy)
        for rest in by_file.values():
            yield from rest

    def _policy(self, display: str) -> FilePolicy:
        found = self._policies.get(display)
        if found is None:
            found = self._policies[display] = self._make_policy(display)
        return found

    def _make_policy(self, display: str) -> FilePolicy:
        from claudelint.judging.engine import FilePolicy
        from claudelint.judging.selection import enabled_rules, ignored_in, may_fix, options_for
        from claudelint.registry import builtin_rules

        file = self.files.get(display)
        settings: Settings = file.settings if file is not None else self.request.settings
        rules = builtin_rules()
        enabled = enabled_rules(settings, rules)
        location = file.location if file is not None else str(self.cwd / display)
        return FilePolicy(
            tuple((rule, options_for(settings, rule)) for rule in enabled),
            ignored_in(settings, location, rules),
            frozenset(rule.code for rule in rules if not may_fix(settings, rule)),
        )

    # fixing

    def _materialised(self, findings: Iterable[Finding]) -> list[Finding]:
        from claudelint.fixing.apply import materialise

        return [materialise(finding, self.sources) for finding in findings]

    def _fix(self) -> tuple[list[Finding], int, tuple[Change, ...], tuple[str, ...]]:
        from claudelint.fixing.apply import apply_round, choose

        applied: dict[str, dict[tuple[str, str], int]] = {}
        allowed = {display for display in self.files if not self._approximate(display)}
        unsettled: tuple[str, ...] = ()
        refused: set[tuple[str, str, int]] = set()
        for number in range(_MOST_ROUNDS + 1):
            findings, sites = self._judge()
            findings = self._materialised(findings)
            usable = [one for one in findings if (one.code, one.span.file, one.span.start) not in refused]
            chosen = choose(usable, allowed, self.request.unsafe).chosen
            if not chosen:
                break
            if number == _MOST_ROUNDS:
                unsettled = tuple(sorted({finding.code for finding in chosen}))
                break
            done = apply_round(chosen, self.sources)
            refused.update((one.code, one.span.file, one.span.start) for one, _ in done.withheld)
            if not done.texts:
                continue
            for finding in done.findings:
                counts = applied.setdefault(finding.span.file, {})
                key = (finding.code, finding.fix.title if finding.fix is not None else "")
                counts[key] = counts.get(key, 0) + 1
            self._renew(done.texts)
        changes = tuple(self._changes(applied))
        if self.request.fix_mode is FixMode.WRITE:
            changes = tuple(self._written(changes))
        return findings, sites, changes, unsettled

    def _approximate(self, display: str) -> bool:
        module = self._module(display)
        return module is not None and module.approximate

    def _renew(self, texts: Mapping[str, str]) -> None:
        from claudelint.reading.source import Source

        for display, text in texts.items():
            self.sources[display] = Source.decode(display, self.sources[display].encode(text))

    def _changes(self, applied: Mapping[str, Mapping[tuple[str, str], int]]) -> Iterator[Change]:
        for display, original in sorted(self.originals.items()):
            text = self.sources[display].text
            if text != original.text:
                counts = applied.get(display, {})
                yield Change(
                    original, text, tuple((code, title, n) for (code, title), n in sorted(counts.items()))
                )

    def _written(self, changes: Iterable[Change]) -> Iterator[Change]:
        from claudelint.fixing.writing import WriteError, write

        for change in changes:
            display = change.before.path
            try:
                write(change.before, change.text, self.files[display].location)
            except WriteError as error:
                self.errors.append(FileError(display, error.message))
                continue
            yield change
