"""What is wrong with a filter, and where."""


class FilterFault(ValueError):
    """A text that is no filter, or not yet one: a sentence, and the half-open range of characters that it is about."""

    def __init__(self, text: str, start: int, stop: int) -> None:
        """Say `text` about the characters from `start` to `stop`; both are the end where something is missing."""
        super().__init__(text)
        self.text = text
        self.start = start
        self.stop = stop
