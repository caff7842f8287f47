"""What is written in a rules file, value by value: its place, what was expected there, amounts and octets."""
