"""What a draft said before: its earlier editions, and how two of them differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import ndiff

from csmail.errors import NotFound
from csmail.model.draft_life import Edition
from csmail.model.reason import Reason
from csmail.model.task import Draft

KEPT = 50


def newest(draft: Draft) -> Edition:
    """The edition that it is now."""
    return Edition(
        draft.edition, draft.mail, draft.author, draft.changed_at, draft.subject, draft.person, draft.text,
        draft.audience, draft.source,
    )  # fmt: skip


def more(draft: Draft) -> tuple[Edition, ...]:
    """Its earlier editions with the one that it is now; of those too far back only who and when is kept."""
    every = (*draft.editions, newest(draft))
    far = len(every) - KEPT + 1
    return tuple(
        replace(one, text="", source="", audience=None) if place < far else one for place, one in enumerate(every)
    )


def every(draft: Draft) -> tuple[Edition, ...]:
    """All of them, the oldest first."""
    return (*draft.editions, newest(draft))


def found(draft: Draft, number: int) -> Edition:
    """The edition of this number, whole. Raises NotFound."""
    for one in every(draft):
        if one.number == number and one.audience is not None:
            return one
    numbers = ", ".join(str(one.number) for one in every(draft) if one.audience is not None)
    raise NotFound(
        Reason.of("no_such_edition", id=draft.id, number=number, numbers=numbers), f"csmail drafts editions {draft.id}"
    )


def as_it_was(draft: Draft, number: int) -> Draft:
    """The draft with the words, bytes and recipients of that edition. Raises NotFound."""
    one = found(draft, number)
    assert one.audience is not None, "it was found whole"
    return replace(
        draft, edition=one.number, mail=one.mail, author=one.author, person=one.person, changed_at=one.at,
        subject=one.subject, text=one.text, source=one.source, format="markdown" if one.source else "text",
        audience=one.audience,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Difference:
    """One line that is new ("+") or gone ("-"): of the text, or a recipient with the field that he stands in."""

    sign: str
    field: str
    line: str


def differences(before: Edition, after: Edition) -> Iterator[Difference]:
    """Recipients and subject first, then the lines of the text."""
    for role in ("to", "cc", "bcc"):
        old, new = _whom(before, role), _whom(after, role)
        yield from (Difference("+", role, spec) for spec in new if spec not in old)
        yield from (Difference("-", role, spec) for spec in old if spec not in new)
    if before.subject != after.subject:
        yield Difference("-", "subject", before.subject)
        yield Difference("+", "subject", after.subject)
    yield from (one for one in whole(before.text, after.text) if one.sign in ("+", "-"))


def whole(before: str, after: str) -> Iterator[Difference]:
    """Every line of both texts; the sign is " " for those that stand in both."""
    for told in ndiff(before.splitlines(), after.splitlines()):
        if told[:1] in ("+", "-", " "):
            yield Difference(told[0], "text", told[2:])


def _whom(edition: Edition, role: str) -> tuple[str, ...]:
    return tuple(one.spec for one in getattr(edition.audience, role)) if edition.audience else ()
