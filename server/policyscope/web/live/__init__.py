"""Live runs over a WebSocket: messages and their order (`session`), one clock for all (`ticker`), the socket itself (`socket`)."""
