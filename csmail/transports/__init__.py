"""Ways to send: one file or folder a kind, each with the contract of `ports.Transport` in tests/contract."""
