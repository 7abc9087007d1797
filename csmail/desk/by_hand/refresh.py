"""Fills what a draft lacks with facts that are there by now."""

from __future__ import annotations

import re

from csmail.desk.situation import by_hand
from csmail.desk.workspace import Workspace
from csmail.model.task import Draft
from csmail.ports import FactTable

GAP = re.compile(r"⟦[^⟦⟧\n]+⟧")
FACT = re.compile(r"⟦(?P<name>[a-z0-9_]+)(?: (?P<value>[^⟦⟧\n:]+?))?\.(?P<field>[a-z0-9_]+)(?::[^⟦⟧\n]*)?⟧")


def refreshed(workspace: Workspace, draft: Draft, by: str) -> str:
    """What it says, as it was written, with the facts that it lacks, as far as they are there by now; what was edited
    stays."""
    situation = by_hand(workspace, draft.conversation, by, draft.audience.parent)
    facts = workspace.facts(situation, draft.audience, ())

    def known(said: str) -> str:
        gap = FACT.fullmatch(said)
        sheet = facts.get("lookup" if gap["value"] else gap["name"]) if gap else None
        if gap and isinstance(sheet, FactTable):
            sheet = sheet.ask(gap["name"], gap["value"] or "")
        return sheet.values.get(gap["field"], "") if gap and sheet and not isinstance(sheet, FactTable) else ""

    def filled(gap: re.Match[str]) -> str:
        return known(gap[0]) or gap[0]

    def filled_in_markdown(gap: re.Match[str]) -> str:
        from csmail import markdown

        return markdown.escaped(known(markdown.unescaped(gap[0]))) or gap[0]

    return GAP.sub(filled_in_markdown if draft.format == "markdown" else filled, draft.written)
