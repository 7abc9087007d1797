"""What a report says: the name of each figure, and its values in words."""

from __future__ import annotations

SENTENCES = {
    "report_day": ("{day}", "{day}"),
    "report_week": ("week {week}, {first} to {last}", "minggu ke-{week}, {first} s.d. {last}"),
    "report_month": ("{month}", "{month}"),
    "report_span": ("{first} to {last}", "{first} s.d. {last}"),
    "report_compared": ("against the period before", "dibandingkan dengan periode sebelumnya"),
    "report_so_far": ("so far", "sejauh ini"),
    "figure_received": ("received", "email masuk"),
    "figure_answers": ("answers", "balasan"),
    "figure_opened": ("opened", "percakapan baru"),
    "figure_closed": ("closed", "selesai"),
    "figure_open_at_end": ("open at the end", "masih terbuka"),
    "figure_first_response": ("first answer", "balasan pertama"),
    "figure_next_response": ("next answers", "balasan lanjutan"),
    "figure_resolution": ("until closed", "sampai selesai"),
    "figure_one_touch": ("one answer was enough", "cukup satu balasan"),
    "figure_promises": ("promises", "janji waktu"),
    "figure_escalations": ("escalations", "eskalasi"),
    "figure_satisfaction": ("satisfaction", "kepuasan"),
    "figure_tags": ("by tag", "per label"),
    "figure_agents": ("answers by", "balasan oleh"),
    "figure_languages": ("languages", "bahasa"),
    "figure_moods": ("moods", "suasana hati"),
    "figure_changed": ("more than before", "lebih banyak dari biasanya"),
    "figure_blind_spots": ("not counted", "tidak ikut dihitung"),
    "value_received": ("{count}[  {spark}][ {change}]", "{count}[  {spark}][ {change}]"),
    "value_count": ("{count}[ {change}]", "{count}[ {change}]"),
    "value_closed": (
        "{count}[ {change}][, {unanswered} without an answer][, {reopened} opened again]",
        "{count}[ {change}][, {unanswered} tanpa balasan][, {reopened} dibuka lagi]",
    ),
    "value_open": (
        "{count}[ {change}][, {unanswered} wait for us][, {overdue} overdue]",
        "{count}[ {change}][, {unanswered} menunggu kami][, {overdue} terlambat]",
    ),
    "value_response": (
        "[half within {half}][, nine of ten within {most}][; kept {share} ({kept} of {of})]"
        "[, {void} closed without one]",
        "[separuhnya dalam {half}][, 9 dari 10 dalam {most}][; ditepati {share} ({kept} dari {of})]"
        "[, {void} ditutup tanpa balasan]",
    ),
    "value_unanswered": (
        "none[; kept {share} ({kept} of {of})][, {void} closed without one]",
        "belum ada[; ditepati {share} ({kept} dari {of})][, {void} ditutup tanpa balasan]",
    ),
    "value_resolution": (
        "[half within {half}][, nine of ten within {most}][; kept {share} ({kept} of {of})]",
        "[separuhnya dalam {half}][, 9 dari 10 dalam {most}][; ditepati {share} ({kept} dari {of})]",
    ),
    "value_share": ("{share} ({some} of {of})", "{share} ({some} dari {of})"),
    "value_promises": (
        "{given} given[, {kept} kept][, {broken} broken][, {replaced} put off][, {open} open]",
        "{given} diberikan[, {kept} ditepati][, {broken} meleset][, {replaced} ditunda][, {open} masih berjalan]",
    ),
    "value_escalations": (
        "{steps} in {conversations:conversation|conversations}[: {named}]",
        "{steps} dalam {conversations} percakapan[: {named}]",
    ),
    "value_satisfaction": (
        "[{average} of 5, ]{answered} of {asked} answered[, satisfied {share}]",
        "[{average} dari 5, ]{answered} dari {asked} menjawab[, puas {share}]",
    ),
    "value_change": (
        "{name}: {now:conversation|conversations} ({share_now} %), before {before} ({share_before} %)",
        "{name}: {now} percakapan ({share_now} %), sebelumnya {before} ({share_before} %)",
    ),
    "report_without_since": ("--until needs --since", "--until perlu --since"),
    "period_ends_before_it_begins": ("the period ends before it begins", "periodenya berakhir sebelum dimulai"),
    "period_lies_ahead": ("that period has not begun", "periode itu belum dimulai"),
    "no_time_at_all": ("0 minutes", "0 menit"),
    "nothing_yet": ("none", "belum ada"),
    "blind_spam": ("{count:spam mail|spam mails}", "{count} email spam"),
    "blind_quarantined": (
        "{count:mail|mails} of strangers put aside",
        "{count} email dari pengirim tak dikenal disisihkan",
    ),
    "blind_in_doubt": (
        "{count:mail|mails} in doubt: csmail outbox resolve",
        "{count} email tidak jelas terkirim atau tidak: csmail outbox resolve",
    ),
    "blind_held": ("{count:mail|mails} held: csmail outbox list", "{count} email ditahan: csmail outbox list"),
    "blind_never_due": (
        "{count:customer waits|customers wait} at a desk that is never open again: csmail hours",
        "{count} pelanggan menunggu di desk yang tidak akan buka lagi: csmail hours",
    ),
    "blind_days": (
        "{count:day|days} on which no mail was taken in: {days}",
        "{count} hari tanpa pengambilan email: {days}",
    ),
    "sent_nowhere": (
        "answers from other mail programs: the server has no folder of sent mail",
        "balasan dari program email lain: server tidak punya folder Terkirim",
    ),
    "group_by_tag": ("by tag", "per label"),
    "group_by_agent": ("by agent", "per agen"),
    "group_by_hour": ("by hour", "per jam"),
    "group_by_customer": ("by customer", "per pelanggan"),
    "group_by_language": ("by language", "per bahasa"),
    "group_nameless": ("(none)", "(tanpa)"),
    "column_opened": ("OPENED", "BARU"),
    "column_received": ("RECEIVED", "MASUK"),
    "column_answers": ("ANSWERS", "BALASAN"),
    "column_first": ("FIRST ANSWER", "BALASAN PERTAMA"),
    "column_next": ("NEXT ANSWERS", "BALASAN LANJUTAN"),
    "column_kept": ("KEPT", "DITEPATI"),
    "report_page_title": ("Report of {desk}", "Laporan {desk}"),
    "report_made_at": ("made {moment}", "dibuat {moment}"),
    "rows_more": ("and {count} more", "dan {count} lagi"),
}
