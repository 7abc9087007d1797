"""What a desk lets a language model see, and what became of the words that it suggested."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

Share = Literal["question", "articles", "facts"]
AUTHOR = "assist ("


@dataclass(frozen=True, slots=True)
class AssistTerms:
    """`share` is what is shown, `mask` whether names and numbers are replaced before, `rules` whether rules may ask.

    A suggestion is waited for no longer than `timeout`.
    """

    share: tuple[Share, ...] = ("question", "articles")
    mask: bool = True
    rules: bool = False
    timeout: timedelta = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Assisted:
    """A sentence that a model wrote, on one line, and what it rests on: ids of articles, names of facts, "question"."""

    text: str
    sources: tuple[str, ...] = ()


def author(model: str) -> str:
    """Who wrote an edition that was suggested."""
    return f"{AUTHOR}{model})"


def is_assist(name: str) -> bool:
    """Whether that is the name of a model, however it is written: never a person."""
    return "".join(name.casefold().split()).startswith("assist(")


def marked(text: str, written: Iterable[Assisted]) -> tuple[Assisted, ...]:
    """Those of the sentences that a model has `written` which stand in `text` as they were."""
    told = " ".join(text.split())
    return tuple(one for one in written if one.text and re.search(rf"(?<!\S){re.escape(one.text)}(?!\S)", told))
