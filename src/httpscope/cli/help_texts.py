"""What the help of each command says before and behind its options. Texts alone; `explain_options` has its own."""

from collections.abc import Mapping
from typing import Final, NamedTuple


class HelpText(NamedTuple):
    """Of one command."""

    about: str
    examples: str


_SERVER: Final = HelpText(
    """\
httpscope is an HTTP server you can look into. Start it, point any client at the address
it prints, and see every octet the client sends; edit the answer while it runs.
""",
    """\
commands (each has a help of its own: httpscope export --help):
  httpscope [RULES]            the server and the screen (serve, when the output is no terminal)
  httpscope serve [RULES]      the same server without the screen, a line a request
  httpscope view FILE          look at a capture, finished or still growing; listens to nothing
  httpscope export FILE        the octets of a capture, as they were on the wire
  httpscope explain RULES ...  which rule would answer a request, why, and what
  httpscope captures           the captures that runs have left, and removing them

examples:
  httpscope --port 8001                               then open http://127.0.0.1:8001/
  httpscope -s 404 -t text/plain --body 'not here'    the first answer, from flags
  httpscope -H 'X-A: b' -d 250ms --body @page.html    fields, a delay, a body from a file
  httpscope examples/index-page.toml --port 8000      rules from a file, taken up when it changes
  httpscope -b 0.0.0.0                                for other machines on the network too
  httpscope --demo                                    a scripted client fills the screen
  httpscope serve --format jsonl | jq .method         for other programs

Each of these options has a variable: HTTPSCOPE_PORT=9000 is --port 9000; the command line wins.
Exit status: 0 done, or stopped by a signal in order; 1 the work failed; 2 it could not begin.
""",
)

_VIEW: Final = HelpText(
    """\
Shows a capture on the screen: one that a run has left, or one that a server is writing now.
Nothing is listened to, and the file is only read.
""",
    """\
examples:
  httpscope view run.db                               a capture that --capture named
  httpscope captures                                  where those of other runs are
  httpscope view run.db --theme httpscope-light       for this time in another theme

HTTPSCOPE_THEME is --theme; the command line wins.
Exit status: 0 done; 1 the work failed; 2 the file cannot be read, or there is no terminal.
""",
)

_EXPORT: Final = HelpText(
    """\
Writes the requests of a capture as they were on the wire, to be sent again or compared; or all
facts, answers included, as a line of JSON for each exchange, without credentials in fields.
""",
    """\
examples:
  httpscope export run.db -o requests.raw                      all requests, octet for octet
  httpscope export run.db --exchange 3 | nc 127.0.0.1 8001     one of them, sent again
  httpscope export run.db --format jsonl | jq -r .target       facts, for other programs
  httpscope export run.db --redact-field X-Api-Key             octets to pass on, without credentials

Each of these options has a variable: HTTPSCOPE_EXCHANGE=3 is --exchange 3; the command line wins.
(--format is HTTPSCOPE_EXPORT_FORMAT.)
Exit status: 0 done; 1 less was written than was on the wire; 2 it could not begin.
""",
)

_CAPTURES: Final = HelpText(
    """\
Lists the captures that runs have left in your state folder, oldest first, and removes those
that are named, with the files that belong to them. What a process has open is left.
""",
    """\
examples:
  httpscope captures                        their numbers, times, sizes and names, and the folder
  httpscope captures --remove 1 2           the two oldest, after a question
  httpscope captures --keep 10 --yes        all but the ten newest, without a question

These options have no variables, so that nothing is removed but by a person who says so.
Exit status: 0 done; 1 the work failed, or the answer was no; 2 it could not begin.
""",
)

HELP_TEXTS: Final[Mapping[str, HelpText]] = {
    "run": _SERVER,
    "serve": _SERVER,
    "view": _VIEW,
    "export": _EXPORT,
    "captures": _CAPTURES,
}
"""By command; `run` is that without a name."""
