"""An address: the addr-spec as it was first spelled, with the display name beside it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Address:
    """`spec` is `local@domain` as first seen and is sent unchanged; compare with `mail.address.key`, never with ==."""

    spec: str
    name: str = ""
