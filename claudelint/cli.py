"""The command line: which commands and flags there are. What `check` does is in `checking`,
what `explain` does in `explaining`.

Whatever a command needs is imported when it is needed, so that a check with nothing to do is quick.
"""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from collections.abc import Callable
from typing import Any, TypeVar

import click

from claudelint import __version__
from claudelint.judging.settings import FORMATS, SEVERITIES, ConfigError

_Command = TypeVar("_Command", bound=Callable[..., None])


class _Program(click.Group):
    """The group of commands; status 1 is left to findings, whatever goes wrong is 2."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except ConfigError as error:
            _complain(str(error))
            raise click.exceptions.Exit(2) from error
        except KeyboardInterrupt as error:
            raise click.exceptions.Exit(130) from error
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            import traceback

            traceback.print_exc()
            _complain("this is a mistake in claudelint; please report it")
            raise click.exceptions.Exit(2) from error


def _complain(message: str) -> None:
    click.echo(f"claudelint: {message}", err=True)


_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(cls=_Program, context_settings=_SETTINGS)
@click.version_option(__version__, "-V", "--version", prog_name="claudelint")
def main() -> None:
    """Find what fails, wastes money or keeps people waiting in Python code that calls the Claude API."""


def _flag(*names: str, help: str) -> Callable[[_Command], _Command]:
    return click.option(*names, is_flag=True, help=help)


def _list(name: str, metavar: str, help: str) -> Callable[[_Command], _Command]:
    return click.option(name, multiple=True, metavar=metavar, help=help)


_no_cache = _flag("-n", "--no-cache", help="Read every file anew, and keep nothing.")
_cache_dir = click.option(
    "--cache-dir",
    type=click.Path(),
    envvar="CLAUDELINT_CACHE_DIR",
    show_envvar=True,
    help="Where to keep what was read of files: .claudelint_cache in the project.",
)
_CHECK_OPTIONS = (
    click.argument("paths", nargs=-1, type=click.Path()),
    _flag("--fix", help="Apply safe fixes."),
    _flag("--unsafe-fixes", help="Count unsafe fixes, too, and apply them with --fix or --diff."),
    _flag("--diff", help="Print what --fix would change, and write nothing."),
    _flag("--fix-only", help="Apply fixes, and print no findings."),
    _flag("--show-fixes", help="List the fixes that were applied."),
    _flag("--exit-non-zero-on-fix", help="Exit with status 1 if a file was changed."),
    _list("--select", "RULES", help="Rules to run: codes, prefixes, families, names or ALL."),
    _list("--ignore", "RULES", help="Rules not to run."),
    _list("--extend-select", "RULES", help="Rules to run besides those selected."),
    _list("--extend-ignore", "RULES", help="More rules not to run."),
    _list("--per-file-ignores", "GLOB:RULES", help="Rules not to run in the files that match."),
    _list("--exclude", "GLOBS", help="Files and folders to pass over."),
    _list("--extend-exclude", "GLOBS", help="More files and folders to pass over."),
    _flag("--force-exclude", help="Pass over excluded files even when they are named."),
    _list("--config", "FILE|KEY=VALUE", help="A configuration file, or one setting in TOML."),
    _flag("--isolated", help="Read no configuration file, and use the built-in catalogue."),
    click.option(
        "--output-format", type=click.Choice(FORMATS), help="How to report: full on a terminal, else concise."
    ),
    click.option("-o", "--output-file", type=click.Path(dir_okay=False), help="Write the report to a file."),
    _flag("--statistics", help="Count findings by rule instead of listing them."),
    _flag("-q", "--quiet", help="Print findings and errors only."),
    _flag("-e", "--exit-zero", help="Exit with status 0 even if there are findings."),
    click.option(
        "--fail-on", type=click.Choice(SEVERITIES), help="The least severity that makes status 1: warning."
    ),
    click.option("--stdin-filename", metavar="PATH", help="The file that standard input (-) stands for."),
    _flag("--show-files", help="List the files that would be checked."),
    _flag("--show-settings", help="Print the settings in force and the target SDK, and check nothing."),
    click.option("--preview/--no-preview", default=None, help="Run preview rules, too."),
    click.option("--target-sdk", metavar="VERSION", help="The version of anthropic that the code is for."),
    click.option(
        "-j",
        "--jobs",
        type=click.IntRange(min=1),
        help="How many processes read files: one for each core, and 1 when there is little to read.",
    ),
    _flag(
        "--exact-tokens",
        help="Have the API count the tokens of prompts, with the key in ANTHROPIC_API_KEY: their texts, as far as "
        'they stand in the code and its files, are sent. Needs the extra: pip install "claudelint-api[api]".',
    ),
    _no_cache,
    _cache_dir,
)


def _with_check_options(command: _Command) -> _Command:
    for option in reversed(_CHECK_OPTIONS):
        command = option(command)
    return command


@main.command()
@_with_check_options
def check(**flags: Any) -> None:
    """Check files and folders (by default the working directory); `-` stands for standard input."""
    from claudelint.checking import CheckFlags, check_command

    # every option above has a field of the same name
    sys.exit(check_command(CheckFlags(**flags)))


@main.command()
@click.argument("place", metavar="FILE[:LINE[:COLUMN]]")
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", help="How to print it.")
@_list("--config", "FILE|KEY=VALUE", help="A configuration file, or one setting in TOML.")
@_flag("--isolated", help="Read no configuration file, and use the built-in catalogue.")
@click.option("--target-sdk", metavar="VERSION", help="The version of anthropic that the code is for.")
@_no_cache
@_cache_dir
def explain(**flags: Any) -> None:
    """Print how the request at a place is understood; of a file without a line, list its requests.

    A line within the call counts, and one with a call that leads to requests.
    """
    from claudelint.explaining import ExplainFlags, explain_command

    # every option above has a field of the same name
    sys.exit(explain_command(ExplainFlags(**flags)))


@main.command()
@_cache_dir
def clean(cache_dir: str | None) -> None:
    """Remove the cache that a check from here would use, and say what was removed."""
    from claudelint.running.cache import cache_folder, clear

    _print(clear(cache_folder(os.getcwd(), cache_dir)) + "\n")


@main.command("rule")
@click.argument("word", metavar="CODE|NAME")
def show_rule(word: str) -> None:
    """Print the page of a rule."""
    from claudelint.judging.naming import suggest_rule
    from claudelint.pages import page
    from claudelint.registry import builtin_rules, find

    rule = find(word)
    if rule is None:
        raise click.UsageError(f"unknown rule `{word}`{suggest_rule(word, builtin_rules())}")
    _print(page(rule))


@main.command("rules")
@click.option(
    "--output-format", type=click.Choice(["text", "json"]), default="text", help="How to list them."
)
def list_rules(output_format: str) -> None:
    """List all rules."""
    from claudelint.pages import rules_json, rules_list
    from claudelint.registry import builtin_rules

    if output_format == "json":
        from claudelint.reporting.json import dump

        _print(dump([dict(rule) for rule in rules_json(builtin_rules())]))
    else:
        _print(rules_list(builtin_rules()))


@main.command()
@click.option(
    "--output-format", type=click.Choice(["text", "json"]), default="text", help="How to list them."
)
@click.option(
    "--lifecycle",
    type=click.Choice(["active", "legacy", "deprecated", "retired"]),
    multiple=True,
    help="List only models at this stage.",
)
@_flag(
    "--refresh",
    help="Ask the API which models it lists, with the key in ANTHROPIC_API_KEY, and use that from now on. "
    'Nothing else is sent. Needs the extra: pip install "claudelint-api[api]".',
)
@_flag("--reset", help="Forget what --refresh was told.")
@_flag("--isolated", help="List the built-in catalogue.")
def models(**flags: Any) -> None:
    """List the models of the catalogue: how long they live, what they take and write, what they cost."""
    from claudelint.listing import ModelsFlags, models_command

    # every option above has a field of the same name
    models_command(ModelsFlags(**flags))


def _print(text: str) -> None:
    from claudelint.reporting.output import write_out

    write_out(text)


def command() -> None:
    """What the installed command runs: `main`, with an end that neither looks for garbage nor frees it.

    A large run leaves millions of objects: to go through them once more takes a twentieth of its time for
    nothing, and to free them one by one a sixth.
    """
    gc.disable()
    status: object = 0
    try:
        main(prog_name="claudelint")
    except SystemExit as end:
        status = end.code
    with contextlib.suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(status if isinstance(status, int) else int(status is not None))
