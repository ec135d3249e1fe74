"""An Anthropic API key is written in the code.

## What it does
Reports a literal that has the form of a real Anthropic key, anywhere in a file. Placeholders such as
`"YOUR KEY"`, short fakes in tests and patterns for keys are not reported. The key itself is never printed.

## Why is this bad?
Whoever can read the code, its history or a copy of it can use the key, at your expense. A key that was ever
committed has to be revoked; taking it out of the code is not enough.

## Example
```python
import anthropic

client = anthropic.Anthropic(
    api_key="sk-ant-api03-R7kQ2mWx9LpT4vNc8YbJ5hGd3FsA6eZu1XoKiVrBnMwPqEtHyCjDlSgUfRaOzIxQvNb7Tm4Kc2Wp9Lr5Yd8Hj3Gs6Fk1Z0-AA"
)
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic()  # reads ANTHROPIC_API_KEY
```

## Fix safety
Unsafe: afterwards the program needs `ANTHROPIC_API_KEY` in its environment. As the `api_key` of a client the
argument is dropped, elsewhere the literal becomes a look-up in the environment.

## References
- [API overview: authentication](https://platform.claude.com/docs/en/api/overview)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.editing import ensure_import, remove_argument, replace
from claudelint.findings import Fix, Report, Safety, Severity, Span
from claudelint.linking.project import File
from claudelint.rule import Fixable, rule


@rule(
    code="CL706",
    name="hardcoded-api-key",
    on=File,
    severity=Severity.ERROR,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
)
def hardcoded_api_key(file: File) -> Iterator[Report]:
    for start, end in dict.fromkeys((key.start, key.end) for key in file.module.keys):
        span = Span(file.module.path, start, end)
        yield Report(
            span,
            "an Anthropic API key is written in the code: whoever reads the file can use it, so revoke it and "
            "read the next one from the environment",
            _fix(file, span),
        )


def _fix(file: File, span: Span) -> Fix | None:
    text = file.project.text(file.module)
    found = file.client_argument_at(span)
    if found is not None:
        call, argument = found
        edit = remove_argument(text, span.file, call, argument)
        return Fix(
            "drop `api_key`, so that `ANTHROPIC_API_KEY` is read", Safety.UNSAFE, (edit,), guards=(span,)
        )
    if not file.is_plain_literal(span):
        return None
    edits = (replace(span, 'os.environ["ANTHROPIC_API_KEY"]'), *ensure_import(text, span.file, "import os"))
    return Fix("read `ANTHROPIC_API_KEY` from the environment", Safety.UNSAFE, edits, guards=(span,))
