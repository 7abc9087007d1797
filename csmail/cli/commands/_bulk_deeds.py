"""`csmail bulk do ACTION`: a command for each action, made out of the action itself as its own command is."""

from __future__ import annotations

import json
from dataclasses import replace
from inspect import Parameter, Signature
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import typer

from csmail.actions.base import Action
from csmail.actions.catalog import catalog, named
from csmail.cli.actions.command import By, DryRun, words_given
from csmail.cli.actions.parameters import TEXT, example, fields, made, parameters
from csmail.cli.commands import _bulk_run
from csmail.cli.commands._bulk_options import Cap, Rate, Where, Yes, consent, fast
from csmail.cli.commands._lists import Desk
from csmail.cli.documents import bulked
from csmail.cli.input.configuration import desk_named, opened
from csmail.cli.input.people import acting
from csmail.cli.typer_support.options import new_app, prints
from csmail.model.bulk import Bulk

if TYPE_CHECKING:
    from csmail.rules.rule import ActionCall

HELP = "Any action on every conversation that a selection leaves; without --yes a preview."
app = new_app(HELP)
OWN = {
    "where": (Where, Parameter.empty),
    "cap": (Cap, None),
    "rate": (Rate, ""),
    "yes": (Yes, False),
    "desk": (Desk, ""),
    "dry_run": (DryRun, False),
    "by": (By, ""),
}
ELSEWHERE = frozenset({"reply", "later"})
"""`csmail bulk reply` has the options that an answer to many needs."""


def command_for(name: str, action: type[Action]) -> Any:
    """The function behind `csmail bulk do NAME`."""

    @prints(bulked.BulkDone)
    def command(*, context: typer.Context, **values: Any) -> int:
        own = {one: values.pop(one) for one in OWN}
        looked_at = {"dry_run": own["dry_run"] or not own["yes"], "template": values.get("template") or " "}
        given = values | words_given(context, name, action, values | looked_at)
        return _perform(context, name, given, own)

    whole = [Parameter("context", Parameter.KEYWORD_ONLY, annotation=typer.Context), *parameters(action)]
    whole += [Parameter(one, Parameter.KEYWORD_ONLY, annotation=how, default=to) for one, (how, to) in OWN.items()]
    command.__signature__ = Signature(whole)  # type: ignore[attr-defined]
    command.__annotations__ = {each.name: each.annotation for each in whole}
    return command


def asked(bulk: Bulk) -> ActionCall | None:
    """The action of a bulk that is resumed; None when it is none of an action."""
    if bulk.kind != "do":
        return None
    from csmail.desk.by_hand.asked import asked

    action = named(bulk.what)
    given = json.loads(bulk.given)
    for field in fields(action):
        if Path in get_args(field.type) and field.name in given:
            given[field.name] = [Path(one) for one in given[field.name]]
    done = made(action, given)
    return asked(bulk.what, done)


def _perform(context: typer.Context, name: str, given: dict[str, Any], own: dict[str, Any]) -> int:
    from csmail.desk.bulk import deeds

    kept = json.dumps({one: value for one, value in given.items() if value not in (None, [])}, default=str)
    with opened(context, rules=False) as wiring:
        workspace = desk_named(wiring, own["desk"])
        who = acting(own["by"], workspace.desk)
        bulk = Bulk("", workspace.desk.name, "do", who, workspace.now(), name, where=own["where"], given=kept)
        bulk = replace(bulk, rate=fast(own["rate"], wiring.config.bulk))
        action = asked(bulk)
        assert action is not None, "it is a bulk of an action"
        lines, mails = deeds.planned(workspace, own["where"], action, who)
        order = _bulk_run.Order(bulk, lines, mails, asked=action)
        allowed = consent(own["yes"], own["dry_run"], own["cap"], True, wiring.config.bulk)
        return _bulk_run.carried_out(context, workspace, order, allowed)


def _add_all() -> None:
    for name, action in catalog().items():
        if name not in ELSEWHERE:
            usual = example(name, action).replace(f"csmail {name} K7F3Q2", f"csmail bulk do {name}")
            app.command(name, help=action.__doc__, epilog=f"{usual} --where 'tagged: late' --yes")(
                command_for(name, action)
            )


_add_all()
__all__ = ["HELP", "TEXT", "app", "asked"]
