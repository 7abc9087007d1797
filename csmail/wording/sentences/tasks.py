"""What became of a task of the outbox; replies of servers stay as they came."""

from __future__ import annotations

SENTENCES = {
    "deferred": ("[{to}: ][{reply}]", "[{to}: ][{reply}]"),
    "dropped": ("dropped by {by}", "dibatalkan oleh {by}"),
    "given_up": (
        "given up after {tries} tries: [{to}: ]{reply}",
        "dihentikan setelah {tries} kali percobaan: [{to}: ]{reply}",
    ),
    "in_doubt": ("[{to}: ][{reply}]", "[{to}: ][{reply}]"),
    "marks_missing": (
        "not on {missing} of {all}: moved or removed by somebody meanwhile",
        "{missing} dari {all} tidak ditandai: sudah dipindahkan atau dihapus orang",
    ),
    "numbered_anew": (
        "{folder} was put back from a copy or made again, its UIDs are other mails now",
        "{folder} dipulihkan dari cadangan atau dibuat ulang, nomor UID-nya sekarang milik email lain",
    ),
    "proven": ("{proof}", "{proof}"),
    "refused": ("[{to}: ][{reply}]", "[{to}: ][{reply}]"),
    "renumbered": (
        "{folder} was put back from a copy, its UIDs are other mails now",
        "{folder} dipulihkan dari cadangan, nomor UID-nya sekarang milik email lain",
    ),
    "said": ("{text}", "{text}"),
    "sent_again": ("sent again by {by}", "dikirim ulang oleh {by}"),
    "tried_again": ("tried again by {by}", "dicoba lagi oleh {by}"),
}

PURPOSES = {
    "acknowledgement": ("acknowledgement", "konfirmasi"),
    "escalation": ("escalation", "eskalasi"),
    "forward": ("forward", "email terusan"),
    "reply": ("reply", "balasan"),
}
