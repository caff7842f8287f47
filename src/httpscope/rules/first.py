"""The rules of a run that names no file. Nothing is loaded here: the server is started with them at once."""

from typing import Final

FIRST_BODY: Final = "<h1>It works!</h1>\n<p>httpscope answered. Change this text in its window, then reload.</p>\n"

FIRST_TEXT: Final = f"""\
# Rules of httpscope: the first rule that fits a request answers it.

[[rule]]
name = "everything"
answer.status = 200
answer.type = "text/html; charset=utf-8"
answer.body = \"\"\"
{FIRST_BODY}\"\"\"
"""
"""The rules of a run that names no file."""
