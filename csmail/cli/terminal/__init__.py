"""Showing: tables, colour, progress, an editor, logs, times in the desk's zone.

Called by `commands`. Text of strangers passes `wording.safe_text` on its way; nothing here knows what it shows.
"""
