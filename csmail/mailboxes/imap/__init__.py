"""One IMAP account, read and marked through a connection that is made at first use.

`account` is the mailbox, everything else one conversation with a server as servers are: `connect` logs in, `session`
runs commands, `fetch` reads mails, `idle` waits, `bounded_socket` and `reconnect_pace` keep a server from holding us.
A quirk of a server belongs where its command is.
"""

from csmail.mailboxes.imap.account import Imap, open
from csmail.mailboxes.imap.settings import Settings, check

__all__ = ["Imap", "Settings", "check", "open"]
