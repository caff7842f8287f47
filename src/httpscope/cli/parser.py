"""A parser of arguments whose faults are told as all others of the command line are."""

import argparse
from typing import NoReturn

from httpscope.cli.fault import CommandFault


class Parser(argparse.ArgumentParser):
    """Raises CommandFault where argparse would print its usage and exit."""

    def error(self, message: str) -> NoReturn:
        """Raise what is wrong."""
        raise CommandFault(f"{message} ({self.prog} --help tells all)")
