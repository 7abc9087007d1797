"""Reads `bulk`: how many mails one command may send, how fast they leave."""

from __future__ import annotations

from csmail.config.yaml.part import Part
from csmail.config.yaml.types import Wrong, text
from csmail.model.bulk import BulkSettings, Rate, parse_rate
from csmail.reason import BadValue, Reason

KEYS = ("cap", "rate")
LARGEST = 1_000_000


def bulk_settings(part: Part) -> BulkSettings:
    """What stands there, else what is usual. What is wrong is noted."""
    found = part.mapping(KEYS)
    usual = BulkSettings()
    cap = _cap(found["cap"]) if "cap" in found else usual.cap
    rate = _rate(found["rate"]) if "rate" in found else usual.rate
    return BulkSettings(cap or usual.cap, rate or usual.rate)


def _cap(part: Part) -> int | None:
    written = part.node.text or ""
    if written.isascii() and written.isdigit() and 1 <= int(written[:9]) <= LARGEST and len(written) < 9:
        return int(written)
    part.problem(Reason.of("cap_expected", example="100"))
    return None


def _rate(part: Part) -> Rate | None:
    try:
        return parse_rate(text(part))
    except Wrong:
        return None
    except BadValue as error:
        part.problem(error.reason)
        return None
