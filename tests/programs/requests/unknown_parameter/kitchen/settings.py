# how long a plan is at most, and where it ends
OPTIONS = {"max_completion_tokens": 4096, "stop": ["THE END"]}
