"""One pass over a desk: list, fetch, recognise, join, decide, commit.

`poll` is the pass with its failure table, `batch` takes in some mails as one commit, `numbering` watches the UIDs,
`find_conversation` asks the store where ids lead, `explain` does the same for `csmail rules explain`.
"""
