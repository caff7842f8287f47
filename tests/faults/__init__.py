"""Faults made on purpose, each a bounded command on loopback that prints what it tried and what was lost."""
