"""Incidents: who is affected, who was told, what they are told next.

`desk.incident_records` keeps an incident in the store, `desk.open_incidents` is asked by the intake while one is open.
`naming` calls it, `breadth` reads what it is about, `affected` finds whom, `opening` tells them; `told` says who was
told by the tasks of the mails, `further` who gets the next one, `following` writes it (an update, the end) and settles
later whose first mail had no fate yet; `mails` writes each mail. Called by `cli.commands.incident`, and by every pass
for what is left to settle; a new step of an incident belongs beside `following`.
"""
