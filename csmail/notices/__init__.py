"""Ways to tell people in a chat: one file a kind, each with the contract of `ports.Notifier`.

`outbox.notices` says how often; what a notice says is made in `desk.notices`. A new kind is a new file here.
"""
