"""The table of keys: what each does, and which are named at the foot of which screen."""

from __future__ import annotations

MOVES = frozenset({"j", "k", "down", "up", "g", "G", "home", "end", "pagedown", "pageup"})
BACK = frozenset({"escape", "left", "q"})
OPEN = frozenset({"enter", "right"})
DEEDS = {
    "a": "approve", "s": "schedule", "u": "undo", "e": "edit", "r": "reject", "c": "claim", "T": "take_over",
    "m": "comment", "N": "note", "R": "people", "d": "differences", "[": "edition_before", "]": "edition_after",
    "K": "knowledge", "i": "snippets", "t": "tag", "x": "close", "/": "find", "f": "filter", "v": "received",
    "y": "copy", "?": "keys", "n": "next", "p": "previous", "ctrl+z": "suspend", "ctrl+c": "leave",
}  # fmt: skip
"""What is typed, and the deed; letters are the same in every language."""
HELP = (
    ("j k ↓ ↑ g G PgUp PgDn", "help_move"),
    ("Enter → · Esc ←", "help_open"),
    ("n p", "help_next"),
    ("a", "help_approve"),
    ("s", "help_schedule"),
    ("u", "help_undo"),
    ("e", "help_edit"),
    ("r", "help_reject"),
    ("c · T", "help_claim"),
    ("m · N", "help_comment"),
    ("R · d · [ ] · K", "help_look"),
    ("i", "help_insert"),
    ("t · x", "help_tag"),
    ("/", "help_find"),
    ("f", "help_filter"),
    ("v", "help_received"),
    ("y", "help_copy"),
    ("? · q · Ctrl-Z", "help_quit"),
)
ENTER_OPEN, BACK_KEY, SHOW_KEYS = ("Enter", "key_open"), ("Esc", "key_back"), ("?", "key_keys")
APPROVE, EDIT, REJECT = ("a", "key_approve"), ("e", "key_edit"), ("r", "key_reject")
PEOPLE, DIFFERENCES, KNOWLEDGE = ("R", "key_people"), ("d", "key_diff"), ("K", "key_know")
COMMENT, NEXT, FIND, FILTER = ("m", "key_comment"), ("n", "key_next"), ("/", "key_find"), ("f", "key_filter")
FEET = {
    "list": (ENTER_OPEN, APPROVE, EDIT, REJECT, NEXT, FIND, FILTER, SHOW_KEYS),
    "letter": (APPROVE, EDIT, REJECT, PEOPLE, DIFFERENCES, KNOWLEDGE, COMMENT, SHOW_KEYS),
    "alone": (("N", "key_note"), ("t", "key_tag"), NEXT, BACK_KEY, SHOW_KEYS),
    "wide": (
        ENTER_OPEN, APPROVE, EDIT, REJECT, PEOPLE, DIFFERENCES, KNOWLEDGE, COMMENT, ("c", "key_claim"),
        ("t", "key_tag"), NEXT, FIND, FILTER, ("u", "key_undo"), SHOW_KEYS,
    ),
    "people": (BACK_KEY, ("e", "key_edit_people"), APPROVE),
    "differences": (("[ ]", "key_other_editions"), COMMENT, ("v", "key_revert"), BACK_KEY),
    "knowledge": (("Enter", "key_cite"), BACK_KEY),
    "received": (BACK_KEY,),
    "snippets": (("Enter", "key_insert"), BACK_KEY),
    "keys": (BACK_KEY,),
}  # fmt: skip
"""What stands at the foot of each screen: keys and the codes of their words."""
