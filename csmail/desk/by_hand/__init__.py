"""What a person does: act, claim, absence, drafts, merge, split, accept, release.

The same road as a rule, entered one step later: `act` makes the situation, runs one action, commits. Called by
`cli.commands` and `cli.actions`.
"""
