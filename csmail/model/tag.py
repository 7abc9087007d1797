"""What a tag is: a word that every server and mail program shows unharmed as a keyword."""

from __future__ import annotations

import re
from functools import lru_cache

from csmail.model.incident import TAG as OF_INCIDENT
from csmail.reason import BadValue, Reason

# RFC 3501 flag-keyword is an atom; we keep to what every server and mail program shows unharmed.
NOT_IN_A_TAG = re.compile(r"[^a-z0-9_.+-]+")
LONGEST_TAG = 64


@lru_cache(maxsize=1024)
def tag_name(written: str) -> str:
    """The tag as it is kept: lower case, spaces as hyphens. Raises BadValue when nothing usable is left."""
    lowered = written.strip().lower()
    kind = OF_INCIDENT if lowered.startswith(OF_INCIDENT) else ""  # the one colon; that is part of an atom too
    name = NOT_IN_A_TAG.sub("-", lowered.removeprefix(kind)).strip("-")[:LONGEST_TAG]
    if not name:
        raise BadValue(Reason.of("not_a_tag", tag=written))
    return kind + name
