PARAMS = {
    "model": "claude-opus-5-5",
    "max_tokens": 4000,
    "speed": "fast",
    "messages": [{"role": "user", "content": "Name a lake."}],
}
