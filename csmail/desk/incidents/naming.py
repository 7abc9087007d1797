"""How an incident is called, and how it stands."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from csmail.desk import incident_records as records
from csmail.desk.workspace import Workspace
from csmail.errors import UsageError
from csmail.model.incident import NAME, Incident, named
from csmail.model.later import WEEKDAYS
from csmail.reason import Reason


def named_so(workspace: Workspace, title: str, name: str) -> str:
    """The name that was asked for, else one made of the title. Raises UsageError for one in use, or no name."""
    taken = records.names(workspace.store)
    if not name:
        return named(title, frozenset(taken))
    wanted = name.strip().upper()
    if not NAME.fullmatch(wanted):
        raise UsageError(Reason.of("incident_name_expected", written=name[:40]), "--name PAY1")
    if wanted in taken:
        found = records.find(workspace.store, wanted)
        raise UsageError(standing(found, workspace), f"csmail incident show {wanted}")
    return wanted


def standing(incident: Incident, workspace: Workspace) -> Reason:
    """Since when it is open, or closed; in the wall time of the desk."""
    zone = ZoneInfo(workspace.desk.timezone)
    if incident.closed_at is not None:
        return Reason.of("incident_closed_since", name=incident.name, at=f"{incident.closed_at.astimezone(zone):%F %R}")
    at, today = incident.opened_at.astimezone(zone), workspace.now().astimezone(zone).date()
    recent = timedelta(0) < today - at.date() < timedelta(days=7)
    shown = {"weekday": WEEKDAYS[at.weekday()][1]} if recent else {"at": f"{at:%F %R}"}
    return Reason.of("incident_open_since", name=incident.name, **shown)
