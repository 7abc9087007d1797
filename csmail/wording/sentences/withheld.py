"""Why an action declines, or its letter could not be written."""

from __future__ import annotations

SENTENCES = {
    "already_acknowledged": ("acknowledged already[, {at}]", "sudah dikonfirmasi[, {at}]"),
    "already_assigned": ("already assigned[ to {to}]", "sudah ditugaskan[ ke {to}]"),
    "agent_ambiguous": (
        "{to} may be one of several agents of {desk}: {agents}",
        "{to} bisa berarti beberapa agen di {desk}: {agents}",
    ),
    "already_closed": ("closed already", "sudah ditutup"),
    "already_escalated": ("escalated to {to} already", "sudah dieskalasi ke {to}"),
    "already_mood": ("it is said to be so already", "suasananya sudah dicatat begitu"),
    "already_open": ("open already", "sudah terbuka"),
    "already_priority": ("already has this priority", "prioritasnya sudah itu"),
    "already_promised": ("{within} is promised already", "{within} sudah dijanjikan"),
    "already_snoozed": ("snoozed until then already", "sudah ditunda sampai saat itu"),
    "already_spam": ("already marked as spam", "sudah ditandai spam"),
    "already_served": ("it is served by {desk} already", "sudah dilayani {desk}"),
    "already_tagged": ("already tagged", "tag itu sudah terpasang"),
    "already_there": ("it is there already", "sudah ada di folder itu"),
    "bounced_before": ("mail to {to} came back before", "email ke {to} pernah kembali"),
    "check_draft_recipients": (
        "check the recipients of the draft: {why}",
        "periksa penerima draf ini: {why}",
    ),
    "check_recipients": (
        "check the recipients: {why}[; {option} --dry-run shows them, {option} sends]"
        "[; csmail draft {conversation}, then csmail drafts edit names somebody]",
        "periksa penerimanya: {why}[; {option} --dry-run menampilkannya, {option} mengirimnya]"
        "[; csmail draft {conversation}, lalu csmail drafts edit untuk menentukan penerima]",
    ),
    "circular": ("it comes from {sender}", "email ini datang dari {sender} sendiri"),
    "empty_note": ("the note is empty", "catatannya kosong"),
    "letter_failed": (
        "[{action}: ]the mail cannot be written: {error}",
        "[{action}: ]email tidak bisa dibuat: {error}",
    ),
    "machine_answered_before": (
        "a machine answered in this conversation already",
        "percakapan ini sudah pernah dijawab otomatis",
    ),
    "mood_said": ("a person said that the mood is {mood}", "orang sudah mencatat suasananya: {mood}"),
    "unknown_step": ("the ladder has no step {step}: {steps}", "tangga eskalasi tidak punya langkah {step}: {steps}"),
    "promise_never_open": (
        "{desk} is not open again within ten years: csmail hours {desk}",
        "{desk} tidak buka lagi dalam sepuluh tahun: csmail hours {desk}",
    ),
    "promise_closed": (
        "{conversation} is closed: csmail reopen {conversation}",
        "{conversation} sudah ditutup: csmail reopen {conversation}",
    ),
    "moment_needed": ("say until when: 3d, mon 9, 2026-12-24", "sebutkan sampai kapan: 3d, senin 9, 2026-12-24"),
    "no_reminder": ("no reminder is set", "tidak ada pengingat"),
    "not_snoozed": ("it is not snoozed", "tidak sedang ditunda"),
    "overdue_stays": (
        "{conversation} is overdue: it stays in csmail todo until somebody answers",
        "{conversation} sudah lewat waktu: tetap di csmail todo sampai ada yang menjawab",
    ),
    "owes_no_answer": ("the customer owes us no answer", "pelanggan tidak sedang ditunggu jawabannya"),
    "reminded_already": (
        "reminded already, and nobody has written since",
        "sudah diingatkan, dan belum ada pesan lagi sejak itu",
    ),
    "reminded_enough": ("reminded {times} times already", "sudah {times} kali diingatkan"),
    "no_tier_left": ("there is no tier left to escalate to", "tidak ada tingkat lagi untuk eskalasi"),
    "not_tagged": ("not tagged so", "tag itu tidak terpasang"),
    "no_agents": ("{desk} has no agents: team.agents", "{desk} tidak punya agen: team.agents"),
    "nobody_has_it": ("nobody has it", "tidak ada yang memegangnya"),
    "not_an_agent": (
        "{by} is not an agent of {desk}: --by NAME or CSMAIL_BY says who you are",
        "{by} bukan agen di {desk}: sebutkan diri Anda dengan --by NAMA atau CSMAIL_BY",
    ),
    "no_automatic_answer": ("no automatic answer: {why}", "tidak dibalas otomatis: {why}"),
    "nothing_to_answer": ("there is no message to answer", "tidak ada pesan untuk dijawab"),
    "nothing_to_forward": ("there is no message to forward", "tidak ada pesan untuk diteruskan"),
    "place_unknown": ("it is not known where the message lies", "letak pesannya tidak diketahui"),
    "step_withheld": ("{action}: {why}", "{action}: {why}"),
    "taken": ("{who} has it[ since {since}]", "sedang dipegang {who}[ sejak {since}]"),
    "template_needs": ("needs {names}", "perlu {names}"),
    "template_gaps": (
        "[{action}: ]'{template}' has gaps that a person fills ({gap}): draft it",
        "[{action}: ]'{template}' punya bagian yang harus diisi orang ({gap}): buat draf dulu",
    ),
    "not_open": (
        "it is {status}[: csmail reopen {conversation}]",
        "statusnya {status}[: csmail reopen {conversation}]",
    ),
    "transferred_too_often": (
        "handed from desk to desk {times} times within a day: a person decides who serves it",
        "sudah {times} kali dialihkan dalam sehari: orang yang menentukan siapa yang melayani",
    ),
    "no_such_desk": (
        "there is no desk {to}[ (did you mean {near}?)][; desks here: {desks}]",
        "tidak ada desk bernama {to}[ (maksudnya {near}?)][; yang ada: {desks}]",
    ),
    "unknown_agent": (
        "{to} is not an agent of {desk}[ (agents: {agents})]",
        "{to} bukan agen di {desk}[ (agen: {agents})]",
    ),
    "upset": (
        "upset: a person answers[; seen: {words}]",
        "pelanggan kesal: dijawab oleh orang[; terlihat dari: {words}]",
    ),
    "wants_to_be_left_alone": ("the customer wants to be left alone", "pelanggan tidak ingin dihubungi"),
    "wrong_kind": ("the message is of kind {kind}", "jenis pesannya {kind}"),
}
