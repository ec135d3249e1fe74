"""What the clerk reads from."""

HANDBOOK = "Ships of more than forty metres keep to the northern channel and report to the master. " * 120
