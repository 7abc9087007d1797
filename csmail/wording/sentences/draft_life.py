"""What happens to a draft between writing and leaving: who has it, who stands behind it, why it came back."""

from __future__ import annotations

SENTENCES = {
    "role_may_not": (
        "{by} may not {right} here",
        "{by} belum boleh melakukannya di sini (perlu hak {right})",
    ),
    "ask_one_of": ("ask[ {agents}]", "minta bantuan[ {agents}]"),
    "ask_a_colleague": ("ask a colleague to read and approve it", "minta rekan lain membaca dan menyetujuinya"),
    "draft_claimed": (
        "{by} has draft {id} in hand until {until}",
        "draf {id} sedang dipegang {by} sampai {until}",
    ),
    "draft_open_already": (
        "draft {id} is open in an editor of {by} already",
        "draf {id} sudah terbuka di editor {by}",
    ),
    "draft_news_while_editing": (
        "while you were editing: {why}; the draft stays stale until you edit it again",
        "selama Anda mengedit: {why}; draf ini tetap usang sampai Anda mengeditnya lagi",
    ),
    "draft_would_open": (
        "the editor would open this; nothing was changed",
        "ini yang akan dibuka di editor; tidak ada yang diubah",
    ),
    "draft_they_wrote": ("{who} wrote, {at}:", "{who} menulis, {at}:"),
    "draft_more_lines": (
        "… {count:line|lines} more: csmail conversations show {conversation}",
        "… masih {count} baris: csmail conversations show {conversation}",
    ),
    "draft_unchanged": ("nothing was changed", "tidak ada yang diubah"),
    "words_from_editor": (
        "(here stand the words that you write in the editor)",
        "(di sini tulisan Anda dari editor)",
    ),
    "draft_taken_from": ("taken over from {by}", "diambil alih dari {by}"),
    "draft_other_edition": (
        "draft {id} is edition {now} by now, written by {by}; you saw edition {edition}",
        "draf {id} sudah edisi {now}, ditulis {by}; yang Anda lihat edisi {edition}",
    ),
    "send_at_past": ("draft {id}: that moment has passed", "draf {id}: waktu itu sudah lewat"),
    "send_at_too_far": (
        "draft {id}: a mail can be put off by {days} days at most",
        "draf {id}: email hanya bisa dijadwalkan paling lama {days} hari ke depan",
    ),
    "advice_later_moment": ("name a moment that lies ahead", "sebutkan waktu yang belum lewat"),
    "draft_in_spam_conversation": (
        "draft {id} answers {conversation}, which was called spam",
        "draf {id} menjawab {conversation}, yang sudah ditandai spam",
    ),
    "note_since": ("{by} wrote a note since", "{by} menulis catatan setelah itu"),
    "draft_despite_gaps": ("let it pass with gaps: {left}", "tetap disetujui walau ada yang kosong: {left}"),
    "four_eyes_by_another": (
        "draft {id} needs a second pair of eyes, and {by} stands behind it already",
        "draf {id} perlu disetujui orang kedua, sedangkan {by} sudah ikut bertanggung jawab",
    ),
    "four_eyes_wanted": (
        "a second person has to approve it",
        "perlu disetujui satu orang lagi",
    ),
    "draft_pulled_back": (
        "the approved draft {draft} was pulled back: {why}",
        "draf {draft} yang sudah disetujui ditarik kembali: {why}",
    ),
    "draft_not_approved": ("it is not approved any more", "persetujuannya tidak berlaku lagi"),
    "draft_in_spam": ("the conversation was called spam", "percakapannya ditandai spam"),
    "conversation_rearranged": (
        "its conversation was split since",
        "percakapannya dipisah setelah itu",
    ),
    "approval_outdated": ("something changed since it was approved", "ada yang berubah setelah disetujui"),
    "approval_undone": ("{by} took the approval back", "{by} membatalkan persetujuan"),
    "draft_leaves_at": (
        "it leaves at {at}; csmail drafts undo {id} takes it back until then",
        "dikirim pukul {at}; sebelum itu masih bisa dibatalkan: csmail drafts undo {id}",
    ),
    "undo_too_late": (
        "draft {id} is on its way already, or may have arrived",
        "draf {id} sudah dalam perjalanan, atau mungkin sudah sampai",
    ),
    "person_at_work_on_draft": ("a person is at work on a draft", "ada yang sedang mengerjakan draf"),
    "no_such_edition": (
        "draft {id} has no edition {number}; there are {numbers}",
        "draf {id} tidak punya edisi {number}; yang ada {numbers}",
    ),
    "comment_empty": ("a comment needs words", "komentar tidak boleh kosong"),
    "comment_too_long": (
        "a comment has {limit} octets at most",
        "komentar paling panjang {limit} oktet",
    ),
    "no_such_attachment": (
        "draft {id} has no file {name}[; it has {names}]",
        "draf {id} tidak punya berkas {name}[; yang ada {names}]",
    ),
    "attachment_no_file": (
        "cannot attach {path}: only a file can be attached",
        "{path} tidak bisa dilampirkan: yang bisa hanya berkas biasa",
    ),
    "draft_without_html": (
        "draft {id} is plain text: it has no HTML",
        "draf {id} teks biasa, tidak punya HTML",
    ),
    "attachments_too_large": (
        "the files together are larger than {megabytes} MB",
        "semua berkas bersama-sama lebih besar dari {megabytes} MB",
    ),
    "attachment_is_program": (
        "{name} is a program or holds one: many servers refuse it",
        "{name} adalah program atau berisi program: banyak server menolaknya",
    ),
}
