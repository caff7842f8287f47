"""`python -m httpscope`, and the entry point of the installed command."""

import sys


def main() -> int:
    """Run the command line and give its exit status."""
    from httpscope.cli import main as run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
