"""Following up: silence, what is planned for later, how satisfied customers are."""

from __future__ import annotations

SENTENCES = {
    "asked_how_satisfied": (
        "the customer was asked in this conversation already",
        "pelanggan sudah pernah ditanya di percakapan ini",
    ),
    "follow_up_lost": (
        "what the rule {rule!r} planned for now is not in rules.yaml any more: {action}[ {parameters}]",
        "yang direncanakan aturan {rule!r} untuk saat ini sudah tidak ada di rules.yaml: {action}[ {parameters}]",
    ),
    "no_customer_to_ask": ("there is no customer to ask", "tidak ada pelanggan yang bisa ditanya"),
    "no_person_answered": ("no person has answered here", "belum ada orang yang membalas di sini"),
    "asks_nobody": (
        "there is nobody {written!r} to ask: {known}",
        "{written!r} tidak bisa ditanya; yang bisa: {known}",
    ),
    "not_closed": (
        "{conversation} is not closed: csmail close {conversation}",
        "{conversation} belum ditutup: csmail close {conversation}",
    ),
    "survey_planned_already": ("the survey is planned already", "surveinya sudah direncanakan"),
    "surveyed_lately": (
        "the customer was asked on {at} already: once in 30 days is enough",
        "pelanggan sudah ditanya pada {at}: cukup sekali dalam 30 hari",
    ),
    "follow_up_planned_already": ("planned already", "sudah direncanakan"),
    "waits_by_itself": (
        "{action} waits by itself: write it beside `later`, not in it",
        "{action} sudah menunggu sendiri: tulis di samping `later`, bukan di dalamnya",
    ),
    "later_is_now": ("nothing is later in no time: write it like 14d", "tidak ada jarak waktunya: tulis misalnya 14d"),
    "silence_needs_after": (
        "say after how long a silence: after: {example}",
        "sebutkan sesudah berapa lama tidak ada kabar: after: {example}",
    ),
    "after_without_silence": ("it belongs to on: silence", "hanya berlaku bersama on: silence"),
    "silence_out_of_range": (
        "a silence lasts longer than nothing and at most ten years",
        "lamanya harus lebih dari nol dan paling lama sepuluh tahun",
    ),
    "values_must_rise": ("the values must rise", "nilainya harus makin besar"),
    "goodbye_answers_nobody": (
        "a goodbye is sent when time passes, not when a mail comes: on: silence",
        "ucapan penutup dikirim saat waktu berlalu, bukan saat email datang: on: silence",
    ),
    "ask_needs_closing": (
        "it can be asked when a conversation is closed: on: closed",
        "hanya bisa ditanyakan saat percakapan ditutup: on: closed",
    ),
}
