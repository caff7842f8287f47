"""What RFC 9110 and RFC 9112 ask of an origin server that receives HTTP/1.x, as a table, and the means to try it.

`chapters` is the table, one case a row; `client` sends a case; `verdict` says what was wrong with what came back;
`own` runs our server; `python -m tests.conformance` prints a report, of our server or of any other on this machine.
"""
