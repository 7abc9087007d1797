"""What a person may not do with a conversation, a draft, an address or a task, and why."""

from __future__ import annotations

SENTENCES = {
    "wrote_nothing_that_waits": (
        "{spec} wrote nothing into {id} that waits, and no mail there names him",
        "{spec} tidak menulis apa pun di {id} yang menunggu, dan tidak ada email di sana yang menyebutnya",
    ),
    "no_draft_of_this_id": ("there is no draft {id}", "tidak ada draf {id}"),
    "draft_decided": ("draft {id} is {state}[ already, by {decided_by}]", "draf {id}: {state}[, oleh {decided_by}]"),
    "draft_out_of_date": ("draft {id} is stale: {why}", "draf {id} sudah usang: {why}"),
    "draft_has_gaps": ("draft {id} has gaps: {left}", "draf {id} masih ada yang kosong: {left}"),
    "draft_stopped_by_lint": (
        "draft {id}: the courtesy lint stops it, line {found}",
        "draf {id} belum pantas dikirim, lihat baris {found}",
    ),
    "draft_despite_lint": (
        "let it pass although the courtesy lint says, line {found}",
        "tetap disetujui meskipun ada catatan bahasa di baris {found}",
    ),
    "draft_despite_news": ("let it pass although {why}", "tetap disetujui meskipun {why}"),
    "draft_without_recipients": ("draft {id} has no recipients", "draf {id} belum punya penerima"),
    "draft_mail_missing": (
        "the mail of draft {id} is not in the store",
        "email untuk draf {id} tidak ada di penyimpanan",
    ),
    "of_another_desk": ("{id} belongs to desk {desk}", "{id} milik desk {desk}"),
    "no_conversation_of_this_id": ("there is no conversation {id}", "tidak ada percakapan {id}"),
    "no_mail_left": ("no mail would be left in {id}", "tidak ada email yang tersisa di {id}"),
    "none_written_to_us": ("none of these was written to us", "tidak satu pun ditulis kepada kita"),
    "no_message_here": (
        "there is no message {name!r} in this conversation",
        "tidak ada pesan {name!r} dalam percakapan ini",
    ),
    "name_of_several": ("{name!r} may be one of {count}", "{name!r} bisa berarti {count} hal"),
    "attachment_too_large": ("{path} is larger than 20 MB", "{path} lebih besar dari 20 MB"),
    "attachment_unreadable": ("cannot attach {path}: {said}", "{path} tidak bisa dilampirkan: {said}"),
    "no_conversation_any_more": ("there is no conversation {conversation}", "tidak ada percakapan {conversation}"),
    "not_a_recipient": ("{written!r} is not an address", "{written!r} bukan alamat email"),
    "address_defect": (
        "{field}: {written!r} is not an address[: {defects}]",
        "{field}: {written!r} bukan alamat email[: {defects}]",
    ),
    "own_recipient": ("{field}: {own} is an address of this desk", "{field}: {own} adalah alamat desk ini"),
    "task_not_so": ("cannot {verb} task {id}: it is {state}", "tugas {id} tidak bisa {verb}: keadaannya {state}"),
    "folder_worthless": (
        "{folder} was renumbered by the server, its UIDs are worthless",
        "{folder} dinomori ulang oleh server, nomor lamanya tidak berlaku",
    ),
    "agent_keeps_changing": ("what this agent has keeps changing", "yang dipegang agen ini terus berubah"),
    "conversations_keep_changing": ("these conversations keep changing", "percakapan ini terus berubah"),
    "conversation_changes": (
        "conversation {conversation} keeps changing",
        "percakapan {conversation} terus berubah",
    ),
    "batch_keeps_changing": (
        "the conversations of this batch keep changing",
        "percakapan dalam kelompok ini terus berubah",
    ),
    "draft_promise_passed": (
        "draft {id} promises an answer by a moment that has passed",
        "draf {id} menjanjikan jawaban sebelum waktu yang sudah lewat",
    ),
}
