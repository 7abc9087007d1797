"""Why a conversation asks for a person."""

from __future__ import annotations

SENTENCES = {
    "nobody_left_to_tell": (
        "overdue, and nobody of the ladder could be told",
        "sudah lewat waktu, dan tidak ada lagi yang bisa dikabari di tangga eskalasi",
    ),
    "agent_left": (
        "{agent} had it and is not an agent here any more",
        "tadinya dipegang {agent}, yang bukan agen lagi di sini",
    ),
    "nobody_free": (
        "nobody who is there[ and knows {knows}] has room for more",
        "semua yang ada[ dan paham {knows}] sudah penuh tugasnya",
    ),
    "nobody_there": ("nobody is there[ who knows {knows}]", "tidak ada orang[ yang paham {knows}]"),
    "arrival_in_doubt": (
        "nobody knows whether the {purpose} to {to} arrived (task {task})",
        "belum jelas apakah {purpose} ke {to} sampai (tugas {task})",
    ),
    "blind_copy_answered": (
        "{sender} had a blind copy and answered it, unseen by the customer",
        "{sender} menerima tembusan tersembunyi dan membalasnya, pelanggan tidak melihatnya",
    ),
    "bounced": ("mail to {to} could not be delivered[: {diagnostic}]", "email ke {to} tidak terkirim[: {diagnostic}]"),
    "colleague_wrote": (
        "{author} wrote to us alone, unseen by the customer",
        "{author} menulis hanya kepada kita, pelanggan tidak melihatnya",
    ),
    "encrypted": (
        "the message is encrypted: read it in a mail program that has the key",
        "pesannya terenkripsi: baca di program email yang punya kuncinya",
    ),
    "forwarded_by_colleague": (
        "forwarded by {by}: a person answers the customer",
        "diteruskan oleh {by}: pelanggan perlu dijawab orang",
    ),
    "killed_reader": ("reading it killed csmail {times} times", "csmail berhenti {times} kali saat membacanya"),
    "mail_refused": (
        "the {purpose} to {to} was refused[: {reply}][: {why}]",
        "{purpose} ke {to} ditolak[: {reply}][: {why}]",
    ),
    "not_handed_over": ("the server does not hand it over", "server tidak memberikan pesannya"),
    "reminder": ("reminder[ of {by}][: {text}]", "pengingat[ dari {by}][: {text}]"),
    "signed_unreadable": (
        "the message is signed in a form that cannot be read here: open it in a mail program",
        "tanda tangan digital pesannya tidak bisa dibaca di sini: buka di program email",
    ),
    "specialist_wrote": (
        "the specialist answered: {author} wrote to us alone",
        "spesialis menjawab: {author} menulis hanya kepada kita",
    ),
    "stranger_wrote": (
        "{sender} wrote into this conversation without being part of it",
        "{sender} menulis ke percakapan ini padahal bukan pesertanya",
    ),
    "structure_refused": (
        "the structure of the message cannot be read; the message is on the server",
        "susunan pesannya terlalu aneh untuk dibaca; pesannya ada di server",
    ),
    "unproven_named": (
        "a mail that anybody could have written names {named}",
        "ada email, yang bisa saja ditulis siapa pun, yang menyebut {named}",
    ),
    "unreadable": (
        "the message cannot be read; it is still on the server",
        "pesannya tidak bisa dibaca; pesannya ada di server",
    ),
}
