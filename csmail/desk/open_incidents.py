"""Asked for every mail that arrives while an incident is open; costs one look-up a batch while none is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from csmail.desk import incident_records as records
from csmail.errors import UsageError
from csmail.model.bulk import Line
from csmail.model.effects import Send
from csmail.model.incident import JOINED, Incident, OpenIncident
from csmail.model.reason import Reason
from csmail.model.situation import Situation
from csmail.model.task import SendMail, Task

if TYPE_CHECKING:
    from csmail.desk.workspace import Workspace
    from csmail.rules.decide import Decision


class OpenIncidents:
    """Those of one desk for one batch. `facts` takes who was told by an acknowledgement."""

    def __init__(self, workspace: Workspace, facts: dict[str, str]) -> None:
        self._workspace, self._facts = workspace, facts
        self._open: tuple[OpenIncident, ...] | None = None
        self._joined: dict[str, list[Line]] = {}

    def informed(self, situation: Situation) -> Situation:
        """The situation with what is open, for the acknowledgement to ask. Raises StoreError."""
        if self._open is None:
            found = records.open_ones(self._workspace.store, self._workspace.desk.name)
            self._open = tuple(_asked(self._workspace, one) for one in found)
        return situation.amended(incidents=self._open) if self._open else situation

    def heard(self, decision: Decision, tasks: Sequence[Task]) -> tuple[Reason, ...]:
        """Keep who is told by an acknowledgement among `tasks`; what its receipt says of the incident."""
        if not decision.situation.incidents:
            return ()
        name = next(filter(None, map(_named, (effect for step in decision.steps for effect in step.effects))), "")
        if not name:
            return ()
        joined = self._joined.setdefault(name, [])
        joined += [Line(conversation=task.conversation, tasks=(task.id,)) for task in tasks if _acknowledges(task)]
        self._facts.update(records.appended(self._workspace.store, name, JOINED, joined))
        after = decision.situation
        others = [one.name for one in after.incidents if one.name != name and one.fits(after)]
        told = next(one for one in after.incidents if one.name == name)
        also = tuple(Reason.of("incident_fits_too", name=other) for other in others)
        return (Reason.of("incident_acknowledged", name=name, title=told.title), *also)


def _asked(workspace: Workspace, incident: Incident) -> OpenIncident:
    return OpenIncident(incident.name, incident.title, incident.template, _fitting(workspace, incident))


def _fitting(workspace: Workspace, incident: Incident) -> Callable[[Situation], bool]:
    """Whether a situation is about this incident; what nobody can read any more (its desk is gone) fits nothing."""
    if not incident.match:
        return lambda situation: True
    try:
        condition = workspace.selection(incident.match, "--match")
    except UsageError:
        return lambda situation: False
    return lambda situation: condition.miss(situation) is None


def _named(effect: object) -> str:
    return effect.letter.incident if isinstance(effect, Send) else ""


def _acknowledges(task: Task) -> bool:
    return isinstance(task.work, SendMail) and task.work.purpose == "acknowledgement"
