"""Canned answers: which rule answers a request, with what, and the file that people write them in."""
