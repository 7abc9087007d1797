"""What ways to send have in common: the envelope looked at once more before anything leaves."""
