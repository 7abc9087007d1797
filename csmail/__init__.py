"""csmail: a command-line desk for support mail.

Mail comes in through `mailboxes`, is read by `mail`, decided upon by `rules` and `actions`, written down by `stores`
and leaves through `outbox` and `transports`. `desk` leads one mail along that road, `cli` and `daemon` start it.
Imports run downward only, in the order of the layers in pyproject.toml. docs/architecture.md follows one mail.
"""
