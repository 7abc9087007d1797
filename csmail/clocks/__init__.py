"""Business time, and the clocks that run in it. Pure: moments are arguments, aware UTC.

`calendar` reckons with the hours of a desk: when it is open, how much open time lies between two moments, when a span
of it is over. `rules` asks whether it is open now, `csmail hours` shows the arithmetic. What a desk's hours are stands
in `model.hours`, how they are written in `config.hours`.
"""

from csmail.clocks.calendar import Calendar, Stretch, calendar

__all__ = ["Calendar", "Stretch", "calendar"]
