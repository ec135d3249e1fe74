"""An application asks for any version of `anthropic`, and nothing settles which one is installed.

## What it does
Reports requirements of `anthropic` without an upper bound in the pyproject.toml or the requirements files of an
application, in the nearest folder above the checked code that has any. It says so once for each project, and counts
`<`, `<=`, `==`, `~=` and the `^` and `~` of Poetry as bounds. It is silent where a lock file stands there or further up,
where another requirement of the folder has a bound, and about packages that others install: a build system, a
setup.py, classifiers, addresses, commands or entry points suggest one. `Private :: Do Not Upload`, `package = false` of
uv and `package-mode = false` of Poetry say that a project is an application all the same.

The finding stands in the file of the requirement. A comment `# claudelint: ignore[CL807]` on its line or on the line
above suppresses it there, and `per-file-ignores` takes the name of the file.

## Why is this bad?
A new major version of the SDK takes away parameters, names and defaults. Without a bound the next install, on a server
or a colleague's machine, gets it on the day of its release, and code that nobody has touched fails.

## Example
```toml
[project]
name = "desk"
version = "1.0"
dependencies = ["anthropic>=1.4", "rich"]
```

## Use instead
```toml
[project]
name = "desk"
version = "1.0"
dependencies = ["anthropic>=1.4,<3", "rich"]
```

## Fix safety
Unsafe: what was installed up to now may be another version than the newest one, and whoever wants to get new major
versions by themselves loses that. The bound is the major version after the newest one that is known here, so that what
can be installed today can be installed afterwards. Nothing else in the file changes. The file is written when it lies
in a folder that is checked as a whole. Requirements with alternatives (`||`) are left to the reader.

## References
- [Migration guide of the SDK, 0.x to 1](https://github.com/anthropics/anthropic-sdk-python/blob/main/MIGRATION.md)
- [Version specifiers](https://packaging.python.org/en/latest/specifications/version-specifiers/)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.editing import with_upper_bound
from claudelint.findings import Fix, Related, Report, Safety, Severity
from claudelint.linking.project import Requirements
from claudelint.rule import Fixable, rule


@rule(
    code="CL807",
    name="unbounded-sdk-pin",
    on=Requirements,
    severity=Severity.WARNING,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
)
def unbounded_sdk_pin(requirements: Requirements) -> Iterator[Report]:
    placed = requirements.placed
    if requirements.is_pinned or not requirements.is_application or any(one.is_bounded for one in placed):
        return
    newest = requirements.catalog.newest_major
    first, *others = placed
    majors = {highest for one in placed if (highest := one.highest_major(newest)) is not None}
    if not majors:
        return
    edits = tuple(edit for one in placed if (edit := with_upper_bound(one, newest)) is not None)
    whole = len(edits) == len(placed)
    yield Report(
        first.span,
        f"`{first.text}` admits version {max(majors) + 1} and whatever comes after it, and no lock file says which"
        " version is installed",
        Fix(
            f"keep out version {max(majors) + 1}",
            Safety.UNSAFE if whole else Safety.SHOWN,
            edits if whole else (),
        ),
        tuple(Related(one.span, "it is required here, too") for one in others),
    )
