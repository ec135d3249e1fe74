"""Puts questions to the desk, through the test client."""

from desk import app

browser = app.test_client()
for language, question in (("English", "How long may I stay?"), ("French", "What does it cost?")):
    print(browser.post("/questions", query_string={"language": language}, data=question).text)
