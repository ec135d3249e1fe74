"""Asks the board, and prints the answer as it comes."""

from board import app

got = app.test_client().get("/answer", query_string={"question": "Write 60 words about tides."})
print(got.status_code, got.content_type)
for piece in got.iter_encoded():
    print(piece.decode(), end="", flush=True)
print()
