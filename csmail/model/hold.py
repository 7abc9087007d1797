"""The codes of reasons for which a task is held; the words for people are in `wording.reasons`."""

from __future__ import annotations

RATE_LIMITED = "rate_limited"
DOMAIN_LIMITED = "domain_limited"
BREAKER_OPEN = "breaker_open"
CLAIMED_ELSEWHERE = "claimed_elsewhere"
MESSAGE_GONE = "message_gone"
PUT_BACK = "put_back"
SMTPUTF8_REQUIRED = "smtputf8_required"

CODES = (BREAKER_OPEN, DOMAIN_LIMITED, RATE_LIMITED, CLAIMED_ELSEWHERE, MESSAGE_GONE, PUT_BACK, SMTPUTF8_REQUIRED)
BY_SERVER = frozenset({SMTPUTF8_REQUIRED})
"""What the server cannot do for this mail: another address, or another server, and a person can choose one."""
UNTOLD = frozenset({BREAKER_OPEN, DOMAIN_LIMITED})
"""Holds that leave a customer without a word. Whom his own limit holds was told before; what another installation
claimed was told by that one."""
