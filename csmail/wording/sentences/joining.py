"""What a receipt notes of a mail: why it lies where it does, what was odd about it."""

from __future__ import annotations

SENTENCES = {
    "answers_came_before": ("answers to it came before it", "balasannya datang lebih dulu"),
    "answers_met": (
        "both had answered a mail that came now",
        "keduanya membalas sebuah email yang baru sekarang datang",
    ),
    "answers_reunited": (
        "conversations that waited for it are one now",
        "percakapan yang menunggunya kini menjadi satu",
    ),
    "answers_the_same": (
        "others here answer {id} as well, which has not come",
        "email lain di sini juga membalas {id}, yang belum datang",
    ),
    "shift_began": ("a shift of {desk} began at {at}", "jam kerja {desk} dimulai pukul {at}"),
    "shift_ended": ("a shift of {desk} ended at {at}", "jam kerja {desk} berakhir pukul {at}"),
    "bad_token": (
        "its reply address carries a token that we did not sign",
        "alamat balasannya memuat kode yang tidak kita tanda tangani",
    ),
    "cross_reference": (
        "it refers to several conversations",
        "email ini merujuk ke beberapa percakapan",
    ),
    "found_in_sent": (
        "found in {folder}: another program sent it[, written by {by}]",
        "ditemukan di {folder}: dikirim dari program lain[, ditulis oleh {by}]",
    ),
    "forged_sender": ("its sender is forged", "pengirimnya dipalsukan"),
    "internal_note": ("it is a note of a colleague", "ini catatan dari rekan sendiri"),
    "joined": ("joined: {why}", "digabungkan: {why}"),
    "kind_noted": ("it is of kind {kind}", "jenisnya {kind}"),
    "link_suggested": ("another conversation may belong to it", "mungkin ada percakapan lain yang terkait"),
    "mail_defect": ("odd about it: {defect}", "yang tidak lazim: {defect}"),
    "named_in_subject": (
        "a participant named {id} in the subject",
        "seorang peserta menyebut {id} di subjek",
    ),
    "new_subject": (
        "a new subject in a conversation closed long ago",
        "subjek baru dalam percakapan yang sudah lama ditutup",
    ),
    "no_machine": ("no machine may answer it: {why}", "tidak boleh dibalas otomatis: {why}"),
    "other_copy": ("another copy of {id}", "salinan lain dari {id}"),
    "our_answer": ("it is an answer of ours", "ini balasan dari kita"),
    "quarantined": ("it waits until a person accepts its sender", "email ini menunggu pengirimnya diterima orang"),
    "refers_to": ("it refers to {id}", "email ini merujuk ke {id}"),
    "refers_to_folded": (
        "it refers to {id}, letter case ignored",
        "email ini merujuk ke {id}, tanpa membedakan huruf besar dan kecil",
    ),
    "report_about": ("a report: {why}", "sebuah laporan: {why}"),
    "reply_by_subject": (
        "a reply by subject, from the same customer",
        "balasan menurut subjeknya, dari pelanggan yang sama",
    ),
    "see_also": ("see also {conversation}", "lihat juga {conversation}"),
    "signed_token": (
        "the reply address carries our signed token",
        "alamat balasannya memuat kode bertanda tangan dari kita",
    ),
    "unknown_report": ("a report about a mail we do not know", "laporan tentang email yang tidak kita kenal"),
    "unknown_sender": (
        "its sender is not a participant of the conversation",
        "pengirimnya bukan peserta percakapan itu",
    ),
    "unproven_colleague": (
        "it claims to be from a colleague, and nothing proves it",
        "email ini mengaku dari rekan sendiri, tanpa bukti",
    ),
    "weak_match": ("anybody could have made up what leads here", "petunjuknya bisa saja dibuat siapa pun"),
}
