"""Indonesian or English, told by the small words that only one of the two has."""

from __future__ import annotations

CHARACTERS = 800
# A lead this clear in the beginning settles it, for half the time: the words to come have to make up for it.
BEGINNING = 250
LEAD = 5

# Function words and shop talk, colloquial spellings too (gak, udah, yg). Words that both write ("order", "refund",
# "email", "thanks", "hi", "please") are left out: they say nothing about the language of the answer.
_ID = """
yang yg dan dari untuk utk dengan dgn saya aku kami kita anda kamu tidak tdk gak nggak enggak ngga ga tak
belum blm sudah sdh udah mau ingin bisa tolong mohon terima kasih makasih trims pesanan pesan barang brg kapan
kenapa mengapa bagaimana gimana apa apakah ini itu ada adakah kak kakak bu pak bapak ibu mas mbak selamat pagi
siang sore malam halo hai sampai kirim dikirim pengiriman terkirim uang bayar dibayar pembayaran dana
pengembalian kembali dikembalikan rusak salah kurang karena karna krn tapi tetapi namun juga jg lagi masih
harap segera dong ya kok sih banget harga berapa alamat nomor resi batal batalkan dibatalkan hari kemarin tadi
besok sekarang ke pada oleh akan telah sangat sekali lebih jika kalau kalo bila saat ketika agar supaya atau
bukan jangan harus perlu minta tanya bertanya informasi bantu bantuannya dapat mendapat diterima menerima beli
membeli pembelian toko baju warna ukuran ganti tukar penukaran garansi kecewa lama cepat paket kurir mana
dimana siapa semua seperti lewat melalui hanya cuma baru lalu kemudian maka adalah ialah tersebut dalam luar
atas bawah sebelum setelah sejak di
"""
_EN = """
the i and is to of for my you not have has had was were this that it its in on with where why how can could
would should your yours we our are be been being but from will any some still need want wants what which who
does did do am an at if as or so there here when then than they them their he she his her get got just about
after before by into out up down again more most no yes only other same also because since until while these
those received arrived arrive delivery broken wrong money back i'm don't didn't isn't haven't hasn't can't
won't i've waiting weeks days yesterday today tomorrow shipped ship invoice missing know let me us
"""
INDONESIAN = frozenset(_ID.encode().split())
ENGLISH = frozenset(_EN.encode().split())
# On octets: lower case, and a space for everything in US-ASCII that no word holds; a fifth of the time of a pattern.
LETTERS = bytes(code if code > 127 or chr(code).isalpha() or chr(code) == "'" else 32 for code in range(256)).lower()


def language(text: str, subject: str = "") -> str:
    """Either "id" or "en", "" when neither shows: the one with more distinct small words, quotes left out.

    Linear; looks at the first 800 characters. Malay reads as Indonesian. Evidence: 59 of the 60 short support
    mails of the unit tests before they were seen, 60 since "i" counts.
    """
    lead = _lead(text[:BEGINNING], subject)
    if len(text) > BEGINNING and -LEAD < lead < LEAD:
        lead = _lead(text[:CHARACTERS], subject)
    if not lead:
        return ""
    return "id" if lead > 0 else "en"


def _lead(text: str, subject: str) -> int:
    """How many more of the small words are Indonesian than English."""
    own = text.partition("\n>")[0]
    words = set(f"{subject[:200]}\n{own}".encode("utf-8", "replace").translate(LETTERS).split())
    return len(words & INDONESIAN) - len(words & ENGLISH)
