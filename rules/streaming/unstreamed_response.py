"""A person waits for the whole of an answer that could be shown while it is written.

## What it does
Reports requests that are not streamed although they are reached, directly or through other functions, from where a
person waits and the text of the answer goes: a web route that returns it, a page or chat that shows it, a loop in
the terminal that reads what is typed and prints the answer.

## Why is this bad?
Without a stream nothing shows until the last token is written. A stream takes as long in all, but the text can be
read from its beginning while the rest is still being written, and a long one keeps the connection alive.

## Example
```python
import anthropic

client = anthropic.Anthropic()
while True:
    message = client.messages.create(
        model="claude-sonnet-5-5",
        max_tokens=16000,
        messages=[{"role": "user", "content": input("> ")}],
    )
    text = "".join(block.text for block in message.content if block.type == "text")
    print(text)
```

## Use instead
```python
import anthropic

client = anthropic.Anthropic()
while True:
    with client.messages.stream(
        model="claude-sonnet-5-5",
        max_tokens=16000,
        messages=[{"role": "user", "content": input("> ")}],
    ) as stream:
        for text in stream.text_stream:
            print(text, end="", flush=True)
        print()
```

## Fix safety
Unsafe: what is printed, shown or sent comes in pieces, and an answer that breaks off has been shown in part.

- Terminals: the text has to be printed right after the call.
- Streamlit: `st.write`, `st.markdown` and `st.text` of the bare text become `st.write_stream`, which Streamlit has
  since 1.31 and which shows Markdown. What stands between the call and it is done while the stream is open.
- FastAPI, Starlette and Flask: routes that return the bare text, or a plain response of it, return a streaming
  response. The request is sent, and its arguments are worked out, once the route has returned and the response has
  begun: an error cannot change the status any more, and no handler of errors answers for it. FastAPI sends
  `text/plain` where it sent a string of JSON; the other media types stay. Whoever reads the response should take it
  in pieces.

Only shown, with the reason, for all else: other frameworks, JSON, answers that are saved or counted before they are
returned, a `try` around the call of a route, a text that goes through another function before it is printed or returned.

## References
- [Streaming messages](https://platform.claude.com/docs/en/build-with-claude/streaming)
- [Reducing latency](https://platform.claude.com/docs/en/test-and-evaluate/strengthen-guardrails/reduce-latency)
"""

from __future__ import annotations

from collections.abc import Iterator

from claudelint.findings import Fix, Plan, Related, Report, Safety, Severity
from claudelint.linking.project import Delivery, Path, Request, Surface
from claudelint.rule import Fixable, rule

# an answer of so few tokens is there before anyone could read its beginning
_SHORT_ANSWER = 256


@rule(
    code="CL301",
    name="unstreamed-response",
    on=Path,
    severity=Severity.WARNING,
    fix=Fixable.SOMETIMES,
    since="0.1.0",
)
def unstreamed_response(path: Path) -> Iterator[Report]:
    request, surface = path.request, path.way.surface
    if surface is None or not surface.person_waits or not surface.can_stream:
        return
    if request.kind != "create" or request.streams is not False or request.client.patched:
        return
    if _is_short(request) or request.asks_for_json or path.has_streaming_twin or request.is_in_test:
        return
    delivery = path.delivery
    if delivery is None:
        return
    yield Report(
        request.span,
        _message(request, surface),
        _fix(path, surface, delivery),
        (
            Related(surface.place, "a person waits here"),
            Related(delivery.place, f"the text of the answer is {delivery.kind} here"),
        ),
    )


def _is_short(request: Request) -> bool:
    limit = request.number("max_tokens")
    return (limit is not None and limit <= _SHORT_ANSWER) or request.answer_need is not None


def _message(request: Request, surface: Surface) -> str:
    limit = request.number("max_tokens")
    size = "the whole answer" if limit is None else f"the whole answer, up to {limit:,} tokens,"
    places = {
        "terminal": f"in the terminal chat {request.project.place_words(surface.place, request.module)}",
        "streamlit": "on the Streamlit page",
        "web": f"at the {surface.name}",
    }
    place = places.get(surface.kind, f"at `{surface.name}`")
    return f"a person waits for {size} {place}: nothing shows before its last token is written, as it is not streamed"


_BY_SURFACE = {
    "terminal": "print the pieces of `stream.text_stream` as they arrive",
    "streamlit": "show `stream.text_stream` with `st.write_stream`",
    "gradio": "make the function a generator that yields the text so far",
    "chainlit": "send each piece of `stream.text_stream` with `stream_token`",
}
_BY_FRAMEWORK = {
    "FastAPI": "return a `StreamingResponse` over `stream.text_stream`",
    "Starlette": "return a `StreamingResponse` over `stream.text_stream`",
    "Flask": "return a `Response` over a generator of `stream.text_stream`",
    "Quart": "return a generator of `stream.text_stream`",
    "Django": "return a `StreamingHttpResponse` over `stream.text_stream`",
}


# what shows a text, or makes a response of it, as a stream can be shown and sent
_SHOWING = frozenset({"write", "markdown", "text"})
_SENDING = {
    "FastAPI": frozenset({"", "PlainTextResponse", "HTMLResponse", "Response"}),
    "Starlette": frozenset({"PlainTextResponse", "HTMLResponse", "Response"}),
    "Flask": frozenset({"", "Response"}),
}


def _fix(path: Path, surface: Surface, delivery: Delivery) -> Fix:
    request = path.request
    is_beside = delivery.module is request.module and delivery.scope == request.call.scope
    framework = surface.framework if delivery.kind == "returned" else ""
    default = "send the pieces of `stream.text_stream` as they arrive"
    what = _BY_SURFACE.get(surface.kind) or _BY_FRAMEWORK.get(framework, default)
    title = f"use `messages.stream` and {what}"
    taker = None if delivery.taker is None else delivery.taker.rpartition(".")[2]
    if surface.kind == "terminal" and is_beside:
        return _rewrite(request, "print the answer while it is written", "stream-terminal")
    if surface.kind == "streamlit" and is_beside and taker in _SHOWING:
        shown = (("shown_start", delivery.place.start), ("shown_end", delivery.place.end))
        return _rewrite(request, title, "stream-page", shown)
    if path.is_delivered_at_once and taker is not None and taker in _SENDING.get(framework, ()):
        details = (("framework", framework), ("response", delivery.taker or ""))
        return _rewrite(request, title, "stream-route", details)
    title = f"{title} (by hand: {_obstacle(path, surface, delivery)})"
    return Fix(title, Safety.SHOWN, guards=(request.span,))


def _obstacle(path: Path, surface: Surface, delivery: Delivery) -> str:
    """Why no rewrite is tried."""
    request, taker = path.request, delivery.taker
    is_of_module = delivery.module is request.module
    if not is_of_module or delivery.scope != request.call.scope:
        place = f"in `{delivery.function}`" if delivery.function else "at the top"
        where = "" if is_of_module else " of another module"
        return f"the text is {delivery.kind} {place}{where}, and the request is sent elsewhere"
    if surface.kind not in ("web", "streamlit") or delivery.kind == "sent":
        return "pieces are not sent there as a whole text is"
    if surface.kind == "web" and surface.framework not in _SENDING:
        return f"routes of {surface.framework} are not rewritten"
    if taker is None:
        return f"the text is {delivery.kind} as a part of something else"
    takers = _SHOWING if surface.kind == "streamlit" else _SENDING[surface.framework]
    if taker.rpartition(".")[2] not in takers:
        return f"`{taker.rpartition('.')[2]}` takes no stream" if taker else "the bare text is returned"
    return "other code calls the function and gets the whole text"


def _rewrite(
    request: Request, title: str, kind: str, details: tuple[tuple[str, str | int | bool], ...] = ()
) -> Fix:
    known = (("asynchronous", request.client.kind.is_async), ("keywords_known", not request.open_ended))
    plan = Plan(kind, request.span, (*known, *details))
    return Fix(title, Safety.UNSAFE, plan=plan, guards=(request.span,))
