"""One pass over a desk: list, fetch, recognise, join, decide, commit.

`poll` is the pass with its failure table, `batch` takes in some mails as one commit, `recognise` says what is here
already, `find_conversation` where a mail belongs, `explain` does the same for `csmail rules explain`. `walk` is the way
through one folder, `taking_in` goes it batch by batch, `beginning` says where it begins; `sent_folder` visits the Sent
mailbox, `sent_mail` takes in what people answered there, `perhaps` says of which of it a person is asked, `accept_mail`
what follows from her word.
Without a mail: `hand_out` gives out what waits for an agent, `shift_edges` asks rules when a shift begins or ends,
`sweep` does what is due (`schedule` says of which conversations, `due_conversation` decides one, `digest` many),
`incident_ends` writes to whom an incident that is over still owes a word.
"""
