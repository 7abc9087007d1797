"""Beside any mail program: what people did in the folders of the mailbox comes back into the desk.

`visit` asks whether to look, `look` reads the folder of drafts, `conclude` says what became of our drafts by what lies
there (pure), `take_in` follows, `state` is what is remembered between looks; `keywords` makes tags of keywords. Called
by each pass. Answers found in the Sent mailbox are taken in by `desk.intake.sent_mail`.
"""
