"""Spellings, repairs of stems, and words that say nothing about what is asked."""

from __future__ import annotations

from collections.abc import Mapping


def _pairs(written: str) -> Mapping[str, str]:
    return dict(pair.split(":", 1) for pair in written.split())


INFORMAL: Mapping[str, Mapping[str, str]] = {
    "id": _pairs(
        "gak:tidak ga:tidak gk:tidak nggak:tidak ngga:tidak enggak:tidak tdk:tidak tak:tidak blm:belum sdh:sudah "
        "udah:sudah udh:sudah brp:berapa bgmn:bagaimana gmn:bagaimana gimana:bagaimana dmn:mana kpn:kapan brg:barang "
        "yg:yang utk:untuk dgn:dengan krn:karena sy:saya gw:saya gue:saya aku:saya bs:bisa klo:kalau kalo:kalau tp:tapi "
        "lwt:lewat pake:pakai pk:pakai tf:transfer trf:transfer duit:uang nyampe:sampai sampe:sampai dateng:datang "
        "dtg:datang pesen:pesan pesenan:pesanan orderan:pesanan skrg:sekarang stlh:setelah bln:bulan hr:hari "
        "resleting:ritsleting kegedean:kebesaran gajadi:batal cancel:batal dicancel:batal size:ukuran ready:stok "
        "balikin:kembalikan dibalikin:dikembalikan nota:faktur notanya:faktur kupon:promo ekspedisi:kurir "
        "ekspedisinya:kurir telat:terlambat milih:memilih negri:negeri"
    ),
    "en": _pairs(
        "package:parcel packages:parcel parcels:parcel fee:cost fees:cost costs:cost postage:shipping couriers:courier "
        "internationally:international internationall:international swap:exchange instalments:instalment "
        "installments:instalment sundays:sunday arrived:arrive money:refund"
    ),
}
"""One spelling, of articles and questions alike, for what is typed in many."""

STEMS: Mapping[str, Mapping[str, str]] = {
    "id": _pairs(
        "embali:kembali mbalik:kembali irim:kirim sanan:pesan mes:pesan pes:pesan ukar:tukar anya:tanya ulang:pulang "
        "erima:terima ilih:pilih akai:pakai ambat:lambat terlambat:lambat lompok:kelompok urang:kurang mbatal:batal "
        "irimkan:kirim"
    ),
}
"""Repairs of the Indonesian Snowball stemmer, which cuts k, p, s, t off after me- and pe-."""

STOP = frozenset(
    "a ada adalah aja am an and anda apa apakah are at atas atau bagaimana be belum berapa bisa buat butuh can cara "
    "caranya could dan dari dengan di did do does dong for from gan get got had hari has have how i if in ingin ini is "
    "it itu juga kak kakak kalau kami kapan karena ke kok lagi mana many mau me min mohon much my nama nih no not of on "
    "one or our pada pakai pas please saja saya sekarang should siapa sih sis soalnya still sudah tadi take tapi that "
    "the there this tidak to tolong untuk was we were what when which who will with would ya yang yesterday you "
    "your".split()
)
"""Words of either language that stand in every question."""
