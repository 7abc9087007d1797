"""Which of several wordings of a text is taken: customers do not read the same sentence twice."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence

from csmail.ports import Earlier


def chosen(files: Sequence[str], earlier: Earlier) -> str:
    """The file used least for this customer; among equals the one used longest ago in this conversation, then by a
    hash, so that deciding twice takes the same."""
    if len(files) == 1:
        return files[0]
    used = Counter((*earlier.here, *earlier.elsewhere))
    last = {file: number for number, file in enumerate(earlier.here)}

    def rank(file: str) -> tuple[int, int, str]:
        drawn = hashlib.sha256(f"{earlier.conversation}/{file}".encode()).hexdigest()
        return used[file], last.get(file, -1), drawn

    return min(files, key=rank)
