"""Is all well: `audit` (was every mail taken in), `health` and `probe` (did a mail in doubt arrive).

Called by `cli.commands` and at the end of a pass. They read; `probe` alone settles what it can prove.
"""
