"""Bodies: the text a reader sees, the names of attachments, the language, the new words."""

from __future__ import annotations

import base64
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmail.mail.mime import parameters, structure
from csmail.mail.text import CHARACTERS, Body, body, html, language, without_quotes
from csmail.model.message import Attachment


def read(mail: str, complete: bool = True) -> Body:
    header, _, rest = mail.replace("\n", "\r\n").partition("\r\n\r\n")
    return body(header + "\r\n\r\n", rest.encode("utf-8", "surrogateescape"), complete)


ALTERNATIVE = """Content-Type: multipart/alternative; boundary=b

--b
Content-Type: text/plain; charset=utf-8

{plain}
--b
Content-Type: text/html; charset=utf-8

<p>Halo <b>kak</b></p>
--b--
"""


def test_a_mail_without_mime_is_its_text() -> None:
    assert read("Subject: x\n\nHalo\nkak\n").text == "Halo\nkak\n"


def test_of_alternatives_the_plain_text_is_read_and_the_html_when_it_is_blank() -> None:
    assert read(ALTERNATIVE.format(plain="Halo saja")).text.strip() == "Halo saja"
    assert read(ALTERNATIVE.format(plain="  \n ")).text == "Halo kak"


def test_an_html_only_mail_gives_its_visible_text_and_fetches_nothing() -> None:
    page = (
        '<html><head><style>p{}</style></head><body><p>Uang saya</p><img src="http://127.0.0.1:9/x.png"><p>kembali</p>'
    )
    seen = read(f"Content-Type: text/html\n\n{page}")
    assert seen.text.split() == ["Uang", "saya", "kembali"]


def test_a_plain_footer_does_not_hide_an_html_body() -> None:
    seen = read(
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>isi</p>\n"
        "--b\nContent-Type: text/plain\n\nkaki\n--b--\n"
    )
    assert seen.text.split() == ["isi", "kaki"]


@pytest.mark.parametrize(
    ("encoding", "octets"),
    [
        ("quoted-printable", "caf=C3=A9 =\r\nolé".encode()),
        ("base64", base64.encodebytes("café olé".encode())),
        ("8bit", "café olé".encode()),
        ("x-unknown", "café olé".encode()),
    ],
)
def test_transfer_encodings_are_undone(encoding: str, octets: bytes) -> None:
    header = f"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    assert body(header, octets).text == "café olé"


def test_text_cut_within_base64_is_read_as_far_as_it_goes() -> None:
    octets = base64.encodebytes(b"Halo pesanan saya " * 20)[:-30]
    header = "Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    seen = body(header, octets, complete=False)
    assert seen.text.startswith("Halo pesanan saya Halo")
    assert seen.defects == ("text_unfinished", "body_cut")


def test_attachments_are_listed_with_harmless_names_and_their_size_when_fetched() -> None:
    mail = (
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nisi\n--b\n"
        "Content-Type: application/pdf; name=old.pdf\nContent-Transfer-Encoding: base64\n"
        "Content-Disposition: attachment; filename*=utf-8''..%2F..%2Fetc%2Fpass%1Bwd.pdf\n\n" + "QUJD" * 19 + "\n--b\n"
        "Content-Type: image/png; name=foto.png\nContent-Transfer-Encoding: base64\n\nQUJD\n"
    )
    whole, cut = read(mail + "--b--\n"), read(mail, complete=False)
    assert whole.attachments[0] == Attachment("etc_pass wd.pdf", "application/pdf", 57)
    assert [found.name for found in cut.attachments] == ["etc_pass wd.pdf", "foto.png"]
    assert cut.attachments[1].size == 0
    assert whole.text.strip() == "isi"


@pytest.mark.parametrize(
    "name", ["../../x", "/etc/passwd", "C:\\x\\y", ".bashrc", "-rf", "a\nb", "\u202ecod.exe", "x" * 5000, "\0", ""]
)
def test_a_file_name_is_never_a_path(name: str) -> None:
    shown = parameters.file_name(name)
    assert not set(shown) & set('/\\:*?"<>|\n\0\u202e')
    assert not shown.startswith((".", "-"))
    assert len(shown) <= parameters.NAME_CHARACTERS


def test_an_attached_message_is_an_attachment_and_not_the_text() -> None:
    seen = read(
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nlihat ini\n--b\n"
        "Content-Type: message/rfc822\n\nSubject: lain\n\nrahasia\n--b--\n"
    )
    assert seen.text.strip() == "lihat ini"
    assert [found.type for found in seen.attachments] == ["message/rfc822"]


def test_the_method_of_a_calendar_part_is_found_and_a_plain_ics_file_has_none() -> None:
    mail = "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b\nContent-Type: {}\n\nBEGIN\n--b--\n"
    assert read(mail.format("text/calendar; charset=utf-8; method=request")).calendar == "REQUEST"
    assert read(mail.format("text/calendar; name=a.ics")).calendar == ""


def test_a_multipart_without_its_boundary_still_shows_its_text() -> None:
    assert read("Content-Type: multipart/mixed\n\nHalo kak\n").text.strip() == "Halo kak"


def test_a_part_whose_header_runs_into_its_text_still_shows_it() -> None:
    seen = read("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\nHalo kak\n--b--\n")
    assert seen.text.strip() == "Halo kak"


def test_raw_octets_within_quoted_printable_are_kept_whatever_the_size() -> None:
    header = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    assert body(header, "olé =3D\r\n".encode() * 20_000).text.startswith("olé =\nolé =\n")


def test_one_damaged_part_does_not_hide_the_others() -> None:
    many = "--b\n\nHalo\n" + "--b\nContent-Type: multipart/mixed; boundary=c\n\n--c--\n" * 150
    seen = read(
        "Content-Type: multipart/mixed; boundary=b\n\n" + many
        + "--b\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\nQUJDR\n--b--\n"
    )  # fmt: skip
    assert "Halo" in seen.text


def test_a_content_type_that_is_none_means_plain_text() -> None:
    assert read("Content-Type: text\n\nHalo\n").text == "Halo\n"


def test_long_text_is_cut_and_said_to_be() -> None:
    seen = read("Subject: x\n\n" + "a" * (CHARACTERS + 10))
    assert len(seen.text) == CHARACTERS
    assert seen.defects == ("text_cut",)


def test_depth_and_number_of_parts_are_bounded() -> None:
    many = read("Content-Type: multipart/mixed; boundary=b\n\n" + "--b\n\nx\n" * 5000)
    assert many.text.count("x") <= structure.PARTS
    assert "parts_cut" in many.defects
    deep = "".join(f"Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n" for level in range(1000))
    refused = read(deep + "\nx\n")
    assert refused.text == ""
    assert refused.defects == ("structure_refused",)


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 50_000,
        "<!--" * 60_000,
        "<table><tr><td>" * 10_000,
        "<" * 200_000,
        "<a " + "x=1 " * 60_000 + ">",
        "<ul><li>" * 25_000,
    ],
)
def test_hostile_pages_give_text_in_bounded_work(page: str) -> None:
    began = time.process_time()
    assert len(html.text_of(page)) <= len(page)
    assert time.process_time() - began < 5


def test_the_tag_cutter_sees_what_a_reader_sees() -> None:
    page = "<title>t</title><script>alert(1)</script><p>Halo&nbsp;&amp;<br>kak</p><style>x{}</style><p>ya"
    assert html.stripped(page) == "Halo &\nkak\n\nya"


INDONESIAN = """Halo kak, pesanan saya belum sampai
Barang rusak, mohon diganti
Kapan dikirim?
mau refund dong
min, resi saya mana ya
Tolong batalkan pesanan 12345
Uang saya belum kembali
Apakah barang ini ready?
Saya kecewa sekali dengan pelayanan toko ini
gimana cara tukar ukuran
Terima kasih
order saya salah warna kak
Selamat pagi, saya ingin bertanya tentang garansi
udah 2 minggu gak sampai sampai
Berapa ongkos kirim ke Bandung?
Pengembalian dana
Paket kurang satu
blm terima barang sampai skrg
Bisa minta invoice?
Alamat saya pindah
kurirnya tidak datang
saya sudah bayar tapi status masih pending
tlg info resi nya
Produk tidak sesuai dengan foto
Mohon bantuannya untuk complaint ini
kak ini size chart nya ada?
Kenapa pembayaran saya ditolak
Barang sudah diterima, terima kasih banyak
tolong cek email saya yang kemarin
Kami ingin menjadi reseller""".splitlines()

ENGLISH = """Where is my order?
My parcel has not arrived yet
I want a refund
The item is broken
Please cancel my order
how do I return this
Can you send me the invoice?
It doesn't work
You sent the wrong size
Thank you for the quick reply
Is this still in stock?
I have been waiting for two weeks
When will it ship
I paid twice
What is the status of order 12345
This is unacceptable, I want my money back
Hello, could you change my address?
The colour is not what I ordered
Do you ship to Singapore?
I never received the package
My account was charged but there is no confirmation
Need help with my return
Why was my payment declined
Not happy with the service
We would like to become a reseller
did you get my last email
the courier never came
Is there a size chart
wrong item received
Please tell me the tracking number""".splitlines()


@pytest.mark.parametrize(("text", "expected"), [(t, "id") for t in INDONESIAN] + [(t, "en") for t in ENGLISH])
def test_the_language_of_a_short_support_mail_is_told(text: str, expected: str) -> None:
    assert language(text) == expected


def test_a_mail_that_shows_no_language_has_none() -> None:
    assert language("12345", "Order 99") == ""
    assert language("") == ""


def test_the_quoted_mail_does_not_decide_the_language() -> None:
    quoted = "\n> Dear customer, we have received your mail and will be back with you as soon as we can\n" * 3
    assert language("Sudah sampai, makasih kak" + quoted) == "id"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sudah.\n\nPada Sen, 6 Jul 2026 pukul 09.00 Toko <s@toko.example> menulis:\n\n> Halo\n> kami", "Sudah."),
        ("It came.\n\nOn Mon, 6 Jul 2026 at 09:00, Shop <s@toko.example> wrote:\n> Hello\n", "It came."),
        ("Belum.\n\nDari: Toko <s@toko.example>\nDikirim: Senin\nKepada: Jane\nPerihal: Pesanan\n\nHalo", "Belum."),
        ("Halo saja", "Halo saja"),
        ("> only quoted\n> lines", "> only quoted\n> lines"),
        ("", ""),
    ],
)  # fmt: skip
def test_only_the_new_words_are_kept(text: str, expected: str) -> None:
    assert without_quotes(text) == expected


@pytest.mark.parametrize(
    "text", ["On x\n" * 3000, "Pada " + "a " * 20_000, "> " * 30_000, "-" * 30_000, "Dari: x\n" * 3000, "\n" * 50_000]
)
def test_hostile_quotes_are_bounded(text: str) -> None:
    began = time.process_time()
    assert len(without_quotes(text)) <= 400 * 501
    assert time.process_time() - began < 20


@given(st.binary(max_size=300), st.booleans())
def test_every_body_gives_text_that_a_store_can_keep(octets: bytes, complete: bool) -> None:
    for header in ("", "Content-Type: multipart/mixed; boundary=b\r\n", "Content-Type: text/html\r\n"):
        seen = body(header + "\r\n", octets, complete)
        seen.text.encode("utf-8")
        assert "\0" not in seen.text
