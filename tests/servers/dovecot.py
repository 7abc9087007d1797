"""A private Dovecot per session, started by fixtures."""
