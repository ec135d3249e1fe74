"""One run: read, link, judge, suppress, and where fixes are wanted again until nothing changes."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from claudelint.running.files import project_root
from claudelint.running.groups import Group, groups_of
from claudelint.running.outcome import Change, FileError, FixMode, FoundFile, Outcome, RunRequest

if TYPE_CHECKING:
    from claudelint.catalog.catalog import Catalog
    from claudelint.catalog.tokens import TokenCounter
    from claudelint.findings import Finding
    from claudelint.judging.engine import FilePolicy
    from claudelint.judging.settings import Settings
    from claudelint.linking.project import Project
    from claudelint.linking.sdk import TargetSdk
    from claudelint.reading.module import Module
    from claudelint.running.extraction import Extraction
    from claudelint.running.sdk_requirements import SdkRequirements
    from claudelint.running.store import Store
    from claudelint.running.target_sdk import TargetSdks
    from claudelint.running.tree import Tree

_T = TypeVar("_T")
_INEXACT = "the places in this file cannot be told exactly"


@dataclass(frozen=True)
class Linked:
    """What the files of a run were understood to be: their projects, findings and modules when asked for.

    `module` gives that of any checked file, by what reports call it, also of one that concerns no rule.
    """

    projects: tuple[Project, ...]
    findings: Callable[[], list[Finding]]
    module: Callable[[str], Module | None]


def linked(request: RunRequest, work: Callable[[Linked], _T]) -> tuple[_T, tuple[FileError, ...]]:
    """Do something with the linked projects, where the stack is large enough for them; and the errors."""
    run = _begun(request)
    return run.linked(work), tuple(run.errors)


def run(request: RunRequest) -> Outcome:
    """Check what the request names; errors of single files are in the outcome and stop nothing."""
    begun = _begun(request)
    if not begun.groups:
        return Outcome((), tuple(begun.errors), files=len(begun.files))
    return begun.outcome()


def _begun(request: RunRequest) -> _Run:
    files, contents, errors = _read(request)
    return _Run(request, files, list(groups_of(request, files, contents)), contents, errors)


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


def _deeply(work: Callable[[], _T]) -> _T:
    """Work in a thread whose stack holds deep trees."""
    from claudelint.reading.reader import with_large_stack

    return with_large_stack(work)


class _Run:
    """The state of a run: the sources as they are now, their modules, and the errors so far."""

    def __init__(
        self,
        request: RunRequest,
        files: Iterable[FoundFile],
        groups: list[Group],
        contents: Mapping[str, bytes],
        errors: list[FileError],
    ) -> None:
        self.request = request
        self.files = {file.display: file for file in files}
        self.groups = groups
        self.contents = contents
        self.errors = errors
        self._policies: dict[str, FilePolicy] = {}

    def outcome(self) -> Outcome:
        """Do it all."""
        with self._at_work():
            return self._work()

    def linked(self, work: Callable[[Linked], _T]) -> _T:
        """Link, and go on with what was linked."""

        def link() -> _T:
            projects = tuple(self._projects())
            return work(Linked(projects, lambda: self._judge(projects)[0], self._module))

        with self._at_work():
            return _deeply(link)

    def _module(self, display: str) -> Module | None:
        file = self.files.get(display)
        return None if file is None else self.store.module(file.location, self.contents[display])

    @contextmanager
    def _at_work(self) -> Iterator[None]:
        """Without looking for garbage; ends what was started."""
        collecting = gc.isenabled()
        # trees hold no cycles: looking for them while millions of nodes are made costs a quarter of the time
        gc.disable()
        try:
            yield
        finally:
            self.extraction.close()
            if collecting:
                gc.enable()

    @cached_property
    def extraction(self) -> Extraction:
        """The way from texts to modules."""
        from claudelint.running.extraction import Extraction

        return Extraction.of(self.request)

    @cached_property
    def catalog(self) -> Catalog:
        """The catalogue that holds for the run."""
        from claudelint.running.refreshing import catalog_in_force

        found = catalog_in_force(self.request.today, isolated=not self.request.refreshed)
        if found.notice is not None:
            self.errors.append(FileError(str(found.path), found.notice, notice=True))
        return found.catalog

    @cached_property
    def counter(self) -> TokenCounter:
        """What tells the sizes of prompts."""
        from claudelint.catalog.tokens import ESTIMATES

        if not self.request.exact_tokens:
            return ESTIMATES
        from claudelint.running.counting import ExactTokens

        def tell(model_id: str, words: str) -> None:
            self.errors.append(FileError(model_id, words, notice=True))

        return ExactTokens(self.extraction.cache, tell)

    @cached_property
    def store(self) -> Store:
        """The texts and modules of the run."""
        from claudelint.running.store import Store

        store = Store(self.files, self.request.cwd, self.errors, self.extraction)
        for group in self.groups:
            for file in group.judged:
                store.take(file.display, self.contents[file.display])
        return store

    @cached_property
    def requirements(self) -> SdkRequirements:
        """The requirements of the SDK that are judged with the code."""
        from claudelint.running.sdk_requirements import SdkRequirements

        return SdkRequirements(self.request, self.store, self.catalog)

    def _work(self) -> Outcome:
        changes: tuple[Change, ...] = ()
        unsettled: tuple[str, ...] = ()
        if self.request.fix_mode is FixMode.SHOW:
            findings, sites = _deeply(self._judged)
        else:
            findings, sites, changes, unsettled = self._fix()
        return Outcome(
            findings=tuple(findings),
            errors=tuple(sorted(self.errors, key=lambda error: (error.path, error.row or 0))),
            changes=changes,
            sources=self.store.sources,
            files=len(self.files),
            requests=sites,
            unsettled=unsettled,
        )

    # judging

    def _judged(self) -> tuple[list[Finding], int]:
        findings, sites = self._judge()
        return self._materialised(findings) if self.request.with_edits else findings, sites

    def _projects(self) -> Iterator[Project]:
        from claudelint.linking.project import Project
        from claudelint.running.project_files import ProjectFiles

        catalog = self.catalog
        sdks = self._sdks()
        self.store.ahead(self._needed())
        for group in self.groups:
            judged = [
                module for file in group.judged if (module := self.store.judged(file.display)) is not None
            ]
            files = ProjectFiles(
                group.imports,
                self.request.cwd,
                group.selection.related,
                self._reader(group.imports.tree),
                self.store.ahead,
            )
            for module in judged:
                files.loaded[module.path] = module
            senders = [
                module for path in group.selection.senders if (module := files.module(path)) is not None
            ]
            if judged or senders:
                requirements = self.requirements.of(judged, sdks)
                yield Project(
                    judged,
                    files,
                    catalog,
                    self._sdk_of(sdks),
                    self._text,
                    senders,
                    self.counter,
                    requirements,
                )

    def _needed(self) -> Iterator[tuple[str, bytes]]:
        """The files that are read whatever is found in them."""
        from claudelint.running.store import has_subject

        for group in self.groups:
            checked = [file.location for file in group.judged if has_subject(self.contents[file.display])]
            for path in dict.fromkeys((*checked, *group.selection.senders)):
                data = group.imports.tree.data(path)
                if data is not None:
                    yield path, data

    def _reader(self, tree: Tree) -> Callable[[str], Module | None]:
        def read(path: str) -> Module | None:
            data = tree.data(path)
            return None if data is None else self.store.module(path, data)

        return read

    def _text(self, module: Module) -> str:
        return self.store.sources[module.path].text

    def _sdks(self) -> TargetSdks:
        """What tells the versions of the SDK, by the files as they are now."""
        from claudelint.running.target_sdk import TargetSdks

        texts = {
            file.location: self.store.sources[display].data
            for display, file in self.requirements.files.items()
        }
        return TargetSdks(Path(self.request.cwd), self.catalog.newest_major, texts)

    def _sdk_of(self, sdks: TargetSdks) -> Callable[[Module], TargetSdk]:
        known: dict[str, TargetSdk] = {}

        def find(module: Module) -> TargetSdk:
            location = Path(self.request.cwd, module.path)
            setting = self.request.settings_for(str(location.parent)).target_sdk
            root = project_root(location, Path(self.request.cwd))
            return sdks.of(root, None if setting is None else setting.given)

        def sdk_of(module: Module) -> TargetSdk:
            if module.path not in known:
                known[module.path] = find(module)
            return known[module.path]

        return sdk_of

    def _judge(self, projects: Iterable[Project] | None = None) -> tuple[list[Finding], int]:
        from claudelint.judging.engine import judge

        findings: list[Finding] = []
        sites = 0
        for project in self._projects() if projects is None else projects:
            sites += sum(1 for site in project.sites if site.module.path in self.files)
            declared = tuple(self.requirements.modules(project.requirements))
            known = self.files.keys() | self.requirements.files.keys()
            found = [one for one in judge(project, self._policy) if one.span.file in known]
            findings.extend(self._suppressed(found, (*project.judged, *declared)))
        return sorted(map(self._by_hand, findings), key=lambda one: one.sort_key), sites

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
            suppressions = Suppressions.of(module, self.store.sources[module.path], known)
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

        file = self.files.get(display) or self.requirements.files.get(display)
        settings: Settings = file.settings if file is not None else self.request.settings
        rules = builtin_rules()
        enabled = enabled_rules(settings, rules)
        location = file.location if file is not None else os.path.join(self.request.cwd, display)
        return FilePolicy(
            tuple((rule, options_for(settings, rule)) for rule in enabled),
            ignored_in(settings, location, rules),
            frozenset(rule.code for rule in rules if not may_fix(settings, rule)),
        )

    # fixing

    def _materialised(self, findings: Iterable[Finding]) -> list[Finding]:
        from claudelint.fixing.apply import materialise

        return [materialise(finding, self.store.sources) for finding in findings]

    def _fix(self) -> tuple[list[Finding], int, tuple[Change, ...], tuple[str, ...]]:
        from claudelint.running.rounds import changes_in, rounds_of_fixes
        from claudelint.running.saving import save, sweep_beside

        def judge() -> tuple[list[Finding], int]:
            findings, sites = self._judge()
            return self._materialised(findings), sites

        writes = self.request.fix_mode is FixMode.WRITE
        if writes:
            judged = [file for group in self.groups for file in group.judged]
            self.errors += sweep_beside(judged, self.request.cwd)
        refused: set[str] = set()

        def writable() -> set[str]:
            return (self.files.keys() | self.requirements.writable) - refused

        changes: dict[str, Change] = {}
        while True:
            rounds = _deeply(partial(rounds_of_fixes, judge, self.store, writable, self.request.unsafe))
            made = {change.before.path: change for change in changes_in(self.store, rounds.applied, changes)}
            if not writes:
                changes = made
                break
            before = {display: self.store.on_disk(display) for display in made}
            texts = {display: change.text for display, change in made.items()}
            # not in a thread: an interrupt of the user reaches this one only, and takes back what is half done
            saved = save(before, texts, {**self.requirements.files, **self.files}, rounds.together)
            self.errors += saved.errors
            self.store.saved(saved.written)
            changes.update((display, made[display]) for display in sorted(saved.written))
            if not saved.refused:
                break
            refused |= saved.refused
        return rounds.findings, rounds.sites, tuple(changes.values()), rounds.unsettled

    def _by_hand(self, finding: Finding) -> Finding:
        """A fix of a file whose places are not exact, or of requirements beside what is checked, is only told."""
        fix = finding.fix
        files = set() if fix is None else {edit.span.file for edit in fix.edits}
        beside = sorted(files & self.requirements.files.keys() - self.requirements.writable)
        if fix is None or not (beside or any(map(self._approximate, files))):
            return finding
        from claudelint.findings import Safety

        reason = f"{beside[0]} is not among what is checked" if beside else _INEXACT
        title = f"{fix.title} (by hand: {reason})"
        return replace(finding, fix=replace(fix, title=title, safety=Safety.SHOWN, edits=()))

    def _approximate(self, display: str) -> bool:
        module = self.store.known(display)
        return module is not None and module.approximate
