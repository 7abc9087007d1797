"""Beside any mail program: what people did in the folders of the mailbox comes back into the desk.

`conclude` says what became of our drafts by what lies there now (pure), `look` reads the folder of drafts for it,
`state` is what is remembered between looks, `take_in` follows. Called by each pass. Answers found in the Sent mailbox
are taken in by `desk.intake.sent_mail`.
"""
