"""The embedded HTTP/1.x server: connections, sessions, sockets. It knows a recorder, not the store; rules, not the screen."""
