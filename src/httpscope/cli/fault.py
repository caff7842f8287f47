"""The one error of the command line: a sentence for the person, and an exit status."""


class CommandFault(Exception):
    """The command cannot go on; `str()` is one line that says what, where and what to do."""

    def __init__(self, text: str, status: int = 2) -> None:
        super().__init__(text)
        self.status = status
