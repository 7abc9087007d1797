"""Why the recipients of a mail are for a person to decide, or there are none."""

from __future__ import annotations

SENTENCES = {
    "ambiguous_sender": ("it does not say clearly who wrote it", "pengirimnya tidak jelas"),
    "all_recipients_bounced": ("mail to every one of them came back", "email ke semua penerimanya kembali"),
    "blind_recipient_replied": (
        "the writer had a blind copy of a mail of ours",
        "penulisnya menerima email kita sebagai tembusan tersembunyi (Bcc)",
    ),
    "new_reply_to_in_thread": (
        "it suddenly wants the answer somewhere else",
        "balasannya tiba-tiba diminta ke alamat lain",
    ),
    "no_reply_target": ("there is nobody to answer", "tidak ada yang bisa dibalas"),
    "noreply_target": ("the address wants no answers", "alamat itu tidak menerima balasan"),
    "own_sender_no_external": ("it comes from the desk itself", "email ini datang dari kita sendiri"),
    "subject_changed": ("its subject has changed", "subjeknya sudah berganti"),
    "target_is_participant": (
        "whoever it goes to takes part in the conversation with the customer",
        "penerimanya ikut dalam percakapan dengan pelanggan",
    ),
    "too_many_recipients": ("it would go to too many people", "penerimanya terlalu banyak"),
    "unproven_recipient": (
        "it names somebody new, and anybody could have written it (csmail conversations accept)",
        "email ini menyebut orang baru, dan siapa pun bisa saja menulisnya (csmail conversations accept)",
    ),
    "loop_target": ("it would come back to the desk", "email ini akan kembali ke alamat kita sendiri"),
    "mass_recipients": ("it went to very many people", "email ini dikirim ke sangat banyak orang"),
}
