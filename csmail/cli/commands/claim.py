"""Take a conversation yourself; refused when another agent has it."""

from __future__ import annotations

from typing import Annotated

import typer

from csmail.cli.actions.command import By, ConversationId, DryRun
from csmail.cli.documents import shapes
from csmail.cli.typer_support.options import new_app, prints

app = new_app()


@app.command(epilog="Example: csmail claim K7F3Q2")
@prints(shapes.Acted)
def claim(
    context: typer.Context,
    conversation: ConversationId,
    force: Annotated[bool, typer.Option("--force", help="also when another agent has it")] = False,
    by: By = "",
    dry_run: DryRun = False,
) -> int:
    """Take a conversation yourself; refused when another agent has it.

    You are who --by or CSMAIL_BY says, or the agent with your login name. Of two who claim at once one gets it.
    """
    from csmail.cli.actions.perform import perform
    from csmail.desk.by_hand.claim import Claim

    return perform(context, conversation, ("claim", Claim(force)), by, dry_run)
