"""The options that the commands of `csmail bulk` share."""

from __future__ import annotations

from typing import Annotated

import typer

from csmail.cli.commands._bulk_run import Consent
from csmail.cli.typer_support.options import COUNTED
from csmail.errors import UsageError
from csmail.model.bulk import BulkSettings, parse_rate
from csmail.model.bulk import Rate as Speed
from csmail.reason import BadValue, Reason

Where = Annotated[
    str,
    typer.Option(
        "--where", metavar="WHEN", show_default=False,
        help="which conversations, as `when` of a rule in one line: 'tagged: late, status: open'",
    ),
]  # fmt: skip
Template = Annotated[
    str, typer.Option("--template", metavar="NAME", show_default=False, help="a template, or a text with {{ names }}")
]
Cap = Annotated[int | None, typer.Option("--cap", **COUNTED, help="mails that may leave", show_default=False)]
Rate = Annotated[str, typer.Option("--rate", metavar="60/m", help="how fast they leave", show_default=False)]
Again = Annotated[bool, typer.Option("--again", help="although somebody got this template within 24 h")]
Yes = Annotated[bool, typer.Option("--yes", help="do it; without this it is a preview")]


def fast(written: str, usual: BulkSettings) -> Speed:
    """The rate that was asked for, else that of the file. Raises UsageError."""
    try:
        return parse_rate(written) if written else usual.rate
    except BadValue as error:
        raise UsageError(Reason.of("option_wrong", option="--rate").because(error.reason)) from None


def consent(yes: bool, dry_run: bool, cap: int | None, again: bool, usual: BulkSettings) -> Consent:
    """What was allowed."""
    return Consent(yes and not dry_run, usual.cap if cap is None else cap, again, dry_run)
