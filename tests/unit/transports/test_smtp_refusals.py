"""What servers say when they will not have a mail, and whether it passes by itself."""

from __future__ import annotations

import pytest

from csmail.transports.smtp.refusals import blames_sender, of_recipient, verdict

LATER = """
421 4.3.2 Service not available, closing transmission channel
450 4.7.1 Greylisted, come back in five minutes
451 4.7.0 Temporary server error. Please try again later. PRX4
452 4.2.2 The recipient's inbox is out of storage space
454 4.7.0 Temporary authentication failure
454 Throttling failure: Maximum sending rate exceeded.
454 Throttling failure: Daily message quota exceeded.
454 4.7.0 Too many login attempts, please try again later.
432 4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending for more information.
535 4.7.0 cannot look into the password database now
550 4.7.0 try again later
535 5.7.0 Authentication failed: temporary failure
535 5.7.0 Please try again
535 5.7.3 Authentication unsuccessful: too many failed logins
535 5.7.8 Authentication service temporarily unavailable
535 Authentication server is unavailable
535 Too many connections
535 User is authenticated but not connected
550 5.4.5 Daily user sending quota exceeded. For more information on Gmail sending limits go to support.google.com
550 5.4.5 Daily sending quota exceeded
550 5.1.90 Your message can't be sent because you've reached your daily limit for message recipients
550 5.7.233 Message not sent: the tenant's threshold of external recipients is reached
550 5.7.28 Our system has detected an unusual rate of unsolicited mail originating from your IP address.
550 Daily SMTP relay limit exceeded for user
550 You have exceeded the maximum number of messages allowed: hourly limit
550 5.7.1 Rate limit exceeded
554 5.7.1 Too many concurrent SMTP connections from your address
554 Too many simultaneous connections, try later
554 5.3.2 not accepting mail now, we are in maintenance
550 Bandwidth limit exceeded for this account
554 Server is busy, please retry
550 Requested action not taken: greylisted
"""
LOGIN = """
530 5.7.0 Must issue a STARTTLS command first
530 5.7.57 Client not authenticated to send mail.
534 5.7.9 Application-specific password required.
534 5.7.14 Please log in via your web browser and then try again.
535 5.7.8 Username and Password not accepted.
535 5.7.8 Error: authentication failed: Invalid user or password! Please try again
535 5.7.3 Authentication unsuccessful
535 5.7.139 Authentication unsuccessful, user credentials were incorrect.
535 Incorrect authentication data
535 Authentication failed. Check your password and try again
538 5.7.11 Encryption required for requested authentication mechanism
550 5.7.1 Authentication required
554 must authenticate before sending
"""
NEVER = """
550 5.1.1 The email account that you tried to reach does not exist. Please try double-checking the address
550 5.1.1 no such user, try again later
550 5.2.1 The account is disabled temporarily
552 5.2.2 Over quota: the daily limit of this mailbox
552 5.3.4 Message size exceeds fixed limit
552 Message size exceeds maximum permitted
550 Requested action not taken: mailbox unavailable
553 5.7.1 <>: Sender address rejected: not owned by user support@toko.example
554 5.7.1 Message rejected as spam. Correct it and try again
554 5.4.6 Too many hops
550 5.4.1 Recipient address rejected: Access denied
550 5.7.60 SMTP; Client does not have permissions to send as this sender
501 Invalid MAIL FROM address provided
"""
UNCLEAR = """
250 2.0.0 ok
354 go on
-1 what a mess, try again later
"""
EXPECTED = {"later": LATER, "login": LOGIN, "never": NEVER, "unclear": UNCLEAR}
CASES = [(means, line) for means, lines in EXPECTED.items() for line in lines.strip().splitlines()]


@pytest.mark.parametrize(("means", "line"), CASES)
def test_what_a_refusal_means(means: str, line: str) -> None:
    code, _, text = line.partition(" ")
    assert verdict(int(code), text) == means
    assert verdict(int(code), text.replace(" ", "\n", 3)) == means


def test_too_many_recipients_is_no_refusal_of_one() -> None:
    assert of_recipient(552, "too many recipients") == "later"
    assert of_recipient(550, "5.1.1 unknown") == "never"


@pytest.mark.parametrize(
    ("line", "blamed"),
    [
        ("553 5.7.1 <>: Sender address rejected: not owned by user x", True),
        ("550 5.7.60 SMTP; Client does not have permissions to send as this sender", True),
        ("550 5.1.7 bad sender's mailbox address", True),
        ("550 5.1.1 no such user", False),
        ("450 4.1.8 <>: Sender address rejected: Domain not found", False),
        ("250 2.1.0 ok", False),
    ],
)
def test_a_refusal_of_the_sender_is_known_for_one(line: str, blamed: bool) -> None:
    code, _, text = line.partition(" ")
    assert blames_sender(int(code), text) is blamed
