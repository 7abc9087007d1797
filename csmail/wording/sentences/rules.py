"""Why a rule was not asked."""

from __future__ import annotations

SENTENCES = {
    "rule_for_desks": ("it is for {desks}", "aturan ini untuk {desks}"),
    "rule_for_event": ("it is for on: {on}", "aturan ini untuk on: {on}"),
    "rule_stopped": ("rule '{rule}' says stop", "aturan '{rule}' berkata stop"),
}
