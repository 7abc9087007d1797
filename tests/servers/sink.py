"""An SMTP server in process that can be told its answers."""
