"""Which conversation a mail joins (correct mail T).

`match` decides by the strongest evidence, `id_evidence` is what ids prove, `proof` whether the author had part in it,
`copies` whether it is one that is here already, `agreement` whether conversations that waited for it are one,
`subject` reads prefixes and numbers.
"""

from csmail.mail.threading.match import (
    BLIND,
    REPORTS,
    TOLD,
    Hints,
    ThreadMatch,
    beside,
    hints,
    join,
    released,
    reunited,
    tokens_to_look_up,
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
