"""The screen: a reader of the capture and a writer of the rules file. Nothing below imports it."""
