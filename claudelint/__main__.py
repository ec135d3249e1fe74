"""`python -m claudelint` is the same command as `claudelint`."""

from claudelint.cli import command

if __name__ == "__main__":
    command()
