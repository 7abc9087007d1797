"""Business time, and the clocks that run in it. Pure: moments are arguments, aware UTC.

`calendar` reckons with the hours of a desk: when it is open, how much open time lies between two moments, when a span
of it is over; `promised` is the moment a customer is told. `fold` walks through the facts of a conversation and says
how its clocks stand (`run` is one of them), `reckoning` asks it for a conversation as it is kept, `promises` says what
became of moments that customers were told; `ladder` who is told next of a question that waits, `moments` when something
is to be done though nobody wrote (`occasions`: what no clock says, a silence, a closing, what was planned), which
`desk.intake.sweep` does; `snooze` how long a conversation stays out of lists; `presence` whether an agent is there.
What a desk's hours are stands in `model.hours`, how they are written in `config.hours`, the nouns in `model.clock`.
"""

from csmail.clocks.calendar import Calendar, Stretch, calendar
from csmail.clocks.ladder import Ladder, Rise, open_run, run_of
from csmail.clocks.moment import Moment
from csmail.clocks.moments import moments, next_moment, still_coming
from csmail.clocks.occasions import closed_at, planned, stands
from csmail.clocks.presence import back_at, presence
from csmail.clocks.promised import promised
from csmail.clocks.promises import open_promise, promises
from csmail.clocks.reckoning import asks, reckoned, response, targets
from csmail.clocks.snooze import is_snoozed, shown_at

__all__ = [
    "Calendar",
    "Ladder",
    "Moment",
    "Rise",
    "Stretch",
    "asks",
    "back_at",
    "calendar",
    "closed_at",
    "is_snoozed",
    "moments",
    "next_moment",
    "open_promise",
    "open_run",
    "planned",
    "presence",
    "promised",
    "promises",
    "reckoned",
    "response",
    "run_of",
    "shown_at",
    "stands",
    "still_coming",
    "targets",
]
