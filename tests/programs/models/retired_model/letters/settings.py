import os

MODEL = os.environ.get("LETTER_MODEL", "claude-opus-4-20250514")
