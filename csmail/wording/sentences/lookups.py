"""Facts of the shop: what is wrong with a lookup, why a draft has a gap instead of a fact."""

from __future__ import annotations

SENTENCES = {
    "unknown_lookup": (
        "{word} is not a kind of lookup[: {known}][ (did you mean {near}?)]",
        "{word} bukan jenis lookup[: {known}][ (maksudnya {near}?)]",
    ),
    "lookup_name": (
        "{name!r} is not a name that templates can say: small letters, digits and _",
        "{name!r} tidak bisa dipakai sebagai nama di templat: huruf kecil, angka, dan _",
    ),
    "lookup_whose": (
        "whose it is must be known: owner: COLUMN, or public: true",
        "harus jelas milik siapa: owner: KOLOM, atau public: true",
    ),
    "lookup_fields": ("fields are missing: {example}", "fields belum diisi: {example}"),
    "lookup_timeout": ("more than nothing, at most {longest}", "lebih dari nol, paling lama {longest}"),
    "one_select": ("one SELECT with :{key} in it", "satu SELECT yang memuat :{key}"),
    "dsn_expected": (
        "expected sqlite:FILE or {example}",
        "isi dengan sqlite:FILE atau {example}",
    ),
    "url_expected": ("expected {example}", "isi seperti {example}"),
    "http_in_the_open": (
        "http carries customers' data in the open: https",
        "http mengirim data pelanggan tanpa pengaman: pakai https",
    ),
    "fact_in_automatic_mail": (
        "{fact}: facts never go into automatic mail",
        "{fact}: data pesanan tidak boleh masuk email otomatis",
    ),
    "package_missing": ("{package} is not installed", "{package} belum terpasang"),
    "lookup_late": ("{where} did not answer in time", "{where} tidak menjawab tepat waktu"),
    "lookup_says": ("{where}: {said}", "{where}: {said}"),
    "lookup_status": ("{where} answered {status}", "{where} menjawab {status}"),
    "lookup_redirects": ("{where} sends us elsewhere: {to}", "{where} mengalihkan ke tempat lain: {to}"),
    "lookup_too_large": ("{where} answered more than 64 KiB", "{where} menjawab lebih dari 64 KiB"),
    "lookup_no_json": ("{where} did not answer with JSON", "jawaban {where} bukan JSON"),
    "lookup_rests": (
        "{name} failed five times in a row, it is asked again at {until}[ ({said})]",
        "{name} gagal lima kali berturut-turut, ditanya lagi pukul {until}[ ({said})]",
    ),
    "lookup_not_asked": ("not asked: this pass took long enough", "belum ditanya: putaran ini sudah cukup lama"),
    "lookup_without_value": ("no {name}", "nomor {name} tidak ada"),
    "lookup_nobody_proven": (
        "nobody can be sure who wrote",
        "belum pasti siapa yang menulis",
    ),
    "lookup_not_the_owner": ("not the owner", "bukan pemiliknya"),
    "lookup_others_read": ("{who} reads it too", "{who} juga membacanya"),
    "lookup_nothing": ("no {name} {value}", "{name} {value} tidak ditemukan"),
    "lookup_several": ("several rows of {name} {value}", "{name} {value} ada lebih dari satu"),
    "lookup_no_field": ("no field {field}, only {known}", "tidak ada {field}, hanya {known}"),
    "lookup_empty": ("empty", "kosong"),
    "no_such_lookup": ("there is no lookup {name!r}", "tidak ada lookup {name!r}"),
    "advice_lookups_here": ("lookups: {known}", "lookup: {known}"),
}
