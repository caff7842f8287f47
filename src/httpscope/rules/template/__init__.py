"""Answers that are rendered: Jinja in a sandbox with limits of time and size."""
