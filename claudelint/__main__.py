"""`python -m claudelint` is the same command as `claudelint`."""

from claudelint.cli import main

if __name__ == "__main__":
    main(prog_name="claudelint")
