"""Rules files: read, checked, written back, saved, included and watched."""
