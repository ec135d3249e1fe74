MODEL = "claude-opus-5.5"
