"""The capture: one append-only SQLite file a run. It keeps octets and does not read them."""
