"""Why an address is among the recipients of a mail, or was left out."""

from __future__ import annotations

SENTENCES = {
    "address_asked_for": ("asked for by {by}[: {why}]", "diminta oleh {by}[: {why}]"),
    "address_bounced": ("mail to it bounced for good", "email ke alamat ini selalu kembali"),
    "address_in_field": (
        "{field} of [{message}][the message of {at}][: {why}]",
        "{field} pada [{message}][pesan {at}][: {why}]",
    ),
    "address_left_out": ("left out by {by}", "dikeluarkan oleh {by}"),
    "address_of_ours": ("our own address", "alamat kita sendiri"),
    "address_unreachable": ("no mail can reach it", "tidak bisa menerima email"),
    "address_unread": ("nobody reads there", "tidak ada yang membaca di sana"),
    "attached_not_carried": (
        "the mail is attached, its addresses are not carried along",
        "emailnya dilampirkan, alamat di dalamnya tidak ikut",
    ),
    "author_only_answered": ("a reply answers the author only", "balasan hanya untuk penulisnya"),
    "author_only_told": ("only the author is told", "hanya penulisnya yang diberi tahu"),
    "followup_leaves_out": ("Mail-Followup-To leaves it out", "tidak disebut di Mail-Followup-To"),
    "forward_target": ("target of the forward[: {why}]", "tujuan email terusan[: {why}]"),
    "internal_stays_internal": ("an internal answer stays internal", "balasan internal tetap internal"),
    "list_in_reply_to": (
        "the list in Reply-To of [{message}][the message of {at}][: {why}]",
        "milis di Reply-To pada [{message}][pesan {at}][: {why}]",
    ),
    "machine_answers_author": (
        "a machine answers the author (RFC 3834 section 4)",
        "balasan otomatis hanya untuk penulisnya (RFC 3834 bagian 4)",
    ),
    "no_address": ("not an address", "bukan alamat yang sah"),
    "not_addressed_visibly": ("we were not addressed visibly", "alamat kita tidak terlihat sebagai penerima"),
    "origin_unknown": ("no reason was recorded", "alasannya tidak tercatat"),
    "other_field_given": ("{field} was given instead", "{field} yang dipakai"),
    "person_decides": ("a person has to decide ({why})", "harus diputuskan orang ({why})"),
    "reply_to_contradictory": (
        "several Reply-To fields that disagree",
        "beberapa Reply-To yang saling bertentangan",
    ),
    "reply_to_new": ("a Reply-To new in this conversation", "Reply-To yang baru dalam percakapan ini"),
    "standing_copy": ("auto_bcc of the desk[: {why}]", "auto_bcc desk ini[: {why}]"),
    "unproven_name": (
        "named by a mail that anybody could have written",
        "disebut oleh email yang bisa saja ditulis siapa pun",
    ),
    "whole_list": ("the whole list", "seluruh milis"),
}
