"""Who wrote, and whether a machine may answer (correct mail S).

`decision` asks its rows in turn, `facts` is what they look at, `signs` the fields of machines, `kind` says what a
mail is. Authentication and the configured trust in forms, lists and notifiers (`trust`) are asked here by everybody.
A new sign of a machine: a row or a word.
"""

from csmail.mail.autoreply.decision import HUMAN, ROWS, TELLING, kind, verdict

__all__ = ["HUMAN", "ROWS", "TELLING", "kind", "verdict"]
