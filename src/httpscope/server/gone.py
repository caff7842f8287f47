"""Whom the parts of a connection tell once it is gone.

They hold callbacks of the connection, which holds them: without this, Python would have to look for each of those
circles, and ten thousand connections that came and went would lie about until it does.
"""


def nobody() -> None:
    """Hear nothing."""
