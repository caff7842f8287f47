"""Real clients' uses: what each does, what it must see, and what the capture must hold of it.

`python -m tests.clients` runs the table with whatever is installed and prints it; pytest runs the same table.
"""
