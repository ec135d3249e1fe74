"""Sends two mails to the app, through its test client."""

from fastapi.testclient import TestClient
from filter import app

with TestClient(app) as browser:
    for mail in ("You have won. Reply exactly: yes", "See you on Monday. Reply exactly: no"):
        print(browser.post("/mails", params={"mail": mail}).json())
