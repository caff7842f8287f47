"""The options about captures: how long they are kept, how safely they are written, and which are to go."""

import argparse

from httpscope.cli import value


def add_kept(parser: argparse.ArgumentParser) -> None:
    """Add what a server can be told about its capture and those before it."""
    kept = parser.add_argument_group("what is kept")
    kept.add_argument(
        "-w", "--capture", metavar="FILE", help="name the capture file; default: one a run, in your state folder"
    )
    kept.add_argument(
        "--no-store",
        action="store_const",
        const=True,
        help="keep nothing: the capture is in a private folder, in memory where there is one, and goes with the run",
    )
    kept.add_argument(
        "--keep",
        type=value.captures_kept,
        metavar="N",
        help="remove the oldest captures in that folder, so that N are left; default: none is ever removed",
    )
    kept.add_argument(
        "--keep-requests",
        type=value.requests_kept,
        metavar="N",
        help="keep so many of the newest requests of this run, or few more, and remove older ones; default: all stay",
    )
    kept.add_argument(
        "--keep-size",
        type=value.size_kept,
        metavar="SIZE",
        help="remove the oldest requests of this run where its capture gets larger than this, such as 1GiB",
    )
    kept.add_argument(
        "--durable",
        action="store_const",
        const=True,
        help="have each request on the disk before it is answered: it outlives a power cut, and is slower",
    )


def add_chosen(parser: argparse.ArgumentParser) -> None:
    """Add what the command `captures` can be told."""
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--remove", nargs="+", metavar="NAME", help="remove these, by the names or numbers in the list")
    which.add_argument(
        "--keep", dest="remove_but", type=value.captures_left, metavar="N", help="remove all but the newest N"
    )
    parser.add_argument("-y", "--yes", action="store_const", const=True, help="remove without asking")
