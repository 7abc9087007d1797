"""Whether conversations that answered one mail before it came are one: what their mails prove, whom they name.

| what a stranger can do | what it gains |
| --- | --- |
| cite one id in two customers' conversations, then send a mail under it | nothing: neither customer named the other |
| forge the From of a participant beside a number in the subject | nothing: no id ties that mail to one that is proven |
| forge mails of both that name each other, under an id that both truly cited | nothing: their true mails name nobody |
| send mails of several authors under one id | a link: such an id ties nothing and meets nothing |
| write one mail to two customers who both answer it | a link: he may choose whom his mail names, not whom they name |
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from csmail.mail.address import key
from csmail.mail.threading.id_evidence import cited
from csmail.mail.threading.proof import readers
from csmail.model.conversation import Conversation
from csmail.model.message import Message


def agree(one: Conversation, ours: Sequence[Message], other: Conversation, theirs: Sequence[Message]) -> bool:
    """Whether everybody who wrote in one, in each mail of his own, names everybody who wrote in the other, and back.

    By each, for one is soon forged: whoever wrote to us alone is not brought together with whom a later mail names.
    What a third person wrote to both of two customers makes them no party, nor does he lead one to the other.
    """
    if one.customer is None or other.customer is None:
        return False
    here = {key(one.customer.spec), *_outside(ours)}
    there = {key(other.customer.spec), *_outside(theirs)}
    pairs = [(a, b) for a in here for b in there if a != b]
    return all(_names(a, ours, b) and _names(b, theirs, a) for a, b in pairs)


def _outside(mails: Sequence[Message]) -> set[str]:
    return {author for one in proven(mails) if not _is_ours(one) for author in _authors(one)}


def _names(author: str, mails: Sequence[Message], whom: str) -> bool:
    own = [one for one in proven(mails) if _authors(one) == {author}]
    return bool(own) and all(whom in {key(shown.spec) for shown in (*one.to, *one.cc)} for one in own)


def meet(late: Iterable[Message], there: Sequence[Message]) -> bool:
    """Whether one of the mails `late`, which are proven, answers a proven one of `there` or is answered by it."""
    others, late = proven(there), list(late)
    claimed = _contested((*late, *there))
    pairs = [(one, other) for one in late for other in others]
    met = ((a, b) for one, other in pairs for a, b in ((one, other), (other, one)) if b.message_id not in claimed)
    return any(_answers(answer, mail) for answer, mail in met)


def _contested(mails: Iterable[Message]) -> frozenset[str]:
    """The Message-IDs under which mails of different authors came: which of them an answer meant, nobody can tell.

    A copy that a list or a gateway changed has the author of the other.
    """
    authors: dict[str, set[frozenset[str]]] = {}
    for one in mails:
        authors.setdefault(one.message_id, set()).add(_authors(one))
    return frozenset(id for id, found in authors.items() if len(found) > 1)


def _answers(answer: Message, mail: Message) -> bool:
    """Whether it cites the mail, and each names the other's author."""
    return (
        mail.message_id in cited(answer)
        and (_is_ours(answer) or _authors(answer) <= readers(mail))
        and (_is_ours(mail) or _authors(mail) <= readers(answer))
    )


def proven(mails: Sequence[Message]) -> list[Message]:
    """Those that were proven when they came, and the weak ones that what came later ties to them."""
    found = [one for one in mails if not (one.weak or one.quarantined)]
    left = [one for one in mails if one.weak and not one.quarantined]
    claimed = _contested(mails)
    while tied := [one for one in left if any(_ties(known, one, claimed) for known in found)]:
        found += tied
        left = [one for one in left if one not in tied]
    return found


def _ties(known: Message, message: Message, contested: frozenset[str]) -> bool:
    """Whether they share an id, and who wrote `message` can know it from the `known` one."""
    shared = (_ids(known) & _ids(message)) - contested
    return bool(shared) and (_is_ours(message) or _authors(message) <= readers(known))


def _ids(message: Message) -> frozenset[str]:
    return frozenset(filter(None, (message.message_id, *message.further_ids, *cited(message))))


def _authors(message: Message) -> frozenset[str]:
    return frozenset(key(one.spec) for one in message.originators) or frozenset({""})


def _is_ours(message: Message) -> bool:
    """Whether it was taken for an answer or a note of the house (mail.house)."""
    return message.direction != "in"
