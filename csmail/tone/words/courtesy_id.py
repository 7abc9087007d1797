"""What the courtesy lint looks for in Indonesian letters; what finds a phrase and what it means is in `tone.checks`."""

from __future__ import annotations

LISTS = {
    "greeting": """halo, hai, hi, hallo, salam sejahtera, selamat pagi, selamat siang, selamat sore, selamat malam,
    assalamu'alaikum, assalamualaikum, yth, yang terhormat, dear""",
    "thanks": "terima kasih, terimakasih, makasih, trima kasih, berterima kasih",
    "apology": "maaf, mohon maaf, minta maaf, maafkan, memohon maaf, menyesal",
    "please": "mohon, silakan, silahkan, tolong, boleh, bisa, cukup, bantu, bersedia, berkenan, ya",
    "closing": "salam, salam hangat, hormat kami, terima kasih, sampai jumpa, tim",
    "bare_command": "kirim, kirimkan, baca, tunggu, hubungi, balas, lengkapi, unggah, lampirkan, sebutkan, klik, ulangi",
    "blame_customer": """salah anda, kesalahan anda, kelalaian anda, anda salah, anda lupa, anda tidak membaca, anda kurang
    teliti, anda seharusnya, seharusnya anda, harusnya anda, anda harusnya, kakak salah, kesalahan
    kakak, kakak lupa, seharusnya kakak, harusnya kakak, bapak salah, ibu salah, seperti yang sudah kami
    katakan, sudah kami jelaskan, sudah kami bilang, kan sudah, anda mengaku, klaim anda, kurang teliti,
    tidak teliti""",
    "blame_other": """bukan salah kami, bukan kesalahan kami, bukan tanggung jawab kami, bukan urusan kami, di luar
    tanggung jawab kami, salah kurir, kesalahan kurir, salah ekspedisi, kesalahan ekspedisi, salah bank,
    kesalahan pihak ketiga, itu urusan kurir, itu urusan ekspedisi""",
    "idle_apology": "atas ketidaknyamanan*, atas ketidak nyamanan*, ketidaknyamanan ini, ketidaknyamanan yang",
    "vague": "secepatnya, secepat mungkin, sesegera mungkin, dalam waktu dekat, segera mungkin, asap",
    "rude_you": "kamu, kau, elu, loe, gue, gua, ente",
    "foreign": "kind regards, best regards, warm regards, thank you, thanks, dear customer, we are, please",
    "attached": """terlampir, kami lampirkan, saya lampirkan, berikut lampiran*, lampirannya kami, di lampiran, dalam
    lampiran, pada lampiran""",
    "not_attached": """tanpa lampiran, tidak terlampir, belum terlampir, mohon lampirkan, silakan lampirkan, tolong
    lampirkan, boleh lampirkan, lampirkan foto, foto terlampir dari anda, yang anda lampirkan, yang
    kakak lampirkan, yang bapak lampirkan, yang ibu lampirkan""",
    "secret": "pin, otp, kata sandi, password, cvv, kode verifikasi, kode keamanan",
    "secret_verbs": """kirim, kirimkan, sebutkan, berikan, infokan, informasikan, beri tahu, masukkan, balas dengan, share,
    lampirkan""",
    "negation": "jangan, tidak, tak, tanpa, never, bukan",
}

# List, advice, the phrases that it is given for.
ADVISED = {
    "negative": {
        "tone_say_what_you_can": "tidak bisa, tidak dapat",
        "tone_find_out": "tidak tahu",
        "tone_other_way": "tidak mungkin",
        "tone_say_when": "belum bisa",
        "tone_say_it_straight": "sayangnya",
        "tone_reason_calmly": "terpaksa",
        "tone_not_approved": "ditolak",
        "tone_say_allowed": "dilarang",
        "tone_next_step": "gagal",
    },
    "robot": {
        "tone_use_name": "pelanggan yang terhormat, pelanggan yth, yth pelanggan, yth. pelanggan",
        "tone_who_and_when": "sedang diproses, sedang kami proses, akan segera ditindaklanjuti, segera kami tindak lanjuti",
        "tone_to_the_point": "dengan ini kami",
        "tone_offer_help": "demikian informasi, demikian kami sampaikan, demikian yang dapat kami sampaikan",
        "tone_name_hour": "mohon bersabar, mohon ditunggu, harap menunggu",
        "tone_explain_cause": "harap maklum, mohon dimaklumi",
        "tone_answers_are_read": "jangan membalas email ini, mohon tidak membalas email ini",
        "tone_steps_not_rules": "sesuai prosedur",
        "tone_own_words": "sesuai ketentuan yang berlaku, sesuai kebijakan perusahaan",
        "tone_show_it": "kenyamanan anda adalah prioritas kami, kepuasan anda adalah prioritas kami",
    },
    "slang": {
        "tone_use_name": "sis, gan, bro",
        "tone_leave_out": "min",
    },
}

# List, what to write instead, the phrases that it stands in for.
INSTEAD = {
    "robot": {
        "mengenai": "sehubungan dengan",
        "pesan Anda": "tiket anda",
        "nomor percakapan": "nomor tiket",
    },
    "slang": {
        "yang": "yg",
        "untuk": "utk",
        "dengan": "dgn",
        "tidak": "tdk, gak, ga, gk, nggak, enggak, ngga",
        "sudah": "sdh, udah, udh",
        "belum": "blm",
        "barang": "brg",
        "sekali": "bgt",
        "karena": "krn",
        "juga": "jg",
        "saja": "aja",
        "bagaimana": "gimana",
        "kalau": "kalo",
        "bisa": "bs",
        "terima kasih": "thx",
        "mohon": "pls",
    },
}
