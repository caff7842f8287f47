"""httpscope: a terminal UI for inspecting live HTTP traffic."""

__version__ = "0.1.0"
