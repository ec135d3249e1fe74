"""Opens the page, types a question, and reads the answer."""

from streamlit.testing.v1 import AppTest

page = AppTest.from_file("page.py", default_timeout=20).run()
page.text_input[0].set_value("What is the capital of Norway?").run()
if page.exception:
    raise SystemExit(f"{page.exception[0].value}")
print(page.markdown[0].value)
