"""Answers that a route sends while they are written: the code of the fixes, and where they refuse."""

from __future__ import annotations

from textwrap import indent

import pytest
from harness import fix_text
from streaming_code import ASK, FAST_API, FLASK, STARLETTE, TEXT, check_fix, refusal, written


@pytest.mark.parametrize(
    ("head", "before", "after"),
    [
        pytest.param(
            FAST_API,
            """
            @app.post("/ask")
            def ask(question):
                message = ASK
                return message.content[0].text
            """,
            """
            @app.post("/ask")
            def ask(question):
                def pieces():
                    with STREAM as stream:
                        yield from stream.text_stream

                return StreamingResponse(pieces(), media_type="text/plain")
            """,
            id="FastAPI",
        ),
        pytest.param(
            FAST_API,
            """
            @app.post("/ask", response_model=None)
            async def ask(question: str, text: str) -> str:
                if not question:
                    raise ValueError(text)
                message = AASK  # slow
                # all of it
                reply = "".join(block.text for block in message.content if block.type == "text")
                return reply  # done
            """,
            """
            @app.post("/ask", response_model=None)
            async def ask(question: str, text: str) -> StreamingResponse:
                if not question:
                    raise ValueError(text)

                # slow
                # all of it
                async def pieces() -> AsyncIterator[str]:
                    async with ASTREAM as stream:
                        async for chunk in stream.text_stream:
                            yield chunk

                return StreamingResponse(pieces(), media_type="text/plain")  # done
            """,
            id="FastAPI, async, with types",
        ),
        pytest.param(
            FAST_API,
            """
            @app.post("/plain")
            async def plain(question):
                if not question:
                    return PlainTextResponse("no question", status_code=400)
                message = ASK
                return PlainTextResponse(content=message.content[0].text, headers={"X-Kind": "answer"})


            @app.post("/html")
            def html(question):
                return HTMLResponse(ASK.content[0].text)


            @app.post("/typed")
            def typed(question):
                text = ASK.content[0].text
                return Response(text, media_type="text/markdown")
            """,
            """
            @app.post("/plain")
            async def plain(question):
                if not question:
                    return PlainTextResponse("no question", status_code=400)

                def pieces():
                    with STREAM as stream:
                        yield from stream.text_stream

                return StreamingResponse(pieces(), headers={"X-Kind": "answer"}, media_type="text/plain")


            @app.post("/html")
            def html(question):
                def pieces():
                    with STREAM as stream:
                        yield from stream.text_stream

                return StreamingResponse(pieces(), media_type="text/html")


            @app.post("/typed")
            def typed(question):
                def pieces():
                    with STREAM as stream:
                        yield from stream.text_stream

                return StreamingResponse(pieces(), media_type="text/markdown")
            """,
            id="FastAPI, responses",
        ),
        pytest.param(
            STARLETTE,
            """
            async def ask(request):
                question = (await request.json())["question"]
                message = AASK
                return PlainTextResponse(message.content[0].text)


            app = Starlette(routes=[Route("/ask", ask, methods=["POST"])])
            """,
            """
            async def ask(request):
                question = (await request.json())["question"]

                async def pieces():
                    async with ASTREAM as stream:
                        async for text in stream.text_stream:
                            yield text

                return StreamingResponse(pieces(), media_type="text/plain")


            app = Starlette(routes=[Route("/ask", ask, methods=["POST"])])
            """,
            id="Starlette",
        ),
        pytest.param(
            FLASK,
            """
            @app.post("/ask")
            def ask():
                question = request.form["question"]
                message = ASK
                return message.content[0].text


            @app.post("/typed")
            def typed():
                question = request.form["question"]
                message = ASK
                return Response(message.content[0].text, mimetype="text/plain")
            """,
            """
            @app.post("/ask")
            def ask():
                question = request.form["question"]

                def pieces():
                    with STREAM as stream:
                        yield from stream.text_stream

                return Response(pieces())


            @app.post("/typed")
            def typed():
                question = request.form["question"]

                def pieces():
                    with STREAM as stream:
                        yield from stream.text_stream

                return Response(pieces(), mimetype="text/plain")
            """,
            id="Flask",
        ),
    ],
)
def test_sends_the_stream_from_a_route(head: str, before: str, after: str) -> None:
    if "AsyncIterator" in after:
        text = head + written(before)
        expected = "from collections.abc import AsyncIterator\n\n" + head + written(after)
        assert fix_text(text, select=["CL301"], unsafe=True) == expected
        return
    check_fix(head, before, after)


def route(text: str) -> str:
    """A FastAPI route with these lines."""
    lines = text.replace("TEXT", TEXT).split("\n")
    return '@app.post("/ask")\ndef ask(question):\n' + "".join(f"    {line}\n" for line in lines)


def view(module: str, base: str, text: str) -> str:
    """A class of Flask or an extension of it whose `get` has these lines."""
    method = route(text).partition("\n")[2].replace("def ask(", "def get(self, ")
    return f"from {module} import {base}\n\n\nclass Asking({base}):\n{indent(method, '    ')}"


@pytest.mark.parametrize(
    ("head", "text", "reason"),
    [
        (FAST_API, route("message = ASK\nreturn TEXT.strip()"), "more than the text of the answer"),
        (FLASK, route("message = ASK\nreturn f'<p>{TEXT}</p>'"), "more than the text of the answer"),
        (FAST_API, route("message = ASK\nreturn PlainTextResponse(TEXT.strip())"), "more than the text"),
        (FAST_API, route("message = ASK\nreturn PlainTextResponse(TEXT, 201)"), "arguments by position"),
        (FAST_API, route("try:\n    message = ASK\n    return TEXT\nfinally:\n    pass"), "the `try`"),
        (FAST_API, route("with lock:\n    message = ASK\n    return TEXT"), "the `with`"),
        (FAST_API, route("yield 1\nmessage = ASK\nreturn TEXT"), "is a generator"),
        (FAST_API, route("for _ in 'ab':\n    message = ASK\n    return TEXT"), "in a loop"),
        (FAST_API, route("message = ASK\nprint(message.usage)\nreturn TEXT"), "right after the call"),
        (
            FAST_API,
            route("message = ASK\ntext = TEXT\nlog.append(text)\nreturn text"),
            "right after the call",
        ),
        (FAST_API, route("if question:\n    message = ASK\nreturn TEXT"), "right after the call"),
        (FAST_API, "@logged\n" + route("message = ASK\nreturn TEXT"), "another decorator"),
        (
            FAST_API,
            route("message = ASK\nreturn TEXT").replace('"/ask"', '"/ask", response_model=str'),
            "`response_model`",
        ),
        (
            FAST_API,
            route("message = ASK\nreturn TEXT").replace('"/ask"', '"/ask", response_class=PlainTextResponse'),
            "`response_class`",
        ),
        (
            FAST_API,
            route("message = ASK\nreturn TEXT").replace('"/ask"', '"/ask", status_code=201'),
            "`status_code`",
        ),
        (FAST_API, route("message = ASK\nreturn TEXT").replace('"/ask"', '"/ask", **more'), "`**`"),
        (
            FAST_API,
            route("message = ASK\nreturn TEXT").replace("(question)", "(question, answer: Response)"),
            "response parameter",
        ),
        (
            FAST_API,
            route("message = ASK\nreturn TEXT").replace("question)", "question: UploadFile)"),
            "closed",
        ),
        (
            FAST_API,
            route("message = ASK\nreturn TEXT").replace("ASK", ASK.replace("question}", "str(locals())}")),
            "depends on the function",
        ),
        (
            FLASK,
            view("flask_restful", "Resource", "message = ASK\nreturn TEXT"),
            "the class of the route",
        ),
        (
            FAST_API,
            route("message = ASK\nreturn TEXT").replace("(question)", "(question) -> object"),
            "returns something else",
        ),
        (
            FAST_API,
            route("if not question:\n    return ''\nmessage = ASK\nreturn TEXT").replace(
                "(question)", "(question) -> str"
            ),
            "other returns",
        ),
        (
            FAST_API,
            route("message = ASK\nreturn TEXT").replace("question)", "question=Depends(asked))"),
            "`question` may be closed",
        ),
        (
            FAST_API + "def asked():\n    yield 1\n\n\n",
            route("message = ASK\nreturn TEXT").replace("question)", "question=Depends(asked))"),
            "`question` may be closed",
        ),
        (
            FAST_API,
            route("message = ASK\nreturn TEXT").replace("question)", "question: str)") + "\n\nIterator = 1\n",
            "`Iterator` stands for something else",
        ),
        (
            FAST_API,
            route("message = ASK\nreturn TEXT").replace("ASK", ASK.replace("question}", "(q := question)}")),
            "named",
        ),
        (FLASK, route("message = ASK\nreturn TEXT").replace("def", "async def"), "Flask runs an async route"),
        (
            FLASK,
            route("message = ASK\nreturn TEXT").replace(
                "ASK", ASK.replace(": question", ': request.form["q"]')
            ),
            "answers the request with an error",
        ),
        (
            FLASK,
            route("message = ASK\nreturn TEXT").replace(
                "ASK", ASK.replace(": question", ': request.json["q"]')
            ),
            "answers the request with an error",
        ),
    ],
)
def test_refuses_to_send_the_stream(head: str, text: str, reason: str) -> None:
    assert reason in refusal(head, text).partition("by hand: ")[2]


@pytest.mark.parametrize(
    ("head", "returned", "reason"),
    [
        (FAST_API, "{'text': TEXT}", "returned as a part of something else"),
        (FAST_API, "JSONResponse(TEXT)", "`JSONResponse` takes no stream"),
        (FAST_API, "JSONResponse({'text': TEXT})", "`JSONResponse` takes no stream"),
        (FLASK, "jsonify(TEXT)", "`jsonify` takes no stream"),
        (FLASK, "(TEXT, 200)", "returned as a part of something else"),
    ],
)
def test_an_answer_within_something_else_is_left_alone(head: str, returned: str, reason: str) -> None:
    title = refusal(head, route(f"message = ASK\nreturn {returned}"))
    assert reason in title.partition("by hand: ")[2]


def test_a_route_that_other_code_calls_is_left_alone() -> None:
    text = route("message = ASK\nreturn TEXT") + '\n\nprint(ask("What is a reef?"))\n'
    assert "by hand: other code calls the function" in refusal(FAST_API, text)


def test_a_route_that_gets_the_text_from_another_function_is_left_alone() -> None:
    asked = "def asked(question):\n    message = ASK\n    return TEXT\n\n\n".replace("TEXT", TEXT)
    title = refusal(FAST_API, asked + route("return asked(question)"))
    assert "by hand: the text is returned in `ask`, and the request is sent elsewhere" in title


@pytest.mark.parametrize(
    ("value", "wrapped"),
    [
        ("question", False),
        ("request.args", True),
        ('request.args.get("q")', True),
        ('session["q"]', True),
        ("g.question", True),
        ("asked()", True),
    ],
)
def test_keeps_the_context_of_flask_that_the_request_needs(value: str, wrapped: bool) -> None:
    text = route("message = ASK\nreturn TEXT").replace("ASK", ASK.replace(": question", f": {value}"))
    fixed = fix_text(FLASK + text, select=["CL301"], unsafe=True)
    assert ("Response(stream_with_context(pieces()))" in fixed) is wrapped
    assert ("Response(pieces())" in fixed) is not wrapped
    assert ("from flask import stream_with_context\n" in fixed) is wrapped


def test_a_view_of_flask_answers_with_a_stream() -> None:
    text = view("flask.views", "MethodView", "message = ASK\nreturn TEXT")
    assert "return Response(pieces())" in fix_text(FLASK + written(text), select=["CL301"], unsafe=True)


def test_imports_what_is_not_there_yet() -> None:
    head = (
        "import anthropic\nimport flask\n\nclient = anthropic.Anthropic()\napp = flask.Flask(__name__)\n\n\n"
    )
    text = route("return ASK.content[0].text").replace("(question)", "(question: str) -> str")
    fixed = fix_text(head + written(text), select=["CL301"], unsafe=True)
    assert fixed.startswith(
        "from collections.abc import Iterator\n\nimport anthropic\nimport flask\nfrom flask import Response\n"
    )
    assert "def ask(question: str) -> Response:\n    def pieces() -> Iterator[str]:\n" in fixed
    assert fixed.endswith("\n\n    return Response(pieces())\n")


def test_a_dependency_that_just_returns_may_be_used() -> None:
    head = FAST_API + "def asked():\n    return 1\n\n\n"
    text = route("message = ASK\nreturn TEXT").replace("question)", "question=Depends(asked))")
    assert "StreamingResponse(pieces()" in fix_text(head + written(text), select=["CL301"], unsafe=True)
