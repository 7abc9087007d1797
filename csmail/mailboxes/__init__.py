"""Ways to read mail: one file or folder a kind, found by its name (`mailbox: {kind: …}`).

Each has `Settings`, `check` and `open`, and keeps the contract of `ports.Mailbox` in tests/contract. `shared` is for
all.
"""
