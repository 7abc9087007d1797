"""The demo's IMAP server as a fixture, where Dovecot is missing."""
