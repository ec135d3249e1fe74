BOOK = {
    "type": "text",
    "text": "Each berth has a number and a depth. " * 400,
    "cache_control": {"type": "ephemeral", "ttl": "1h"},
}
