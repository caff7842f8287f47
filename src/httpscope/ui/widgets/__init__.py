"""Widgets, one a file. A widget holds one piece of data; attributes go down, messages go up."""
