"""Answers that a page of Streamlit shows while they are written: the code of the fixes, and where they refuse."""

from __future__ import annotations

import pytest
from harness import fix_text
from streaming_code import PAGE, TEXT, check_fix, refusal, written


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            """
            if question:
                message = ASK  # ask
                # show
                st.markdown(message.content[0].text)  # now
            """,
            """
            if question:
                with STREAM as stream:  # ask
                    # show
                    st.write_stream(stream.text_stream)  # now
            """,
            id="shown after the call",
        ),
        pytest.param(
            """
            if question:
                message = ASK

                # the text of it
                text = message.content[0].text
                with st.chat_message("assistant"):
                    st.markdown(text)

                # for the next turn
                st.session_state.messages.append({"role": "assistant", "content": text})
            """,
            """
            if question:
                with STREAM as stream:
                    # the text of it
                    with st.chat_message("assistant"):
                        text = st.write_stream(stream.text_stream)

                # for the next turn
                st.session_state.messages.append({"role": "assistant", "content": text})
            """,
            id="in a message further down, and kept after",
        ),
        pytest.param(
            """
            if question:
                with st.chat_message("assistant"):
                    message = ASK
                    st.write(message.content[0].text)
                st.session_state.messages.append({"role": "assistant", "content": message.content})
                st.caption(f"{message.usage.output_tokens} tokens")
            """,
            """
            if question:
                with st.chat_message("assistant"):
                    with STREAM as stream:
                        st.write_stream(stream.text_stream)
                        message = stream.get_final_message()
                st.session_state.messages.append({"role": "assistant", "content": message.content})
                st.caption(f"{message.usage.output_tokens} tokens")
            """,
            id="the message is read after",
        ),
        pytest.param(
            """
            if question:
                message = ASK
                reply = "".join(block.text for block in message.content if block.type == "text")
                # for the next turn
                st.session_state.messages.append({"role": "assistant", "content": reply})
                # show it
                st.chat_message("assistant").write(reply)
                st.divider()
            """,
            """
            if question:
                with STREAM as stream:
                    reply = st.chat_message("assistant").write_stream(stream.text_stream)
                # for the next turn
                st.session_state.messages.append({"role": "assistant", "content": reply})
                # show it
                st.divider()
            """,
            id="kept before it is shown",
        ),
        pytest.param(
            """
            if question:
                with st.spinner("Thinking"):
                    message = ASK
                    st.session_state.asked += 1
                st.subheader("Answer")

                st.markdown(message.content[0].text)
                st.divider()
            """,
            """
            if question:
                with st.spinner("Thinking"):
                    with STREAM as stream:
                        st.session_state.asked += 1
                        st.subheader("Answer")

                        st.write_stream(stream.text_stream)
                st.divider()
            """,
            id="asked in a spinner, shown below",
        ),
        pytest.param(
            """
            def answer(question: str) -> None:
                try:
                    with st.spinner("Thinking"):
                        text = ASK.content[0].text
                        st.markdown(text)
                except anthropic.APIError as error:
                    st.error(str(error))


            answer(question)
            """,
            """
            def answer(question: str) -> None:
                try:
                    with st.spinner("Thinking"):
                        with STREAM as stream:
                            st.write_stream(stream.text_stream)
                except anthropic.APIError as error:
                    st.error(str(error))


            answer(question)
            """,
            id="all of it in a try",
        ),
        pytest.param(
            """
            if question:
                st.markdown(ASK.content[0].text)
            """,
            """
            if question:
                with STREAM as stream:
                    st.write_stream(stream.text_stream)
            """,
            id="shown by the statement of the call",
        ),
        pytest.param(
            """
            if question:
                message = ASK
                with st.chat_message("assistant"): st.markdown(message.content[0].text)
                print(message.id)
            """,
            """
            if question:
                with STREAM as stream:
                    with st.chat_message("assistant"): st.write_stream(stream.text_stream)
                    message = stream.get_final_message()
                print(message.id)
            """,
            id="in a message of one line",
        ),
        pytest.param(
            """
            place = st.empty()
            if question:
                message = ASK
                message = message.content[0].text
                place.markdown(message)
                print(message)
            """,
            """
            place = st.empty()
            if question:
                with STREAM as stream:
                    message = place.write_stream(stream.text_stream)
                print(message)
            """,
            id="a place of its own, one name for both",
        ),
        pytest.param(
            """
            if st.button("Ask"):
                message = ASK
                st.write(message.content[0].text)
            if st.button("Ask again"):
                with st.spinner("Thinking"):
                    message = ASK
                st.write(message.content[0].text)
            """,
            """
            if st.button("Ask"):
                with STREAM as stream:
                    st.write_stream(stream.text_stream)
            if st.button("Ask again"):
                with st.spinner("Thinking"):
                    with STREAM as stream:
                        st.write_stream(stream.text_stream)
            """,
            id="another answer of the same name",
        ),
        pytest.param(
            """
            for question in st.session_state.questions:
                message = ASK
                if message:
                    pass
            """,
            """
            for question in st.session_state.questions:
                message = ASK
                if message:
                    pass
            """,
            id="not shown",
        ),
    ],
)
def test_shows_the_stream_on_a_page(before: str, after: str) -> None:
    check_fix(PAGE, before, after)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("from streamlit import markdown\nmessage = ASK\nmarkdown(TEXT)", "not called as a method"),
        ("message = ASK\nst.write('Bot:', TEXT)", "more than the text is handed"),
        ("message = ASK\nst.markdown(TEXT, unsafe_allow_html=True)", "more than the text is handed"),
        ("message = ASK\nst.markdown(TEXT.strip())", "more than the text of the answer"),
        ("message = ASK\nst.markdown(f'**{TEXT}**')", "more than the text of the answer"),
        ("st.markdown(ASK.content[0].text.strip())", "more than the text of the answer"),
        ("shown = [st.markdown(ASK.content[0].text)]", "longer statement"),
        ("message = ASK\nshown = st.markdown(TEXT)", "longer statement"),
        ("message = ASK\nif question:\n    st.markdown(TEXT)", "is decided after the call"),
        ("message = ASK\nfor one in 'ab':\n    st.markdown(TEXT)", "is decided after the call"),
        (
            "message = ASK\nwith st.container():\n    st.divider()\n    st.markdown(TEXT)",
            "other statements stand beside",
        ),
        ("if question:\n    message = ASK\nst.markdown(TEXT)", "not shown in the block"),
        ("try:\n    message = ASK\nfinally:\n    pass\nst.markdown(TEXT)", "outside the `try`"),
        (
            "with st.spinner(''):\n    with st.spinner('a'):\n        message = ASK\n    st.divider()\nst.markdown(TEXT)",
            "outside the `with`",
        ),
        ("with st.status('Asking'):\n    message = ASK\nst.markdown(TEXT)", "outside the `with`"),
        ("message = ASK\nif message.stop_reason == 'x':\n    st.stop()\nst.markdown(TEXT)", "is read before"),
        ("message = ASK\ntext = TEXT\ntext = text or 'none'\nst.markdown(text)", "is changed before"),
        ("message = ASK\nst.session_state.m.append(TEXT)\nst.divider()\nst.markdown(TEXT)", "stands before"),
        (
            "with st.spinner('a'):\n    message = ASK\n    st.session_state.m.append(TEXT)\nst.markdown(TEXT)",
            "is read before",
        ),
        (
            "message = ASK\nst.session_state.keys.append(TEXT)\n"
            "with st.container(key=st.session_state.keys):\n    st.markdown(TEXT)",
            "depends on what is done before",
        ),
        ("message = ASK\nasked = message.id\nmessage = TEXT\nst.markdown(message)", "one name"),
        ("message = ASK\nmessage.content = []\nst.markdown(TEXT)", "is changed before"),
        ("message = other = ASK\nst.markdown(TEXT)", "not assigned to a name"),
    ],
)
def test_refuses_to_show_the_stream(text: str, reason: str) -> None:
    assert reason in refusal(PAGE, text.replace("TEXT", TEXT)).partition("by hand: ")[2]


def test_a_page_with_an_async_client_is_left_alone() -> None:
    head = PAGE.replace("import streamlit", "import asyncio\nimport streamlit").replace(
        "client = anthropic.Anthropic()", "asynchronous = anthropic.AsyncAnthropic()"
    )
    text = """
    async def answer(question):
        message = AASK
        st.markdown(message.content[0].text)


    asyncio.run(answer(question))
    """
    assert "a sync client" in refusal(head, text)


@pytest.mark.parametrize("function", ["info", "success", "caption"])
def test_text_in_a_frame_is_left_alone(function: str) -> None:
    assert f"by hand: `{function}` takes no stream" in refusal(PAGE, f"message = ASK\nst.{function}({TEXT})")


def test_text_that_goes_through_a_function_is_left_alone() -> None:
    shown = "def show(text):\n    st.markdown(text)\n\n\nmessage = ASK\n"
    title = refusal(PAGE, f"{shown}show({TEXT})")
    assert "by hand: the text is shown in `show`, and the request is sent elsewhere" in title


def test_text_from_a_function_is_left_alone() -> None:
    asked = f"def asked():\n    message = ASK\n    return {TEXT}\n\n\nst.markdown(asked())\n"
    assert "by hand: the text is shown at the top, and the request is sent elsewhere" in refusal(PAGE, asked)


def test_text_that_a_function_prints_is_left_alone() -> None:
    chat = (
        "import anthropic\n\nclient = anthropic.Anthropic()\n\n\ndef say(text):\n    print(text)\n\n\n"
        "while True:\n    question = input()\n    message = ASK\n"
    )
    title = refusal("", f"{chat}    say({TEXT})\n")
    assert "by hand: the text is printed in `say`, and the request is sent elsewhere" in title


@pytest.mark.parametrize(
    ("later", "kept"),
    [
        ("print(message.id)", True),
        ("if question:\n    print(message.id)", True),
        ("message = None\nprint(message)", False),
        ("if question:\n    message = None\nelse:\n    message = 1\nprint(message)", False),
        ("if question:\n    message = None\nprint(message)", True),
        ("with st.spinner(''):\n    message = 1\nprint(message)", False),
        ("message += 1", True),
        ("message = message.id", True),
        ("def show():\n    print(message.id)", True),
        ("def show(message):\n    print(message.id)", False),
        ("def show(message=message):\n    print(message.id)", True),
        ("def show():\n    message = 1\n    print(message)", False),
        ("show = lambda: message.id", True),
        ("show = lambda message: message.id", False),
        ("class Show:\n    shown = message", True),
        ("try:\n    message = 1\nexcept ValueError:\n    pass\nprint(message)", True),
    ],
)
def test_the_message_is_kept_where_it_is_read_later(later: str, kept: bool) -> None:
    fixed = fix_text(
        PAGE + written(f"message = ASK\nst.write({TEXT})\n{later}\n"), select=["CL301"], unsafe=True
    )
    assert "write_stream" in fixed
    assert ("get_final_message" in fixed) is kept


def test_the_message_is_kept_where_the_loop_reads_it() -> None:
    text = "message = None\nwhile question:\n    print(message)\n    message = ASK\n    st.write(message.content[0].text)\n"
    fixed = fix_text(PAGE + written(text), select=["CL301"], unsafe=True)
    assert "        message = stream.get_final_message()" in fixed
    fixed = fix_text(PAGE + written(text.replace("    print(message)\n", "")), select=["CL301"], unsafe=True)
    assert "write_stream" in fixed
    assert "get_final_message" not in fixed
