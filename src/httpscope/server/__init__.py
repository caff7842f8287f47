"""The embedded HTTP/1.x server: it knows a recorder and not the store, the rules and not the screen."""
