"""The one exception of the store."""


class CaptureFault(Exception):
    """A capture cannot be written or read: its text is one sentence or two for a person, path and remedy included."""

    def __init__(self, text: str, *, full: bool = False, damaged: bool = False) -> None:
        """Keep the text.

        `full` tells that there is no room, so that the same commit may work later; `damaged` that the file may be a
        capture of which something can still be read.
        """
        super().__init__(text)
        self.full = full
        self.damaged = damaged
