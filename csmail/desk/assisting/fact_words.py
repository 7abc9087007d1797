"""Words that say a number, a unit or a day, in Indonesian and English: what two languages call alike has one key."""

from __future__ import annotations

UNITS = {
    word: unit
    for unit, words in {
        "second": "detik second seconds", "minute": "menit minute minutes mnt", "hour": "jam hour hours hr hrs h",
        "day": "hari day days d", "week": "minggu pekan week weeks", "month": "bulan month months bln",
        "year": "tahun year years thn", "percent": "% persen percent", "thousand": "ribu rb thousand k",
        "million": "juta jt million mio", "rupiah": "rp rupiah idr", "dollar": "$ usd dollar dollars",
        "euro": "€ eur euro euros", "pound": "£ gbp pound pounds", "yen": "¥ yen jpy", "times": "x kali times",
        "kilo": "kg kilo kilos", "gram": "gram gr grams", "metre": "m meter metre metres", "cm": "cm", "mm": "mm",
        "piece": "buah pcs pieces piece", "working": "kerja working business", "point": "poin point points",
    }.items()
    for word in words.split()
}  # fmt: skip
MONEY = frozenset({"rupiah", "dollar", "euro", "pound", "yen"})
NUMBERS = {
    word: number
    for number, words in {
        "0": "nol zero", "1": "satu one once sekali pertama first", "2": "dua two twice kedua sepasang",
        "3": "tiga three thrice ketiga third", "4": "empat four keempat fourth", "5": "lima five kelima fifth",
        "6": "enam six keenam sixth", "7": "tujuh seven ketujuh seventh", "8": "delapan eight kedelapan eighth",
        "9": "sembilan nine kesembilan ninth", "10": "sepuluh ten kesepuluh tenth", "11": "sebelas eleven",
        "12": "twelve dozen lusin selusin", "13": "thirteen", "14": "fourteen", "15": "fifteen", "16": "sixteen",
        "17": "seventeen", "18": "eighteen", "19": "nineteen", "20": "twenty", "30": "thirty", "40": "forty",
        "50": "fifty", "60": "sixty", "70": "seventy", "80": "eighty", "90": "ninety", "100": "seratus",
        "1000": "seribu", "tens": "puluh puluhan", "teen": "belas belasan", "hundred": "ratus ratusan hundred hundreds",
        "thousands": "ribuan thousands", "millions": "sejuta jutaan millions", "billion": "miliar milyar billion",
        "trillion": "triliun trillion", "half": "half setengah separuh separo", "quarter": "quarter seperempat",
        "double": "double ganda", "triple": "triple", "nothing": "gratis", "fortnight": "fortnight",
    }.items()
    for word in words.split()
}  # fmt: skip
ONE_OF = {
    "semenit": "minute", "sejam": "hour", "sehari": "day", "seminggu": "week", "sepekan": "week", "sebulan": "month",
    "setahun": "year",
}  # fmt: skip
DATES = {
    word: date
    for date, words in {
        "monday": "senin monday", "tuesday": "selasa tuesday", "wednesday": "rabu wednesday",
        "thursday": "kamis thursday", "friday": "jumat jum'at friday",
        "saturday": "sabtu saturday", "sunday": "ahad sunday",
        "january": "januari january jan", "february": "februari february feb", "march": "maret march mar",
        "april": "april apr", "june": "juni june jun", "july": "juli july jul", "august": "agustus august aug agu",
        "september": "september sept sep", "october": "oktober october oct okt",
        "november": "november nopember nov", "december": "desember december dec des", "this_day": "today",
        "tomorrow": "besok tomorrow esok", "overmorrow": "lusa", "yesterday": "kemarin yesterday",
        "tonight": "tonight", "midnight": "midnight", "noon": "noon", "weekend": "weekend",
    }.items()
    for word in words.split()
}  # fmt: skip
NEAR = {
    "ini": "this", "this": "this", "depan": "next", "mendatang": "next", "next": "next", "coming": "next",
    "lalu": "last", "last": "last", "past": "last", "nanti": "this",
}  # fmt: skip
PARTS = {
    "hari": "day", "day": "day", "minggu": "week", "pekan": "week", "week": "week", "bulan": "month", "month": "month",
    "tahun": "year", "year": "year", "pagi": "morning", "morning": "morning", "siang": "noon", "sore": "afternoon",
    "afternoon": "afternoon", "malam": "night", "evening": "night", "night": "night",
}  # fmt: skip
ADDRESSING = frozenset(
    """anda bapak ibu pak bu kakak kak kakaknya mas mbak i i'm i'll i've i'd mr mrs ms dear yth""".split()
)
"""Written with a capital wherever they stand, and no names."""
BEGINNING = frozenset(
    """
    silakan silahkan mohon maaf tolong terima untuk jika bila apabila kalau setelah sebelum selama sesudah sementara
    sambil agar supaya karena sebab oleh dengan dalam pada di ke dari dan atau tetapi namun juga serta kami kita anda
    itu ini ada saat ketika kemudian lalu selanjutnya berikut begitu demikian cukup boleh bisa dapat tidak belum sudah
    akan telah sedang masih setiap semua seluruh beberapa bagi cara caranya langkah langkahnya proses prosesnya
    pesanan barang paket pengiriman pengembalian penukaran penggantian pembayaran dana uang biaya ongkos harga
    produk stok toko tim nomor bukti foto alamat status permintaan pertanyaan pesan email dokumen formulir nota resi
    if when once after before while until because so then please to for from in on at by with without as and or but
    you your we our it this that these those there here the a an all any each every no not yes do does did is are was
    were be can could will would should may might must let have has had also meanwhile otherwise unfortunately
    refunds refund orders order returns return exchanges exchange payments payment shipping delivery parcels parcel
    items item products product money costs cost prices price requests request questions question messages message
    send write reply contact check open click choose keep attach tell give
    kirim kirimkan balas hubungi periksa cek buka klik pilih simpan lampirkan sebutkan beri isi tunggu sertakan
    sorry thank thanks hello hi dear halo salam selamat semoga best kind
    """.split()
)
"""Words that open a sentence and are nobody's name."""
FRAME = frozenset(
    """
    halo hai hello hi hey dear yth terhormat yang selamat pagi siang sore malam good morning afternoon evening day salam
    sejahtera hangat hormat kami saya kita assalamualaikum wassalam kak kakak bapak ibu pak bu anda pelanggan setia
    customer sir madam team tim all everyone semua
    terima kasih makasih banyak sudah telah atas untuk dan pesan pesannya email emailnya kabar kabarnya pertanyaan
    pertanyaannya kesabaran kesabarannya pengertian pengertiannya kepercayaan kepercayaannya perhatian perhatiannya
    menghubungi menulis bertanya menunggu memberi tahu kepada ke dari dengan
    thank thanks you your for the a very much so again writing contacting reaching out to us message mail question
    patience understanding trust getting in touch waiting letting know and our at
    maaf mohon minta memohon ketidaknyamanan ketidaknyamanannya ini apologise apologize apologies sorry we are i am
    is any inconvenience this that about hear
    semoga hari harinya menyenangkan membantu best kind warm regards greetings sincerely yours wishes wish hope helps
    have nice great if jika ada lain masih hal bila silakan hubungi kembali balas please write reply just questions more
    anything else need help kapan saja senang feel happy bantu lagi sampai jumpa
    """.split()
)
"""All that a greeting, thanks or a closing is made of: nothing can be told or promised with it."""
