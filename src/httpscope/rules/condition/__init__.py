"""What a rule asks of a request beyond method and path: one module a kind, and the table of all of them."""
