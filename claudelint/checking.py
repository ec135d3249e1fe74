"""What `claudelint check` does: from flags to a run, a report and an exit status."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from claudelint.judging.config import Configuration, file_ignores, inline_layer
from claudelint.judging.patterns import PathPattern
from claudelint.judging.settings import ConfigError, FileIgnores, Layer, Settings, TargetSdk, parse_target_sdk
from claudelint.reporting.options import ReportOptions
from claudelint.reporting.output import has_color, write_bytes_out, write_err, write_file, write_out
from claudelint.running.files import FoundFiles, display_path, find_files
from claudelint.running.outcome import FileError, FixMode, Outcome, RunRequest, Stdin

_STDIN = "-"


@dataclass(frozen=True, slots=True)
class CheckFlags:
    """The flags of `check`, as they were given."""

    paths: tuple[str, ...] = ()
    fix: bool = False
    unsafe_fixes: bool = False
    diff: bool = False
    fix_only: bool = False
    show_fixes: bool = False
    exit_non_zero_on_fix: bool = False
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    extend_ignore: tuple[str, ...] = ()
    per_file_ignores: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    extend_exclude: tuple[str, ...] = ()
    force_exclude: bool = False
    config: tuple[str, ...] = ()
    isolated: bool = False
    output_format: str | None = None
    output_file: str | None = None
    statistics: bool = False
    quiet: bool = False
    exit_zero: bool = False
    fail_on: str | None = None
    stdin_filename: str | None = None
    show_files: bool = False
    show_settings: bool = False
    preview: bool | None = None
    target_sdk: str | None = None
    jobs: int | None = None
    no_cache: bool = False
    cache_dir: str | None = None
    exact_tokens: bool = False

    @property
    def reads_stdin(self) -> bool:
        """Whether standard input is checked."""
        return _STDIN in self.paths

    @property
    def fix_mode(self) -> FixMode:
        """What becomes of fixes; a diff never writes."""
        if self.diff:
            return FixMode.COMPUTE
        if self.fix or self.fix_only:
            return FixMode.COMPUTE if self.reads_stdin else FixMode.WRITE
        return FixMode.SHOW

    @property
    def prints_findings(self) -> bool:
        """Whether findings are reported at all."""
        return not (self.diff or self.fix_only)


def check_command(flags: CheckFlags) -> int:
    """Check what the flags name, report, and return the exit status; raises ConfigError."""
    try:
        return _check(flags)
    except ConfigError:
        if flags.output_format == "json" and flags.prints_findings:
            _deliver(flags, "{}\n" if flags.show_settings else "[]\n")
        raise


def _check(flags: CheckFlags) -> int:
    cwd = os.getcwd()
    if flags.reads_stdin and len(flags.paths) > 1:
        raise ConfigError("`-` (standard input) cannot be checked together with files")
    configuration = configuration_for(flags, cwd)
    settings = configuration.settings_for(_first_folder(flags, cwd))
    found = FoundFiles(()) if flags.reads_stdin else find_files(flags.paths, configuration.settings_for, cwd)
    if flags.show_files:
        write_out("".join(f"{file.display}\n" for file in found.files))
        say_errors(found.errors, flags.quiet)
        return _status(flags, Outcome(()), found, settings)
    if flags.show_settings:
        _deliver(flags, _settings_text(flags, settings, found, cwd))
        say_errors(found.errors, flags.quiet)
        return _status(flags, Outcome(()), found, settings)
    stdin = _stdin(flags, settings, cwd) if flags.reads_stdin else None
    output_format = _output_format(flags, settings)
    request = RunRequest(
        files=found.files,
        settings=settings,
        cwd=cwd,
        folders=found.folders,
        stdin=stdin,
        fix_mode=flags.fix_mode,
        unsafe=flags.unsafe_fixes,
        with_edits=flags.prints_findings and not flags.statistics and output_format in ("full", "json"),
        jobs=flags.jobs,
        cache=not flags.no_cache,
        cache_dir=flags.cache_dir,
        refreshed=not flags.isolated,
        exact_tokens=flags.exact_tokens,
        settings_by_folder=configuration.settings_for,
    )
    outcome = _run(request)
    _report(flags, output_format, outcome, stdin)
    _close(flags, settings, outcome, found)
    return _status(flags, outcome, found, settings)


def _run(request: RunRequest) -> Outcome:
    stdin = request.stdin
    if stdin is not None and _passes_over(stdin):
        return Outcome(())
    from claudelint.running.run import run

    return run(request)


def _passes_over(stdin: Stdin) -> bool:
    excluded = stdin.settings.force_exclude and stdin.settings.excludes_from_above(stdin.location)
    return excluded or stdin.display.endswith(".ipynb")


# what is asked


def configuration_for(flags: CheckFlags, cwd: str) -> Configuration:
    """The configuration that the flags ask for."""
    files = [text for text in flags.config if _is_file(text)]
    if len(files) > 1:
        raise ConfigError("--config: only one configuration file can be given")
    inline = [inline_layer(text, cwd) for text in flags.config if text not in files]
    if flags.isolated and files:
        raise ConfigError("--config FILE and --isolated contradict each other")
    return Configuration(
        cwd,
        isolated=flags.isolated,
        file=os.path.normpath(os.path.join(cwd, files[0])) if files else None,
        command_line=[*inline, _flags_layer(flags, cwd)],
    )


def _is_file(text: str) -> bool:
    if os.path.isfile(text):
        return True
    if "=" not in text:
        raise ConfigError(f"--config: there is no file {text!r}, and it is not KEY=VALUE")
    return False


def _flags_layer(flags: CheckFlags, cwd: str) -> Layer:
    return Layer(
        origin="command line",
        select=tuple(_split(flags.select)) if flags.select else None,
        ignore=tuple(_split(flags.ignore)),
        extend_select=tuple(_split(flags.extend_select)),
        extend_ignore=tuple(_split(flags.extend_ignore)),
        per_file_ignores=tuple(_file_ignores(flags.per_file_ignores, cwd)) or None,
        exclude=_patterns(flags.exclude, cwd) or None,
        extend_exclude=_patterns(flags.extend_exclude, cwd),
        force_exclude=flags.force_exclude or None,
        fail_on=flags.fail_on,
        preview=flags.preview,
        target_sdk=None if flags.target_sdk is None else _target_sdk(flags.target_sdk),
    )


def _target_sdk(text: str) -> TargetSdk:
    try:
        return parse_target_sdk(text)
    except ValueError as error:
        raise ConfigError(f"--target-sdk: {error}") from error


def _split(values: Iterable[str]) -> Iterator[str]:
    return (word.strip() for value in values for word in value.split(",") if word.strip())


def _patterns(values: Iterable[str], cwd: str) -> tuple[PathPattern, ...]:
    return tuple(PathPattern(text, cwd) for text in _split(values))


def _file_ignores(values: Sequence[str], cwd: str) -> Iterator[FileIgnores]:
    """`GLOB:RULE,RULE,GLOB:RULE`: a word without a colon goes on with the glob before it."""
    by_glob: dict[str, list[str]] = {}
    for value in values:
        glob = ""
        for word in _split([value]):
            before, colon, selector = word.rpartition(":")
            glob = before.strip() if colon else glob
            if not glob or not selector.strip():
                raise ConfigError(f"--per-file-ignores: {value!r} is not GLOB:RULE")
            by_glob.setdefault(glob, []).append(selector.strip())
    return (file_ignores(glob, tuple(selectors), cwd) for glob, selectors in by_glob.items())


def _first_folder(flags: CheckFlags, cwd: str) -> str:
    """The folder whose configuration holds for the run itself: that of the first path."""
    path = (flags.stdin_filename or ".") if flags.reads_stdin else (flags.paths or (".",))[0]
    absolute = os.path.normpath(os.path.join(cwd, path))
    return absolute if os.path.isdir(absolute) else os.path.dirname(absolute)


def _stdin(flags: CheckFlags, settings: Settings, cwd: str) -> Stdin:
    name = flags.stdin_filename or _STDIN
    absolute = os.path.normpath(os.path.join(cwd, name))
    return Stdin(
        location=absolute,
        display=display_path(absolute, cwd),
        data=sys.stdin.buffer.read(),
        settings=settings,
    )


def _output_format(flags: CheckFlags, settings: Settings) -> str:
    chosen = flags.output_format or settings.output_format
    if chosen is not None:
        return chosen
    return "full" if flags.output_file is None and sys.stdout.isatty() else "concise"


# what is said


def _report(flags: CheckFlags, output_format: str, outcome: Outcome, stdin: Stdin | None) -> None:
    if flags.diff:
        from claudelint.reporting.diff import diff

        _deliver(flags, "".join(diff(outcome.changes, _colored(flags))))
        return
    fixed_text = stdin is not None and (flags.fix or flags.fix_only)
    if stdin is not None and fixed_text:
        change = outcome.changes[0] if outcome.changes else None
        write_bytes_out(stdin.data if change is None else change.before.encode(change.text))
    if not flags.prints_findings:
        return
    options = ReportOptions(unsafe=flags.unsafe_fixes, color=_colored(flags))
    text = _findings_text(flags, output_format, outcome, options)
    if fixed_text and flags.output_file is None:
        # standard output holds the fixed text
        write_err(text)
    else:
        _deliver(flags, text)


def _settings_text(flags: CheckFlags, settings: Settings, found: FoundFiles, cwd: str) -> str:
    from claudelint.registry import builtin_rules
    from claudelint.reporting.settings import ShownProject, ShownSettings, settings_json, settings_text
    from claudelint.running.refreshing import catalog_in_force
    from claudelint.running.target_sdk import project_targets

    targets = project_targets(_first_folder(flags, cwd), settings, found.files, cwd)
    projects = [ShownProject(display_path(root, cwd), sdk) for root, sdk in targets]
    file = None if settings.config_file is None else display_path(settings.config_file, cwd)
    in_force = catalog_in_force(None, isolated=flags.isolated)
    if in_force.notice is not None:
        say_errors([FileError(str(in_force.path), in_force.notice, notice=True)], flags.quiet)
    shown = ShownSettings(settings, file, projects, in_force.catalog.as_of, in_force.catalog.refreshed_on)
    if _output_format(flags, settings) == "json":
        return settings_json(shown, builtin_rules())
    return "".join(settings_text(shown, builtin_rules()))


def _findings_text(flags: CheckFlags, output_format: str, outcome: Outcome, options: ReportOptions) -> str:
    if flags.statistics:
        from claudelint.reporting.statistics import statistics, statistics_json

        if output_format == "json":
            return statistics_json(outcome, options)
        return "".join(statistics(outcome, options))
    if output_format == "json":
        from claudelint.reporting.json import json_report

        return json_report(outcome, options)
    if not outcome.findings:
        return ""
    if output_format == "github":
        from claudelint.reporting.github import github

        return "".join(github(outcome, options))
    if output_format == "full":
        from claudelint.reporting.full import full

        return "".join(full(outcome, options))
    from claudelint.reporting.concise import concise

    return "".join(concise(outcome, options))


def _colored(flags: CheckFlags) -> bool:
    return flags.output_file is None and has_color(sys.stdout)


def _deliver(flags: CheckFlags, text: str) -> None:
    if flags.output_file is None:
        write_out(text)
        return
    try:
        write_file(flags.output_file, text)
    except OSError as error:
        raise ConfigError(
            f"--output-file: {flags.output_file} cannot be written: {error.strerror}"
        ) from error


def _close(flags: CheckFlags, settings: Settings, outcome: Outcome, found: FoundFiles) -> None:
    """File errors always, the closing lines unless they are not wanted."""
    from claudelint.reporting import summary

    say_errors((*found.errors, *outcome.errors), flags.quiet)
    if flags.show_fixes and flags.fix_mode is FixMode.WRITE:
        write_err("".join(summary.applied_fixes(outcome)))
    if flags.quiet:
        return
    _say_previews(settings)
    if flags.diff:
        write_err(summary.would_fix(outcome))
        return
    if not found.files and not flags.reads_stdin and not found.errors:
        write_err("note: there are no Python files there\n")
        return
    write_err("".join(summary.summary(outcome, ReportOptions(unsafe=flags.unsafe_fixes))))


def say_errors(errors: Iterable[FileError], quiet: bool) -> None:
    """Print what is to be said of files; notices not when it is to be quiet."""
    for error in errors:
        if error.notice and quiet:
            continue
        place = ":".join(str(part) for part in (error.path, error.row, error.column) if part is not None)
        write_err(f"{'note' if error.notice else 'error'}: {place}: {error.message}\n")


def _say_previews(settings: Settings) -> None:
    if not any(layer.names_rules for layer in settings.layers):
        return
    from claudelint.judging.selection import waiting_for_preview
    from claudelint.registry import builtin_rules

    for rule in waiting_for_preview(settings, builtin_rules()):
        write_err(f"note: {rule.code} ({rule.name}) is a preview rule and runs with --preview only\n")


def _status(flags: CheckFlags, outcome: Outcome, found: FoundFiles, settings: Settings) -> int:
    """2 when something could not be checked, 1 when there is something to see to, else 0."""
    if any(not error.notice for error in (*found.errors, *outcome.errors)):
        return 2
    if flags.exit_zero:
        return 0
    changed = bool(outcome.changes)
    if flags.diff:
        return int(changed)
    if changed and flags.exit_non_zero_on_fix and flags.fix_mode is FixMode.WRITE:
        return 1
    if flags.fix_only or not outcome.findings:
        return 0
    from claudelint.findings import Severity

    thresholds = {file.display: file.settings.fail_on for file in found.files}
    failing = (
        finding.severity.reaches(Severity(thresholds.get(finding.span.file, settings.fail_on)))
        for finding in outcome.findings
    )
    return int(any(failing))
