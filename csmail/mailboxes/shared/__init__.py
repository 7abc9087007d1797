"""What ways to read have in common: words for flags, whether the mail under a UID is the one meant."""
