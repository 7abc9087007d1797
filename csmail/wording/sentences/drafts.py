"""What a draft waits for, why it is out of date."""

from __future__ import annotations

SENTENCES = {
    "answered_meanwhile": (
        "an answer was sent after it was written",
        "balasan lain sudah dikirim sesudah draf ini ditulis",
    ),
    "draft_stale": ("a draft waits, but {why}", "ada draf yang menunggu, tetapi {why}"),
    "draft_waits": ("a draft waits to be sent", "ada draf yang menunggu dikirim"),
    "half_gone": ("half of the promised time is gone", "separuh waktu yang dijanjikan sudah lewat"),
    "mood_neutral": ("calm", "tenang"),
    "mood_upset": ("upset", "kesal"),
    "mood_urgent": ("in haste", "mendesak"),
    "tomorrow": ("tomorrow", "besok"),
    "overdue": ("overdue", "sudah lewat waktu"),
    "waits_for_server": ("approved, waiting for the server", "sudah disetujui, menunggu server"),
    "leaves_at_its_moment": ("approved, leaves at {at}", "sudah disetujui, berangkat {at}"),
    "not_left_yet": ("not sent yet: {why}", "belum terkirim: {why}"),
    "no_answer_yet": ("no answer yet", "belum dibalas"),
    "somebody_wrote_again": (
        "somebody wrote again after it was written",
        "ada yang menulis lagi sesudah draf ini ditulis",
    ),
    "wrote_again": ("{sender} wrote again after it was written", "{sender} menulis lagi sesudah draf ini ditulis"),
}
