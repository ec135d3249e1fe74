"""Asks the desk, through the test client."""

from desk import app
from fastapi.testclient import TestClient

with TestClient(app, raise_server_exceptions=True) as browser:
    print(browser.get("/hours", params={"day": "Monday"}).json())
