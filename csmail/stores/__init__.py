"""Ways to remember: one file or folder a kind, each with the contract of `ports.Store` in tests/contract."""
