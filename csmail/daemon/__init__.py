"""`csmail run`: every desk polled in a thread of its own, until a signal comes.

`service` obeys signals and reads rules anew, `worker` keeps one desk polled,
`beats` notes that passes ended well. What a pass does is `desk.intake.poll`.
"""

from csmail.daemon.service import Rota, run

__all__ = ["Rota", "run"]
