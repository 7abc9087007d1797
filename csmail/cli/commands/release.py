"""Give a conversation back; nobody has it then."""

from __future__ import annotations

import typer

from csmail.cli.actions.command import By, ConversationId, DryRun
from csmail.cli.documents import shapes
from csmail.cli.typer_support.options import new_app, prints

app = new_app()


@app.command(epilog="Example: csmail release K7F3Q2")
@prints(shapes.Acted)
def release(context: typer.Context, conversation: ConversationId, by: By = "", dry_run: DryRun = False) -> int:
    """Give a conversation back; nobody has it then."""
    from csmail.cli.actions.perform import perform
    from csmail.desk.by_hand.claim import Release

    return perform(context, conversation, ("release", Release()), by, dry_run)
