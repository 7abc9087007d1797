"""One text or one action for many: who is left out and why, what is refused, what is said of the whole."""

from __future__ import annotations

SENTENCES = {
    "asks_to_be_left_alone": (
        "asks to be left alone: it gets no mail to many any more, and no answer to this",
        "meminta tidak dikirimi lagi: tidak mendapat email massal lagi, dan ini tidak dijawab",
    ),
    "bounced_for_good": (
        "mail to this address came back for good",
        "email ke alamat ini selalu kembali",
    ),
    "bulk_blocked": (
        "{refused} of {of} refused: {reply}",
        "{refused} dari {of} ditolak: {reply}",
    ),
    "bulk_interrupted": (
        "broken off; the rest is kept: csmail bulk resume {bulk}",
        "dihentikan sementara; sisanya tersimpan: csmail bulk resume {bulk}",
    ),
    "bulk_over_cap": (
        "{count} mails are more than the cap of {cap}; look at the preview, then say --cap {count}",
        "{count} email melebihi batas {cap}; periksa dulu pratinjaunya, lalu tulis --cap {count}",
    ),
    "bulk_sample": ("the first mail, to {to}[: {subject}]", "email pertama, kepada {to}[: {subject}]"),
    "bulk_stopped": ("stopped by {by}", "dihentikan oleh {by}"),
    "bulk_summary": ("bulk {bulk}, in all: {counts}", "bulk {bulk}, seluruhnya: {counts}"),
    "bulk_summary_open": (
        "bulk {bulk}: {counts}; go on with: csmail bulk resume {bulk}",
        "bulk {bulk}: {counts}; lanjutkan dengan: csmail bulk resume {bulk}",
    ),
    "bulk_was_stopped": (
        "bulk {bulk} was stopped by {by}; nothing of it leaves any more",
        "bulk {bulk} sudah dihentikan oleh {by}; tidak ada lagi yang dikirim darinya",
    ),
    "bulk_would_do": (
        "{count:conversation|conversations} would be changed; add --yes to do it",
        "{count:percakapan|percakapan} akan diubah; tambahkan --yes untuk melakukannya",
    ),
    "bulk_would_send": (
        "{count:mail|mails} would leave; add --yes to send them",
        "{count:email|email} akan dikirim; tambahkan --yes untuk mengirimnya",
    ),
    "cap_expected": ("expected a number, at least 1: {example}", "harus angka, paling sedikit 1: {example}"),
    "colleague_skipped": ("a colleague", "rekan kerja"),
    "conversation_gone": ("the conversation is gone", "percakapannya sudah tidak ada"),
    "fact_missing": ("{fact} is missing", "{fact} tidak ada"),
    "left_alone_since": (
        "asked to be left alone on {on}",
        "meminta tidak dikirimi lagi pada {on}",
    ),
    "newer_message": ("a newer message came", "ada pesan baru yang masuk"),
    "no_address_in_line": ("line {line} has no address", "baris {line} tidak punya alamat"),
    "no_longer_fits": (
        "it no longer fits: {field} is {seen}",
        "tidak cocok lagi: {field} sekarang {seen}",
    ),
    "no_such_bulk": ("there is no bulk {id}", "tidak ada bulk {id}"),
    "no_such_condition_key": (
        "{word} is no condition[ (did you mean {near}?)][; there are: {known}]",
        "{word} bukan kondisi[ (maksudnya {near}?)][; yang ada: {known}]",
    ),
    "not_a_rate": ("a rate is written 30/m, 500/h", "laju ditulis 30/m, 500/h"),
    "line_is_no_address": ("line {line}: {written} is not an address", "baris {line}: {written} bukan alamat email"),
    "option_wrong_at": ("{option}:{line}:{column}: {why}", "{option}:{line}:{column}: {why}"),
    "own_address_skipped": ("an address of ours", "alamat kita sendiri"),
    "same_customer": ("the same customer as line {line}", "pelanggan yang sama dengan baris {line}"),
    "same_line": ("the same as line {line}", "sama dengan baris {line}"),
    "selection_empty": (
        "{option} is empty: it would be every conversation",
        "{option} kosong: itu berarti semua percakapan",
    ),
    "spam_never_answered": ("spam is never answered", "spam tidak pernah dijawab"),
    "told_in": ("told in {conversation}", "sudah diberi tahu di {conversation}"),
    "told_lately": (
        "{count} of {of} got this template in the last 24 h (bulk {bulk}); --again sends it once more",
        "{count} dari {of} sudah menerima templat ini dalam 24 jam terakhir (bulk {bulk}); "
        "--again mengirimnya sekali lagi",
    ),
    "upset_left_out": (
        "upset: answer this one yourself, or --even-upset",
        "marah: jawab sendiri yang ini, atau pakai --even-upset",
    ),
}
