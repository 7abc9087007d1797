"""Mail addresses: split, compared, ours or not, robots or people (correct mail P, E, R-10)."""

from csmail.mail.address.parse import (
    ADDRESSES,
    domain,
    is_internal,
    is_noreply,
    is_own,
    is_robot,
    is_undeliverable,
    key,
    own_base,
    parse_list,
    sound,
)

__all__ = [
    "ADDRESSES",
    "domain",
    "is_internal",
    "is_noreply",
    "is_own",
    "is_robot",
    "is_undeliverable",
    "key",
    "own_base",
    "parse_list",
    "sound",
]
