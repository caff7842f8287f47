"""What a rule says beyond a canned answer: one module a kind, and the table of all of them."""
