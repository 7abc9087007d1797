"""The customer behind a configured contact form: the one address in its Reply-To (correct-mail 10.1, R-4).

Whoever forges From of a form chooses who is told. A desk that believes a server (`trust.authserv_ids`) believes a form
only when that server vouches for it; one that believes none cannot tell, and `csmail check` says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from csmail.mail.address import domain, is_own, key
from csmail.mail.autoreply import authentication
from csmail.model.address import Address
from csmail.model.desk import Desk


def form_customer(
    authors: Sequence[Address], reply_to: Sequence[Address], results: Iterable[str], desk: Desk
) -> tuple[Address, ...]:
    """The customer, nobody when it is no form of ours. `results` are the Authentication-Results, topmost first."""
    if not from_form(authors, desk) or len(reply_to) != 1 or is_own(reply_to[0].spec, desk):
        return ()
    return tuple(reply_to) if vouched(authors, results, desk) else ()


def from_form(authors: Sequence[Address], desk: Desk) -> bool:
    """Whether From names a configured form, and nobody beside it."""
    if not (desk.trust.forms and authors):
        return False
    forms = {key(spec) for spec in desk.trust.forms}
    return {key(author.spec) for author in authors} <= forms


def vouched(authors: Iterable[Address], results: Iterable[str], desk: Desk) -> bool:
    """Whether a server that the desk believes vouches for the domain of each author; true when it believes none."""
    if not desk.trust.authserv_ids:
        return True
    values = tuple(results)
    return all(authentication.vouches(values, desk.trust.authserv_ids, domain(one.spec)) for one in authors)
