"""What is wrong with a store that was looked through."""

from __future__ import annotations

SENTENCES = {
    "document_altered": ("{kind} {id} is not as it was written", "{kind} {id} tidak lagi seperti saat ditulis"),
    "document_misindexed": ("{kind} {id} is not indexed as it is", "indeks {kind} {id} tidak cocok dengan isinya"),
    "document_misnamed": ("{kind} {id} calls itself {named}", "{kind} {id} menyebut dirinya {named}"),
    "document_unreadable": ("{kind} {id}: {said}", "{kind} {id}: {said}"),
    "documents_missing": (
        "documents are gone, or stand as they were on another day",
        "ada dokumen yang hilang, atau isinya dari hari lain",
    ),
    "index_stray": (
        "{count} index rows of {kind} belong to no document",
        "{count} baris indeks {kind} tidak punya dokumen",
    ),
    "more_faults": ("and more", "dan masih ada lagi"),
    "page_damaged": ("{said}", "{said}"),
    "reference_dangling": (
        "{kind} {id} names {named}, which is not among the {target}",
        "{kind} {id} menyebut {named}, yang tidak ada di {target}",
    ),
    "tables_altered": ("its tables are not as they were made", "susunan tabelnya tidak lagi seperti saat dibuat"),
    "words_misindexed": (
        "its index of words does not say what the documents say: `search: false`, then `true` makes it anew",
        "indeks katanya tidak sesuai dengan isi dokumen: `search: false`, lalu `true`, membuatnya baru",
    ),
    "words_unreadable": (
        "its index of words cannot be read here: SQLite has no FTS5",
        "indeks katanya tidak dapat dibaca di sini: SQLite tanpa FTS5",
    ),
}
