"""What the second reading of a finished mail refuses to let go."""

from __future__ import annotations

SENTENCES = {
    "advice_safety_rule": (
        "this is a safety rule of csmail; look at the message with `csmail message inspect`, answer it by hand",
        "ini aturan keamanan csmail; lihat pesannya dengan `csmail message inspect`, lalu balas sendiri",
    ),
    "header_line_strange": (
        "the header holds a line that is not a header field",
        "ada baris di header yang bukan isian header",
    ),
    "header_not_ascii": (
        "the header holds octets beyond ASCII that no address needs",
        "ada huruf di luar ASCII di header yang tidak diperlukan alamat mana pun",
    ),
    "bare_line_end": ("the mail holds a bare CR or LF", "emailnya berisi CR atau LF yang berdiri sendiri"),
    "nul_octet": ("the mail holds a NUL octet", "emailnya berisi bita NUL"),
    "line_too_long": (
        "the mail holds a line of more than {limit} octets",
        "ada baris di email yang lebih dari {limit} bita",
    ),
    "mail_without_recipient": ("the mail has no recipient", "emailnya tidak punya penerima"),
    "recipient_twice": ("the mail has one recipient twice", "ada penerima yang tertulis dua kali"),
    "recipient_not_an_address": ("{written!r} is not an address", "{written!r} bukan alamat email"),
    "fields_differ": (
        "the header has the fields {names} instead of {meant}",
        "header berisi {names}, seharusnya {meant}",
    ),
    "blind_field": ("the header has the field {name}", "header berisi {name}"),
    "recipients_differ": (
        "{name} reads [{found} ]instead of {count} intended addresses",
        "{name} terbaca [{found} ]bukan {count} alamat yang dimaksud",
    ),
}
