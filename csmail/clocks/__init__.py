"""Business time, and the clocks that run in it. Pure: moments are arguments, aware UTC.

`calendar` reckons with the hours of a desk: when it is open, how much open time lies between two moments, when a span
of it is over; `promised` makes of that the moment a customer is told. `fold` walks through the facts of a conversation
and says how its clocks stand (`run` is one of them), `reckoning` asks it for a conversation as it is kept, `promises`
says what became of the moments that customers were told; `ladder`
says who is told next of a question that waits, `moments` when something is to be done though nobody wrote,
which `desk.intake.sweep` does and `actions.escalate` records, `snooze` how long a conversation stays out of lists;
`presence` says whether an agent is there.
What a desk's hours are stands in `model.hours`, how they are written in `config.hours`, the nouns in `model.clock`.
"""

from csmail.clocks.calendar import Calendar, Stretch, calendar
from csmail.clocks.ladder import Ladder, Rise, open_run, run_of
from csmail.clocks.moments import Moment, moments, next_moment, still_coming
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
    "is_snoozed",
    "moments",
    "next_moment",
    "open_promise",
    "open_run",
    "presence",
    "promised",
    "promises",
    "reckoned",
    "response",
    "run_of",
    "shown_at",
    "still_coming",
    "targets",
]
