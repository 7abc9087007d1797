"""What became of a task of the outbox; replies of servers stay as they came."""

from __future__ import annotations

SENTENCES = {
    "answer_cites_it": (
        "an answer[ of {who}] cites it[; {why}]",
        "sebuah balasan[ dari {who}] merujuk ke email itu[; {why}]",
    ),
    "copy_in_sent": ("a copy lies in the Sent folder[; {why}]", "salinannya ada di folder Terkirim[; {why}]"),
    "deferred": ("[{to}: ][{reply}][{why}]", "[{to}: ][{reply}][{why}]"),
    "desk_gone": ("there is no desk {desk} any more", "desk {desk} sudah tidak ada"),
    "died_meanwhile": (
        "csmail ended before the server's answer was recorded",
        "csmail berhenti sebelum jawaban server tercatat",
    ),
    "dropped": ("dropped by {by}", "dibatalkan oleh {by}"),
    "given_up": (
        "given up after {tries} tries: [{to}: ][{reply}][{why}]",
        "dihentikan setelah {tries} kali percobaan: [{to}: ][{reply}][{why}]",
    ),
    "folder_failed": ("{said}", "{said}"),
    "folder_unsynced": ("written, but not synced: {said}", "sudah ditulis, tetapi belum tersimpan aman: {said}"),
    "in_doubt": ("[{to}: ][{reply}][{why}]", "[{to}: ][{reply}][{why}]"),
    "lost_before_content": ("nothing was sent yet: {said}", "belum ada yang terkirim: {said}"),
    "mail_missing": ("its mail is not in the store", "emailnya tidak ada di penyimpanan"),
    "marked_sent": ("marked as sent by {by}", "ditandai terkirim oleh {by}"),
    "marks_missing": (
        "not on {missing} of {all}: moved or removed by somebody meanwhile",
        "{missing} dari {all} tidak ditandai: sudah dipindahkan atau dihapus orang",
    ),
    "numbered_anew": (
        "{folder} was put back from a copy or made again, its UIDs are other mails now",
        "{folder} dipulihkan dari cadangan atau dibuat ulang, nomor UID-nya sekarang milik email lain",
    ),
    "no_clear_answer": ("no clear answer[: {said}]", "tidak ada jawaban yang jelas[: {said}]"),
    "overtaken": ("somebody wrote meanwhile", "sementara itu sudah ada pesan baru"),
    "proven": ("[{proof}][{why}]", "[{proof}][{why}]"),
    "refused": ("[{to}: ][{reply}][{why}]", "[{to}: ][{reply}][{why}]"),
    "renumbered": (
        "{folder} was put back from a copy, its UIDs are other mails now",
        "{folder} dipulihkan dari cadangan, nomor UID-nya sekarang milik email lain",
    ),
    "report_about_it": (
        "a report[ of {who}] is about it[; {why}]",
        "sebuah laporan[ dari {who}] membahas email itu[; {why}]",
    ),
    "said": ("{text}", "{text}"),
    "sent_again": ("sent again by {by}", "dikirim ulang oleh {by}"),
    "tried_again": ("tried again by {by}", "dicoba lagi oleh {by}"),
    "way_refused": ("{said}", "{said}"),
}

CLOCKS = {
    "first_response": ("the first response", "jawaban pertama"),
    "next_response": ("the next response", "jawaban berikutnya"),
    "resolution": ("the resolution", "penyelesaian"),
}

PURPOSES = {
    "acknowledgement": ("acknowledgement", "konfirmasi"),
    "announcement": ("announcement", "pengumuman"),
    "closing": ("goodbye", "ucapan penutup"),
    "escalation": ("escalation", "eskalasi"),
    "inquiry": ("question inside", "pertanyaan ke dalam"),
    "forward": ("forward", "email terusan"),
    "incident": ("incident", "gangguan"),
    "reminder": ("reminder", "email pengingat"),
    "reply": ("reply", "balasan"),
    "report": ("report", "laporan"),
    "survey": ("survey", "survei"),
}
STATES = {
    "approved": ("approved", "disetujui"),
    "claimed": ("claimed", "sedang dikerjakan"),
    "deferred": ("deferred", "ditunda"),
    "done": ("done", "selesai"),
    "dropped": ("dropped", "dibatalkan"),
    "held": ("held", "ditahan"),
    "in_doubt": ("in doubt", "belum pasti"),
    "queued": ("queued", "antre"),
    "refused": ("refused", "ditolak server"),
    "rejected": ("rejected", "ditolak"),
    "replaced": ("replaced", "diganti"),
    "sent": ("sent", "terkirim"),
    "transmitting": ("transmitting", "sedang dikirim"),
    "waiting": ("waiting", "menunggu"),
}
"""What became of a task or a draft, within a sentence."""
STATUSES = {
    "open": ("open", "terbuka"),
    "waiting": ("waiting for the customer", "menunggu pelanggan"),
    "closed": ("closed", "ditutup"),
    "spam": ("spam", "spam"),
}
VERBS = {
    "resolve": ("resolve", "diputuskan"),
    "settle": ("settle", "dituntaskan"),
    "retry": ("retry", "dicoba lagi"),
    "drop": ("drop", "dibatalkan"),
}
