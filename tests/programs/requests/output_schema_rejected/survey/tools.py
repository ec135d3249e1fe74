STORE = {
    "name": "store",
    "description": "Stores the length of a river.",
    "strict": True,
    "input_schema": {
        "type": "object",
        "properties": {"length": {"type": "integer"}},
        "required": ["length"],
        "additionalProperties": True,
    },
}
