"""Asks the app for a route, through its test client."""

from fastapi.testclient import TestClient
from routes import app

print(TestClient(app).get("/route", params={"start": "Brest", "end": "Nantes"}).json())
