"""Mail to measure with: mail(i) depends on the seed and on i alone, sizes spread as in a real inbox.

Of 10,000 mails half are below some 5 kB, one in ten carries an attachment of up to 280 kB. 50 rules: 20 look at the
subject, 8 at the sender, 22 at the text; some three keywords fall on a mail.
"""

from __future__ import annotations

import base64
import os
import random
import re
from collections.abc import Iterator

WORDS = (
    "pesanan order refund pengembalian dana kecewa terlambat barang rusak resi kirim paket alamat stok harga diskon "
    "faktur invoice delivery late broken missing parcel voucher garansi warranty tukar exchange ukuran size warna "
    "colour bayar transfer rekening account login password reset promo ongkir kurir courier jadwal toko cabang jam"
).split()
FILLER = (
    "halo selamat pagi saya ingin bertanya tentang yang kemarin terima kasih please let me know thank you regards dan"
).split()
SHOPS = tuple(f"kota{number}.example" for number in range(16))
SUBJECT_RULES = tuple(WORDS[:20])
SENDER_RULES = SHOPS[:8]
BODY_RULES = tuple(WORDS[20:42])


def mail(number: int, seed: int = 7) -> bytes:
    """One mail with CRLF line ends."""
    dice = random.Random(f"{seed}:{number}")
    subject = " ".join(dice.sample(WORDS, 2) + dice.sample(FILLER, 3))
    sender = f"pelanggan{dice.randrange(4000)}@{dice.choice(SHOPS)}"
    text = _text(dice)
    head = (
        f"Return-Path: <{sender}>\r\n{_trace(dice)}From: Pelanggan {number} <{sender}>\r\n"
        f"To: Toko Melati <support@toko.example>\r\nSubject: {subject}\r\n"
        f"Message-ID: <{number}.{seed}@kota.example>\r\n"
        f"Date: Mon, 06 Jul 2026 09:{number % 60:02d}:00 +0700\r\nMIME-Version: 1.0\r\n"
    )
    if dice.random() < 0.1:
        return (head + _mixed(dice, text)).encode()
    if dice.random() < 0.3:
        return (head + _alternative(text)).encode()
    return (head + f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}").encode()


def answer(number: int, seed: int = 7) -> bytes:
    """An answer to the mail of this number, which quotes its beginning."""
    first = mail(number, seed).decode()
    sender = re.search(r"(?m)^From: (.*)\r$", first)
    quoted = "".join(f"> {line}\r\n" for line in first.partition("\r\n\r\n")[2].split("\r\n")[:8])
    return (
        f"From: {sender[1] if sender else ''}\r\nTo: support@toko.example\r\nSubject: Re: {WORDS[number % 40]}\r\n"
        f"Message-ID: <re.{number}.{seed}@kota.example>\r\nIn-Reply-To: <{number}.{seed}@kota.example>\r\n"
        f"References: <{number}.{seed}@kota.example>\r\nDate: Mon, 06 Jul 2026 10:00:00 +0700\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n\r\n"
        f"Bagaimana dengan order #{number}?\r\n\r\nOn Mon, Jul 6, 2026 Toko wrote:\r\n{quoted}"
    ).encode()


def mails(count: int, seed: int = 7) -> Iterator[bytes]:
    """The first `count` mails of the seed."""
    return (mail(number, seed) for number in range(count))


def rules() -> str:
    """The 50 rules as rules.yaml writes them, each with a keyword of its own."""
    entries = []
    named = (("subject", SUBJECT_RULES), ("from", [f"@{shop}" for shop in SENDER_RULES]), ("body", BODY_RULES))
    for field, words in named:
        for word in words:
            keyword = f"{field[0]}-{word.strip('@').partition('.')[0]}"
            entries.append(f"  - {{name: {keyword}, when: {{{field}: ['{word}']}}, then: [{{tag: [{keyword}]}}]}}")
    return "rules:\n" + "\n".join(entries) + "\n"


def compiled() -> dict[str, str]:
    """An environment for csmail as it is installed: without it, who writes no bytecode compiles it each time."""
    return {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}


def _trace(dice: random.Random) -> str:
    hops = (
        f"Received: from mx{hop}.example (mx{hop}.example [192.0.2.{dice.randrange(250)}])\r\n"
        f"\tby mail.toko.example with ESMTPS id {dice.getrandbits(64):016x}\r\n"
        f"\tfor <support@toko.example>; Mon, 06 Jul 2026 09:00:0{hop} +0700\r\n"
        for hop in range(dice.randrange(1, 4))
    )
    signature = base64.b64encode(dice.randbytes(192)).decode()
    folded = "\r\n\t".join(signature[at : at + 64] for at in range(0, len(signature), 64))
    return "".join(hops) + f"DKIM-Signature: v=1; a=rsa-sha256; d=kota.example; s=k1;\r\n\tb={folded}\r\n"


def _text(dice: random.Random) -> str:
    words = FILLER * 12 + dice.sample(WORDS, 2)
    lines = int(min(400, max(4, dice.lognormvariate(3.2, 0.9))))
    return "".join(" ".join(dice.choices(words, k=11)) + "\r\n" for _ in range(lines))


def _alternative(text: str) -> str:
    html = "".join(f"<p>{line}</p>\r\n" for line in text.splitlines())
    return (
        'Content-Type: multipart/alternative; boundary="=-b"\r\n\r\n'
        f"--=-b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
        f"--=-b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}\r\n--=-b--\r\n"
    )


def _mixed(dice: random.Random, text: str) -> str:
    data = base64.encodebytes(dice.randbytes(int(min(200_000, dice.lognormvariate(11.2, 0.8))))).decode()
    return (
        'Content-Type: multipart/mixed; boundary="=-m"\r\n\r\n--=-m\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n'
        f"{text}\r\n--=-m\r\nContent-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\n"
        'Content-Disposition: attachment; filename="foto.jpg"\r\n\r\n' + data.replace("\n", "\r\n") + "\r\n--=-m--\r\n"
    )
