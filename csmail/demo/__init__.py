"""`csmail demo`: the whole flow on this machine, with a mail server inside the command.

`imap` and `smtp` are the servers, `samples` the mails, `show` plays and tells what
happens in `scenes`. Product code, no test helper.
"""
