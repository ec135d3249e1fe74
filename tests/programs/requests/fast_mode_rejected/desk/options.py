OPTIONS = {"model": "claude-opus-5", "max_tokens": 4000, "speed": "fast"}
