"""`csmail demo` as a process: real servers, the shipped rules, every sample mail with what has to become of it."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import smtplib
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests import capture

COMMAND = [sys.executable, "-m", "csmail"]
LONGEST_SECONDS = 60  # generous: the machine may be busy; what it takes is measured in the benchmark


def run(*arguments: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments], capture_output=True, text=True, timeout=LONGEST_SECONDS,
        env={**os.environ, **(environment or {})}, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def shown() -> dict[str, Any]:
    done = run("demo", "--json")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def arrived(shown: dict[str, Any], subject: str) -> dict[str, Any]:
    found = [one for one in shown["arrived"] if one["subject"].startswith(subject)]
    assert len(found) == 1, [one["subject"] for one in shown["arrived"]]
    return dict(found[0])


def sent(shown: dict[str, Any], to: str) -> list[dict[str, Any]]:
    return [one for one in shown["sent"] if to in one["to"]]


def test_one_text_answers_all_who_wait_for_an_order_but_the_upset(shown: dict[str, Any]) -> None:
    words = {line.split()[1]: line.split()[0] for line in shown["bulk"]}
    assert list(words.values()).count("sent") >= 3
    assert len(words) == len(shown["bulk"]), "nobody is told twice"
    assert not any("{{" in line for line in shown["bulk"])


def test_an_incident_is_told_to_whom_it_concerns_and_again_to_exactly_those(shown: dict[str, Any]) -> None:
    told = [line.split()[1] for line in shown["incident"] if line.startswith("sent")]
    assert told == ["olivia@fabrikam.example"] * 2, shown["incident"]


def test_the_owner_reads_the_figures_of_the_day(shown: dict[str, Any]) -> None:
    said = dict(line.split(": ", 1) for line in shown["report"])
    answered = sum(line.startswith("sent") for line in shown["bulk"])
    assert said["answers"] == str(answered)
    assert int(said["opened"]) >= 15


COMMANDS = (
    ["todo"], ["status"], ["drafts", "list"], ["conversations", "list"], ["outbox", "list"], ["poll"], ["check"],
    ["rules", "check"], ["templates", "check"],
)  # fmt: skip

# subject, rule that has to hit, what was done (beginnings), to whom an acknowledgement went ("" for nobody)
EXPECTED = [
    ("Pesanan 12345 belum sampai", "order with its number", ("tagged order",), "rina@pelanggan.example"),
    ("Where is my parcel?", "order", ("tagged order",), "james@northwind.example"),
    ("Minta pengembalian dana", "refund", ("tagged refund", "escalated to finance@"), "dewi@kotak.example"),
    ("Refund for order 20533", "refund", ("tagged refund", "escalated to finance@"), "olivia@fabrikam.example"),
    ("Sangat kecewa", "complaint", ("tagged complaint", "escalated to lead@"), "agus@rumah.example"),
    ("THIS IS UNACCEPTABLE", "complaint", ("tagged complaint", "escalated to lead@"), "brian@contoso.example"),
    ("Faktur INV-2026-118", "invoice", ("tagged invoice", "tagged attachment"), "billing@supplier.example"),
    ("Ukuran gorden", "attachment", ("tagged attachment",), "siti@melur.example"),
    ("[umkm] Kumpul bulanan", "mailing list", ("tagged list",), ""),
    ("SLOT GACOR", "spam", ("set the status to spam",), ""),
    ("Tanya stok", "everything else", (), "putri@surat.example"),
    ("Penawaran untuk 40 kursi", "everything else", (), "hendra@office.example"),
    ("Ruang iklan akhir tahun", "", (), ""),
    ("Pesan baru dari situs", "everything else", (), "maya@daun.example"),
    ("Resi KK0099213", "notification", ("tagged notification",), ""),
    ("Undangan: lihat contoh kursi", "invitation", ("tagged invitation",), ""),
    ("RE: Delivery date for the desks", "order", ("tagged order",), "nadia@office.example"),
    ("Question about the café table – do you", "everything else", (), "juergen@muebelhaus.example"),
    ("Jam buka", "everything else", (), "tono@warung.example"),
    ("Stok karpet biru", "a colleague wrote", ("tagged internal",), ""),
    ("Automatic reply: We have your message", "an absence note came back", ("tagged auto-reply",), ""),
    ("Undelivered Mail Returned to Sender", "a mail of ours came back", ("tagged bounce",), ""),
]


@pytest.mark.parametrize(("subject", "rule", "did", "told"), EXPECTED, ids=[row[0] for row in EXPECTED])
def test_each_mail_gets_what_the_shipped_rules_say(
    shown: dict[str, Any], subject: str, rule: str, did: tuple[str, ...], told: str
) -> None:
    mail = arrived(shown, subject)
    assert not rule or rule in mail["rules"]
    for words in did:
        assert any(done.startswith(words) for done in mail["did"]), mail
    acknowledged = [done for done in mail["did"] if done.startswith("queued the acknowledgement")]
    assert len(acknowledged) == (1 if told else 0), mail
    if told:
        assert told in acknowledged[0]
        first = sent(shown, told)[0]
        assert first["to"] == [told]
        assert first["cc"] == ""
        assert subject not in first["subject"], "an acknowledgement repeats no word of the sender"


def test_nobody_is_told_twice(shown: dict[str, Any]) -> None:
    acknowledged = [done for one in shown["arrived"] for done in one["did"] if done.startswith("queued the ack")]
    assert len(acknowledged) == len(set(acknowledged)) == shown["counts"]["acknowledged"]
    assert shown["counts"]["twice"] == 1, "the copy that came by another road"


def test_every_mail_left_at_once_and_nothing_else(shown: dict[str, Any]) -> None:
    queued = [done for one in shown["arrived"] for done in one["did"] if done.startswith("queued the")]
    told = [one for one in shown["sent"] if "csmail conversations show" in one["text"]]
    assert [one["to"] for one in told] == [["lead@toko.example"], ["owner@toko.example"]]
    assert len(shown["sent"]) == len(queued) + len(told)
    assert shown["problems"] == []


def test_the_morning_goes_on_and_whoever_waits_is_told_of_up_the_ladder(shown: dict[str, Any]) -> None:
    (lead,) = [one for one in sent(shown, "lead@toko.example") if "csmail conversations show" in one["text"]]
    assert arrived(shown, "Pesanan 12345 belum sampai")["conversation"] in lead["text"]
    promised = sent(shown, "rina@pelanggan.example")[0]["text"]
    assert "hari ini (" in promised, "the acknowledgement names the moment"
    assert "sebelum pukul 10.30 WIB" in promised
    assert "upset or in haste" in arrived(shown, "Sangat kecewa")["rules"]
    assert shown["counts"]["escalated"] >= 15


def test_machines_and_strangers_got_nothing(shown: dict[str, Any]) -> None:
    receivers = {address for one in shown["sent"] for address in one["to"]}
    assert not {address for address in receivers if "umkm" in address or "lucky-win" in address}
    assert not receivers & {"no-reply@courier.example", "promo@cityads.example", "MAILER-DAEMON@customer.example"}
    assert not receivers & {"budi@toko.example", "lina@office.example", "form@website.example"}


def test_silence_has_a_reason_in_words(shown: dict[str, Any]) -> None:
    blind = arrived(shown, "Ruang iklan akhir tahun")
    assert any("it is not addressed to the desk" in reason for reason in blind["withheld"]), blind
    for subject, words in (("[umkm]", "it comes from a mailing list"), ("Stok karpet", "a colleague wrote it")):
        assert any(words in reason for reason in arrived(shown, subject)["withheld"])


def test_every_mail_either_got_an_acknowledgement_or_says_why_not(shown: dict[str, Any]) -> None:
    for one in shown["arrived"]:
        told = any(done.startswith("queued the acknowledgement") for done in one["did"])
        assert told or one["withheld"] or "the customer answered" in one["rules"], one


def test_an_answer_to_our_acknowledgement_joins_its_conversation(shown: dict[str, Any]) -> None:
    first = arrived(shown, "Pesanan 12345 belum sampai")
    for subject in ("Re: Pesan Anda sudah kami terima",):
        assert arrived(shown, subject)["conversation"] == first["conversation"]
    assert (
        arrived(shown, "Undelivered Mail")["conversation"] == arrived(shown, "Minta pengembalian dana")["conversation"]
    )


def test_what_is_no_mail_asks_for_a_person(shown: dict[str, Any]) -> None:
    odd = [one for one in shown["arrived"] if not one["sender"]]
    assert len(odd) == 1
    assert odd[0]["conversation"]


def test_each_speaks_the_language_of_the_customer(shown: dict[str, Any]) -> None:
    assert "Halo" in sent(shown, "rina@pelanggan.example")[0]["text"]
    assert "Hello" in sent(shown, "james@northwind.example")[0]["text"]
    assert "Hello" in sent(shown, "brian@contoso.example")[0]["text"]


def test_the_specialist_gets_the_original(shown: dict[str, Any]) -> None:
    escalations = sent(shown, "finance@toko.example")
    assert len(escalations) == 3, "two refunds, one invoice"
    assert all(one["attachments"] for one in escalations)
    assert any("dewi@kotak.example" in one["text"] for one in escalations)


def test_as_text_it_reads_without_colours_and_ends_with_what_to_try() -> None:
    done = run("demo")
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout
    assert "Pesanan 12345 belum sampai" in done.stdout
    assert "csmail demo --keep" in done.stdout
    assert "csmail init" in done.stdout


def test_on_a_terminal_a_hostile_subject_does_nothing() -> None:
    reader, writer = pty.openpty()
    process = subprocess.Popen([*COMMAND, "demo"], stdout=writer, stderr=writer, env={**os.environ, "TERM": "xterm"})
    os.close(writer)
    seen = b""
    while select.select([reader], [], [], LONGEST_SECONDS)[0]:
        try:
            seen += os.read(reader, 65536)
        except OSError:  # the other end is closed
            break
    os.close(reader)
    assert process.wait(LONGEST_SECONDS) == 0
    left = re.sub(rb"\x1b\[[0-9;]*m", b"", seen)
    assert b"daftar" in left
    assert b"\x1b[1m" in seen, "colours are used on a terminal"
    assert b"\x1b" not in left
    assert b"\x07" not in left
    assert "\u202e".encode() not in left


def test_kept_servers_serve_a_second_terminal_until_they_are_told_to_end() -> None:
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen([*COMMAND, "demo", "--keep"], stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            rules, port = told(process)
            assert written_to_the_desk(rules, port) == ["Uang kembali"]
            for command in COMMANDS:
                done = run(*command, environment={"CSMAIL_CONFIG": rules})
                assert done.returncode == 0, (command, done.stdout, done.stderr)
        finally:
            process.send_signal(signal.SIGINT)
        assert process.wait(LONGEST_SECONDS) == 0
    assert not Path(rules).parent.exists(), "nothing is left behind"


def told(process: subprocess.Popen[str]) -> tuple[str, int]:
    """Where the configuration is, at which port one may write to the desk: read from the invitation."""
    assert process.stdout is not None
    rules, port = "", 0
    for text in process.stdout:
        if "CSMAIL_CONFIG=" in text:
            rules = text.partition("CSMAIL_CONFIG=")[2].strip()
        if "smtp://" in text:
            port = int(re.findall(r":(\d+)", text)[0])
        if "--mail-rcpt" in text:
            break
    return rules, port


def written_to_the_desk(rules: str, port: int) -> list[str]:
    mail = b"From: me@customer.example\nTo: support@toko.example\nSubject: Uang kembali\n\nMinta uang kembali.\n"
    with smtplib.SMTP("127.0.0.1", port, timeout=LONGEST_SECONDS) as server:
        server.sendmail("me@customer.example", ["support@toko.example"], mail)
    assert run("poll", "--config", rules).returncode == 0
    found = json.loads(run("conversations", "list", "--json", "--config", rules).stdout)["conversations"]
    return [
        one["subject"] for one in found if "me@customer.example" in str(one["customer"]) and "refund" in one["tags"]
    ]


@pytest.mark.parametrize("missing", ["pymap", "aiosmtpd"])
def test_what_is_missing_is_said_with_how_to_get_it(missing: str) -> None:
    code = f"import sys; sys.modules[{missing!r}] = None; sys.argv = ['csmail', 'demo']; "
    code += "from csmail.__main__ import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=LONGEST_SECONDS, check=False
    )
    assert done.returncode == 78
    assert f"the demo needs {missing}" in done.stderr
    assert re.search(r"pip install '.*\[demo\]'", done.stderr)


def test_it_ends_by_itself_soon() -> None:
    began = time.monotonic()
    assert run("demo", "--json").returncode == 0
    assert time.monotonic() - began < LONGEST_SECONDS / 2


def test_the_capture_in_the_papers_is_what_the_demo_prints() -> None:
    """`make capture` writes it anew."""
    kept = capture.CAPTURE.read_text(encoding="utf-8").removeprefix("$ csmail demo\n")
    assert capture.blocks(capture.played()) == capture.blocks(kept)
