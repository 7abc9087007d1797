"""Machines in forty languages and behind gateways are known; people who use the same words are not lost."""

from __future__ import annotations

import re

import pytest

from csmail.cli.input import mail_files
from csmail.mail.autoreply.away_words import AWAY
from csmail.mail.parse import parse
from csmail.model.desk import Desk
from csmail.model.message import Message
from tests.factories import NOW

DESK = Desk("support", "support@toko.example")
OURS = "<cs.K7F3Q2.0123456789abcdef@toko.example>"
# One spelling of each word in the table.
SPELLED = {
    r"auto(?:matic|mated)?[ -]{0,2}(?:repl|respon)": "Automatic reply", r"absence": "Absence",
    r"automatische (?:antwort|odpow)": "Automatische Antwort", r"autom\. ?antwort": "Autom. Antwort",
}  # fmt: skip


def spelled(pattern: str) -> str:
    """A subject that `pattern` matches: the first of its alternatives, what is optional left out."""
    if pattern in SPELLED:
        return SPELLED[pattern]
    plain = re.sub(r"\(\?:[^()|]*\)\?|[^(]\?(?!:)", "", pattern)
    return re.sub(r"\(\?:([^()|]*)(?:\|[^()]*)?\)|\[(.)[^\]]*\]", lambda found: found[1] or found[2], plain)


NOTES = sorted({spelled(word) for words in AWAY.values() for word in words})
TAGS = ("", "[EXTERNAL] ", "[EXT] ", "(External) ", "EXT: ", "***External*** ", "[CAUTION: EXTERNAL EMAIL] ")


def read(subject: str, text: str = "Halo", sender: str = "rina@cust.example", **fields: str) -> Message:
    names = {
        "From": sender, "To": "support@toko.example", "Subject": subject, "Message-ID": "<a@cust.example>",
        "Content-Type": "text/plain; charset=utf-8",
        **{name.replace("_", "-"): value for name, value in fields.items()},
    }  # fmt: skip
    head = "".join(f"{name}: {value}\r\n" for name, value in names.items())
    return parse(mail_files.raw((head + "\r\n" + text).encode(), NOW), DESK)


@pytest.mark.parametrize("subject", NOTES)
def test_an_absence_note_that_answers_us_is_a_machine_in_every_language_and_behind_every_tag(subject: str) -> None:
    for tag in TAGS:
        found = read(f"{tag}{subject}: Pesanan 12345", In_Reply_To=OURS)
        assert (found.verdict.allowed, found.kind) == (False, "autoreply"), tag + subject
        assert read(f"Re: {subject}: Pesanan 12345", In_Reply_To=OURS).kind == "human"
        assert read(f"{tag}Fwd: {subject}", In_Reply_To=OURS).kind == "human"


def test_forty_languages_are_known() -> None:
    assert len(AWAY) >= 40


RETURNED = "--b\nContent-Type: text/plain\n\nThis message was created automatically by mail delivery software.\n--b\n"
RETURNED += "Content-Type: message/rfc822\n\nSubject: x\n\nx\n--b--\n"
MULTIPART = "multipart/mixed; boundary=b"
ROBOTS: dict[str, tuple[Message, str]] = {
    "ndr": (read("Mail delivery failed: returning message to sender", RETURNED, "ndr@mitra.example",
                 Content_Type=MULTIPART), "bounce"),
    "any name, our mail in it": (read("Undelivered Mail Returned to Sender", RETURNED, "server@mitra.example",
                                      Content_Type=MULTIPART), "bounce"),
    "any name, a code": (read("Undeliverable: Pesanan", "could not be delivered to x@y.example\n550 5.1.1 unknown",
                              "system@mitra.example"), "bounce"),
    "post_master": (read("Re:Test", "Error: 550 unknown user", "post_master@sms.example", In_Reply_To=OURS), "bounce"),
    "a gateway": (read("Delivery failure", "x", "mailgateway@mitra.example"), "bounce"),
    "a relay": (read("[EXTERNAL] Undeliverable: Halo", "x", "mail-relay@mitra.example"), "bounce"),
    "a note that names itself": (read("Out of Office reply"), "autoreply"),
    "the same with its matter": (read("Out of the office auto-reply: Pesanan"), "autoreply"),
    "Apple Mail": (read("Re: Pesanan", X_Apple_Action="VACATION"), "autoreply"),
    "Lotus Notes": (read("Rina Dewi is out of the office (returning 12/05/2026)"), "autoreply"),
    "Lotus Notes behind a gateway": (read("[EXT] AUTO: Rina Dewi is out of the office (returning 01/12/2026)"),
                                     "autoreply"),
    "Yahoo": (read("Yahoo! Auto Response"), "autoreply"),
    "three letters": (read("OOO Re: Pesanan", In_Reply_To=OURS), "autoreply"),
    "a vacation program with Precedence": (read("Re: Pesanan", X_Autoreply="yes", Precedence="bulk"), "autoreply"),
    "FreeScout": (read("Re: [#123] Pesanan", X_FreeScout_Mail_Type="auto.reply"), "autoreply"),
    "RT": (read("[acme.example #123] AutoReply: Pesanan", In_Reply_To=OURS), "autoreply"),
    "Zendesk": (read("[Request received] Pesanan", "Your request (12345) has been received and is being reviewed.",
                     In_Reply_To=OURS), "autoreply"),
    "Freshdesk": (read("Ticket Received - Pesanan", "We would like to acknowledge that we have received your request.",
                       In_Reply_To=OURS), "autoreply"),
    "Mimecast": (read("[Postmaster] Email Delivery Failure", "x", "postmaster@mimecast.example"), "bounce"),
    "Barracuda": (read("**Message you sent blocked by our bulk email filter**", "x", "postmaster@corp.example"),
                  "bounce"),
    "MDaemon": (read("Permanent Delivery Failure", "x", "MDaemon@corp.example"), "bounce"),
    "163": (read("=?utf-8?B?57O757uf6YCA5L+h?=", "550 User not found", "Postmaster@mail.example"), "bounce"),
    "QQ": (read("=?utf-8?B?5p2l6IeqcXEuY29t55qE6YCA5L+h?=", "x", "PostMaster@qq.example"), "bounce"),
    "an abuse report for people": (read("FW: Pesanan", "This is an email abuse report for an email message received "
                                        "from IP 192.0.2.1", "staff@isp.example"), "notification"),
    "SpamArrest": (read("Please confirm", X_SpamArrest_noauth="1"), "autoreply"),
    "BoxTrapper": (
        read("Please confirm", X_BoxTrapper="verify"), "autoreply"),
    "a DMARC report": (read(
        "[Preview] Report Domain: toko.example Submitter: mx.example Report-ID: 7"), "notification"),
    "a feedback report": (read("complaint about message from 192.0.2.7", "x", "fbl@provider.example"), "notification"),
}  # fmt: skip
PEOPLE = (
    "Automatic reply cards, how much?", "Automatic response time of the machine",
    "Auto reply setting on my phone", "OOO size shoes", "Ticket received, but no seat", "Request received twice?",
    "We have received your package broken", "My friend is out of the office, call me", "Your request for my address",
    "Jane is out of office supplies", "Message you sent is unclear", "[Ticket #12] wrong seat",
    "Vacation rental refund", "Vacation package, order 12345", "On vacation I lost my parcel",
    "On leave of absence form",
    "Out of office chairs?",
    "Out of office furniture", "Out of the office supplies I ordered, two are broken",
    "Away from the office printer", "Abwesenheitsassistent einrichten", "Pesan otomatis tidak sampai ke saya",
    "Balasan otomatis kalian salah", "Sedang cuti bolehkah diambil tetangga", "Di luar kantor pos ada paket saya",
    "Re: Automatic reply: Pesanan", "Fwd: Undelivered Mail Returned to Sender", "FW: Mail delivery failed",
    "Fwd: Automatic reply: Pesanan", "WG: Abwesenheitsnotiz", "TR: Réponse automatique", "Undeliverable parcel 12345",
    "Delivery failed, nobody was at home", "Delivery report for my parcel?", "Returned mail order, refund please",
    "Delivery failure of courier", "Message status?", "Failed mail order", "Pengiriman gagal, uang kembali",
    "Gagal kirim paket", "Report domain: my domain is broken", "Complaint about message from your agent",
    "Error 550 when I pay", "My mail to you came back with 550 5.1.1", "[EXTERNAL] Question about my order",
    "External: question", "EXT: harga", "[EXT] Re: Pesanan", "Spam in my inbox", "External hard disk, is it there?",
)  # fmt: skip
TEXTS = ("Halo, tolong dibantu.", "I get 550 5.1.1 when I write to your shop, please help.", "The parcel came back.")


@pytest.mark.parametrize("name", ROBOTS)
def test_a_robot_is_never_answered(name: str) -> None:
    found, kind = ROBOTS[name]
    assert (found.verdict.allowed, found.kind) == (False, kind), found.verdict


@pytest.mark.parametrize("subject", PEOPLE)
@pytest.mark.parametrize("text", TEXTS)
def test_a_person_who_uses_the_same_words_is_a_person(subject: str, text: str) -> None:
    for found in (read(subject, text), read(subject, text, "budi@mail.example")):
        assert (found.verdict.allowed, found.kind) == (True, "human"), found.verdict


def test_a_person_who_attaches_a_bounce_is_a_person() -> None:
    assert read("Fwd: Undelivered Mail Returned to Sender", RETURNED, Content_Type=MULTIPART).kind == "human"
    assert read("Surat saya kembali", RETURNED, Content_Type=MULTIPART).kind == "human"
