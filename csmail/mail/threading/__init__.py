"""Which conversation a mail joins (correct mail T).

`match` decides by the strongest `evidence`, `desk_hints` is what a desk knows of a mail beside its ids, `id_evidence`
what ids prove, `proof` whether the author had part in it, `copies` whether it is one that is here already, `agreement`
whether conversations that waited for it are one, `subject` reads prefixes and numbers.
"""

from csmail.mail.threading.desk_hints import Hints, hints
from csmail.mail.threading.evidence import tokens_to_look_up
from csmail.mail.threading.match import (
    BLIND,
    REPORTS,
    TOLD,
    ThreadMatch,
    beside,
    join,
    released,
    reunited,
)

__all__ = [
    "BLIND",
    "REPORTS",
    "TOLD",
    "Hints",
    "ThreadMatch",
    "beside",
    "hints",
    "join",
    "released",
    "reunited",
    "tokens_to_look_up",
]
