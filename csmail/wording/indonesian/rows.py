"""All rows, English to Indonesian."""

from __future__ import annotations

from csmail.wording.indonesian import (
    help_actions,
    help_begin,
    help_common,
    help_conversations,
    help_drafts,
    help_many,
    help_upkeep,
    screens,
    screens_begin,
    screens_demo,
    screens_upkeep,
    states,
)

ROWS: dict[str, str] = {
    **help_common.ROWS,
    **help_begin.ROWS,
    **help_actions.ROWS,
    **help_many.ROWS,
    **help_conversations.ROWS,
    **help_drafts.ROWS,
    **help_upkeep.ROWS,
    **states.ROWS,
    **screens.ROWS,
    **screens_begin.ROWS,
    **screens_upkeep.ROWS,
    **screens_demo.ROWS,
}
