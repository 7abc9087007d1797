"""What was done to a conversation: the effects of actions, and what people rearrange by hand.

In English each begins with a participle, so that a dry run may say "would have" before it.
"""

from __future__ import annotations

SENTENCES = {
    "would_have": ("would have {deed}", "akan dilakukan: {deed}"),
    "so_already": ("nothing to do: it is so already", "tidak ada yang perlu dilakukan: sudah begitu"),
    "dry_run": ("Dry run: nothing of this has happened.", "Uji coba: semua ini belum terjadi."),
    "conversation_merged": (
        "merged {merged} into {into}[: {messages:message|messages}][, {drafts:draft|drafts}][, {tasks:task|tasks}]",
        "{merged} digabungkan ke {into}[: {messages} pesan][, {drafts} draf][, {tasks} tugas]",
    ),
    "customers_differ": (
        "the customers differ: {ours} stays the customer, {theirs} is a participant",
        "pelanggannya berbeda: {ours} tetap pelanggan, {theirs} menjadi peserta",
    ),
    "draft_became": ("draft {draft}: {state}", "draf {draft}: {state}"),
    "step_passed_over": (
        "step {step} passed over: a higher one is taken",
        "langkah {step} dilewati: langkah di atasnya yang diambil",
    ),
    "escalated": (
        "escalated to {to}[, answer due {due}]",
        "dieskalasi ke {to}[, jawaban ditunggu sampai {due}]",
    ),
    "given_back": (
        "gave back to {into}: {messages:message|messages}[, {drafts:draft|drafts}][, {tasks:task|tasks}] of {source}",
        "dikembalikan ke {into}: {messages} pesan[, {drafts} draf][, {tasks} tugas] dari {source}",
    ),
    "mail_drafted": (
        "drafted the {purpose}[ '{template}'][ to {to}][; cc {cc}][; bcc {bcc}]",
        "draf {purpose}[ '{template}'] disiapkan[ untuk {to}][; cc {cc}][; bcc {bcc}]",
    ),
    "mail_drafted_to_nobody": (
        "drafted the {purpose}[ '{template}'] to nobody yet[; cc {cc}][; bcc {bcc}]",
        "draf {purpose}[ '{template}'] disiapkan, penerimanya belum ditentukan[; cc {cc}][; bcc {bcc}]",
    ),
    "mail_held": (
        "held the {purpose}[ '{template}'][ to {to}][; cc {cc}][; bcc {bcc}]: {why}",
        "{purpose}[ '{template}'][ untuk {to}][; cc {cc}][; bcc {bcc}] ditahan: {why}",
    ),
    "mail_queued": (
        "queued the {purpose}[ '{template}'][ to {to}][; cc {cc}][; bcc {bcc}]",
        "{purpose}[ '{template}'][ untuk {to}][; cc {cc}][; bcc {bcc}] masuk antrean kirim",
    ),
    "marked": ("marked {add}[; unmarked {remove}]", "tanda {add} dipasang[; tanda {remove} dilepas]"),
    "moved": ("moved to {folder}", "dipindahkan ke {folder}"),
    "note_added": ("added a note[ by {author}]", "catatan ditambahkan[ oleh {author}]"),
    "participant_accepted": (
        "accepted {address} as a participant[, with {messages:message|messages}]",
        "{address} diterima sebagai peserta[, dengan {messages} pesan]",
    ),
    "listed_again": ("listed again in csmail todo", "kembali terlihat di csmail todo"),
    "reminder_set": ("set a reminder for {at}[: {text}]", "pengingat dicatat untuk {at}[: {text}]"),
    "reminders_dropped": ("let go of its reminders", "pengingatnya dihapus"),
    "snoozed": (
        "snoozed until {until}; a new mail, or half of a promise, lists it before",
        "ditunda sampai {until}; pesan baru atau separuh waktu janji membuatnya terlihat lebih awal",
    ),
    "snoozed_now": ("snoozed", "ditunda"),
    "snoozed_until": ("snoozed until {at}", "ditunda sampai {at}"),
    "follow_up_planned": (
        "planned for {at}: {action}[ {parameters}]",
        "direncanakan untuk {at}: {action}[ {parameters}]",
    ),
    "target_set": ("promised {within} for {clock}", "menjanjikan {within} untuk {clock}"),
    "mood_set": ("set the mood to {mood}", "suasana dicatat: {mood}"),
    "person_asked": ("asked for a person: {why}", "perlu ditangani orang: {why}"),
    "priority_set": ("set the priority to {priority}", "prioritas diubah menjadi {priority}"),
    "split_off": (
        "split off into {into}: {messages:message|messages}[, {drafts:draft|drafts}][, {tasks:task|tasks}] of {source}",
        "dipisahkan ke {into}: {messages} pesan[, {drafts} draf][, {tasks} tugas] dari {source}",
    ),
    "status_set": ("set the status to {status}", "status diubah menjadi {status}"),
    "tagged": ("tagged {add}[; untagged {remove}]", "tag {add} dipasang[; tag {remove} dilepas]"),
    "agent_away": ("away until {until}[, said by {by}]", "tidak di tempat sampai {until}[, menurut {by}]"),
    "agent_back": ("back", "sudah kembali"),
    "agent_fewest": (
        "has the fewest, {waiting}[, and knows {knows}]",
        "paling sedikit tugasnya, {waiting}[, dan paham {knows}]",
    ),
    "agent_last": ("had this customer's last matter", "menangani urusan terakhir pelanggan ini"),
    "agent_only": (
        "the only one who is there and has room[ and knows {knows}]",
        "satu-satunya yang ada dan masih sanggup[ serta paham {knows}]",
    ),
    "agent_turn": (
        "several have {waiting}, and this one was given none for the longest time[; knows {knows}]",
        "beberapa orang sama-sama punya {waiting}, dan yang ini paling lama tidak mendapat tugas[; paham {knows}]",
    ),
    "assigned": ("assigned to {to}[: {why}]", "ditugaskan ke {to}[: {why}]"),
    "unassigned": ("assigned to nobody[: {why}]", "tidak ditugaskan ke siapa pun[: {why}]"),
    "taken_over": ("taken over from {agent}", "diambil alih dari {agent}"),
    "transferred": ("handed over to desk {to}[: {because}]", "dialihkan ke {to}[: {because}]"),
    "unmarked": ("unmarked {remove}", "tanda {remove} dilepas"),
    "untagged": ("untagged {remove}", "tag {remove} dilepas"),
}
