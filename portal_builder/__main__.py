"""`python -m portal_builder` is the command `portal`."""

from portal_builder.cli import main

if __name__ == "__main__":
    main()
