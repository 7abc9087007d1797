"""One text, or one action, for many: who gets it, their mails, their way out, what became of each.

`desk.bulk_records` keeps a bulk in the store, `selection` finds conversations, `skips` and `addresses` decide who is
left out, `guards` refuses too much at once, `replies`, `sends` and `deeds` write the lines, `deliver` works them off
(with the table of what can fail), `recheck` is asked by the outbox before each mail leaves, `results` tells what became
of each. How fast mails leave is decided in `outbox.pace`. Called by `cli.commands.bulk`; a new kind of bulk belongs
beside `sends`, a new reason to leave somebody out in `skips`.
"""
