"""What people did with other mail programs, and what could not be followed."""

from __future__ import annotations

SENTENCES = {
    "drafts_unseen": (
        "the folder of drafts could not be looked at: {said}",
        "folder draf tidak bisa dilihat: {said}",
    ),
    "copy_not_taken_in": (
        "draft {draft} was changed in a mail program and could not be taken in: {said}",
        "draf {draft} diubah di program email dan tidak bisa diambil: {said}",
    ),
    "copy_deleted": ("its copy was deleted from Drafts", "salinannya dihapus dari Draf"),
    "copy_gone": (
        "its copy is gone from Drafts: somebody may be sending it",
        "salinannya hilang dari Draf: mungkin ada yang sedang mengirimnya",
    ),
    "edited_elsewhere": (
        "draft {draft} was changed in a mail program: look at it again",
        "draf {draft} diubah di program email: periksa lagi dulu",
    ),
    "being_edited_elsewhere": (
        "draft {draft} is being edited in a mail program",
        "draf {draft} sedang diubah di program email",
    ),
    "elsewhere_editing": ("somebody is editing it in a mail program", "sedang diubah orang di program email"),
    "elsewhere_refused": (
        "in a mail program it was written under an address that is not the desk's: it stays as it is here",
        "di program email ditulis dengan alamat yang bukan milik desk: di sini tetap seperti semula",
    ),
    "elsewhere_maybe": (
        "a mail among the drafts looks like it and is not its copy: the same one, edited?",
        "di Draf ada email yang mirip tetapi bukan salinannya: apakah itu hasil ubahannya?",
    ),
    "elsewhere_ask": (
        "its copy vanished from Drafts together with others: were they thrown away on purpose?",
        "salinannya hilang dari Draf bersama yang lain: apakah memang sengaja dibuang?",
    ),
    "elsewhere_foreign": (
        "somebody writes an answer to the same conversation in a mail program",
        "ada yang sedang menulis jawaban untuk percakapan yang sama di program email",
    ),
    "sent_elsewhere": (
        "somebody sent it with a mail program",
        "sudah dikirim orang lewat program email",
    ),
    "answered_twice": (
        "two answers went out to the same question, one from csmail and one from a mail program",
        "dua jawaban terkirim untuk pertanyaan yang sama, satu dari csmail dan satu dari program email",
    ),
    "copy_edited": (
        "its copy was edited in a mail program after it was approved",
        "salinannya diubah di program email setelah disetujui",
    ),
    "junk_in_mail_program": (
        "taken for junk in a mail program: is it spam?",
        "dianggap spam di program email: apakah memang spam?",
    ),
    "mail_followed": (
        "moved from {left} to {folder} in a mail program",
        "dipindahkan dari {left} ke {folder} lewat program email",
    ),
    "mail_trashed": (
        "thrown away in a mail program: moved from {left} to {folder}",
        "dibuang lewat program email: dipindahkan dari {left} ke {folder}",
    ),
    "mail_vanished": (
        "gone from {left}, and found in no other folder; what was read of it is kept here",
        "hilang dari {left}, dan tidak ditemukan di folder lain; isi yang sudah dibaca tetap ada di sini",
    ),
    "newest_thrown_away": (
        "its newest mail was thrown away in a mail program: does it still need an answer?",
        "email terbarunya dibuang lewat program email: masih perlu dijawab?",
    ),
    "sent_maybe": (
        "an answer in {folder} to this customer with this subject, outside the thread: does it belong here? "
        "(mail {mail})",
        "ada jawaban di {folder} untuk pelanggan ini dengan perihal yang sama, di luar utas: "
        "apakah memang bagian dari sini? (email {mail})",
    ),
    "accepted_by_hand": ("a person says that it belongs here", "ada yang menyatakan email ini bagian dari sini"),
    "sent_mail_accepted": (
        "joined the mail from Sent[: {subject}]",
        "email dari folder terkirim digabungkan[: {subject}]",
    ),
    "sent_mail_refused": (
        "refused the mail from Sent: it belongs elsewhere, and is asked about no more",
        "email dari folder terkirim ditolak: bukan bagian dari sini, tidak ditanyakan lagi",
    ),
    "draft_taken_in": (
        "accepted what a mail program made of draft {draft}",
        "hasil ubahan draf {draft} di program email diambil",
    ),
    "mail_gone_from": ("the mail does not lie in {folder} any more", "emailnya sudah tidak ada di {folder}"),
    "nothing_asked_of_mail": (
        "nothing is asked of {mail} in conversation {id}",
        "tidak ada pertanyaan tentang {mail} di percakapan {id}",
    ),
    "refuse_names_mail": (
        "--refuse is for a mail in Sent, not for an address",
        "--refuse untuk email di folder terkirim, bukan untuk alamat",
    ),
}
