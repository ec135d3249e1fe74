"""Something is used that the SDK no longer has.

## What it does
Reports, where the version of the SDK that the project uses has them no more:

- `client.completions`, `client.count_tokens`, `client.beta.prompt_caching`, `client.beta.tools`, `HUMAN_PROMPT`,
  `AI_PROMPT` and the types of old HTTP options;
- `proxies` and its kin as arguments of a client, `stream` of `parse`, `compaction_control` of `tool_runner`;
- two credentials for one client, and `max_retries=None`;
- as advice, a client for Amazon Bedrock that is told no region.

## Why is this bad?
The import, the look-up or the call raises. Nothing is sent. A client for Bedrock without a region took `us-east-1`
before version 1, and raises ValueError since, unless the environment or the AWS profile names one.

## Example
```python
import anthropic

client = anthropic.Anthropic()
response = client.completions.create(
    model="claude-2.1",
    max_tokens_to_sample=1024,
    prompt="\\n\\nHuman: Name a river in France.\\n\\nAssistant:",
)
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic()
response = client.messages.create(
    model="claude-sonnet-5-5",
    max_tokens=4096,
    messages=[{"role": "user", "content": "Name a river in France."}],
)
```

## Fix safety
`client.beta.prompt_caching.messages` becomes `client.messages`, which is safe where the version of the SDK is known:
caching has left beta, and the old code could only fail. Everything else is left to the reader.

## References
- [Migration guide of the SDK, 0.x to 1](https://github.com/anthropics/anthropic-sdk-python/blob/main/MIGRATION.md)
- [Changelog of the SDK](https://github.com/anthropics/anthropic-sdk-python/blob/main/CHANGELOG.md)
- [Prompt caching](https://platform.claude.com/docs/en/build-with-claude/prompt-caching)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.editing import comments, replace
from claudelint.findings import Fix, Report, Safety, Severity, Span
from claudelint.linking.project import Construction, File, Known, RemovedUse, Request
from claudelint.rule import Fixable, rule


@rule(
    code="CL801",
    name="removed-api",
    on=File,
    severity=Severity.ERROR,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
)
def removed_api(file: File) -> Iterator[Report]:
    for use in file.removed_uses():
        if use.facts.is_gone(file.sdk.version):
            yield _name_report(file, use)
    for construction in file.constructions:
        yield from _in_construction(construction)
    for request in file.requests:
        yield from _in_request(request)


def _name_report(file: File, use: RemovedUse) -> Report:
    name = use.facts.name
    since = f" since {use.facts.removed_in}" if use.facts.removed_in else ""
    instead = f"; `{use.facts.replacement}` takes its place" if use.facts.replacement else ""
    if use.facts.replacement == "client":
        instead = "; what it had is on the client itself"
    return Report(
        use.span,
        f"`{name}` is gone from the SDK{since}: it raises {use.raises} ({file.sdk.told}){instead}",
        _name_fix(file, use),
        severity=_severity(file),
    )


def _name_fix(file: File, use: RemovedUse) -> Fix | None:
    if use.facts.replacement != "client":
        return None
    text = file.project.text(file.module)
    if (
        use.facts.name != "client.beta.prompt_caching"
        or use.owner is None
        or not use.is_followed
        or any(comments(text, use.owner.end, use.span.end))
    ):
        return Fix("look it up on the client", Safety.SHOWN)
    edit = replace(Span(use.span.file, use.owner.end, use.span.end), "")
    safety = Safety.UNSAFE if file.sdk.assumed else Safety.SAFE
    return Fix("look it up on the client", safety, (edit,), guards=(use.span,))


def _in_construction(made: Construction) -> Iterator[Report]:
    history = made.catalog.history
    facts, constructor = history.construction, history.methods["Anthropic"]
    for name, argument in made.arguments.items():
        if name in constructor.gone and constructor.takes(name, made.sdk.version) is False:
            yield _report(made, argument.span, f"clients take no `{name}` any more: it raises TypeError")
    given = [name for name in facts.exclusive_credentials if made.certainly_given(name)]
    if len(given) > 1 and not made.is_copy and made.sdk.at_least(facts.exclusive_credentials_since):
        named = " and ".join(f"`{name}`" for name in given)
        yield _report(
            made, made.span, f"{named} are given, and a client takes one of them: it raises ValueError"
        )
    retries = made.arguments.get("max_retries")
    if retries is not None and made.sdk.at_least(facts.max_retries_none_rejected_since):
        if retries.value.some(lambda one: isinstance(one, Known) and one.value is None):
            yield _report(made, retries.span, "`max_retries` is None: it raises TypeError")
    needs_region = made.client.kind.platform == "bedrock" and not made.is_copy
    if needs_region and made.sdk.at_least(facts.bedrock_region_required_since) and not made.names_region:
        yield Report(
            made.span,
            "no region is named for Amazon Bedrock: it raises ValueError where neither the environment nor the AWS"
            f" profile names one ({made.sdk.told})",
            severity=Severity.ADVICE,
        )


def _in_request(request: Request) -> Iterator[Report]:
    method = request.method
    if method is None or not method.is_checked or request.client.patched or request.is_batch_item:
        return
    for name in sorted(method.gone - {*request.catalog.removed_parameters, "output_format"}):
        argument = request.arguments.get(name)
        if argument is not None and method.takes(name, request.sdk.version) is False:
            message = f"`{method.path}` takes no `{name}` any more: it raises TypeError"
            yield _report(request, argument.span, message)


def _report(subject: Construction | Request, span: Span, message: str) -> Report:
    return Report(span, f"{message} ({subject.sdk.told})", severity=_severity(subject))


def _severity(subject: File | Construction | Request) -> Severity | None:
    return Severity.WARNING if subject.sdk.assumed else None
