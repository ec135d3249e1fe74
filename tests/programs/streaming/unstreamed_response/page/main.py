"""Opens the page, asks twice, and reads what stands there in the end."""

from streamlit.testing.v1 import AppTest

page = AppTest.from_file("page.py", default_timeout=20).run()
for question in ("Write 30 words about tides.", "Write 20 words about fog."):
    page.chat_input[0].set_value(question).run()
    if page.exception:
        raise SystemExit(f"{page.exception[0].value}")
    print([shown.value for shown in page.markdown])
print(page.session_state.messages)
