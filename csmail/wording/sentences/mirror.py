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
    "junk_in_mail_program": (
        "marked as junk in a mail program: is it spam?",
        "ditandai sampah di program email: apakah ini spam?",
    ),
}
