"""What mail means: pure functions from bytes and messages to decisions.

`parse` reads bytes into a Message. `mime`, `text` and `address` read, `autoreply` says who wrote and whether a
machine may answer, `threading` which conversation it joins, `recipients` whom an answer goes to, `compose` writes
bytes. Codes such as (A-10) lead to docs/correct-mail.md. No I/O, no clock, no settings: a desk and a time are
arguments.
"""
