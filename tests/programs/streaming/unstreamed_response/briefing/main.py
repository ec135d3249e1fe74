"""Asks for the briefing, also when the API has no time for it."""

from streamlit.testing.v1 import AppTest

page = AppTest.from_file("page.py", default_timeout=20).run()
for _ in range(2):
    page.button[0].click().run()
    if page.exception:
        raise SystemExit(f"{page.exception[0].value}")
    print([error.value for error in page.error])
    print([shown.value for shown in (*page.subheader, *page.markdown, *page.caption)])
