"""Asks the board, through the test client."""

from board import app

print(app.test_client().get("/answer", query_string={"question": "Who sails today?"}).text)
