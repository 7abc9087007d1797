"""One pass over a desk: list, fetch, recognise, join, decide, commit.

`poll` is the pass with its failure table, `batch` takes in some mails as one commit, `recognise` says what is here
already, `find_conversation` where a mail belongs, `explain` does the same for `csmail rules explain`. `walk` is the way
through one folder; `sent_folder` visits the Sent mailbox, `sent_mail` takes in what people answered there.
"""
