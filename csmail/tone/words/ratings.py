"""How customers say how satisfied they were, in both languages, informal spellings among them."""

from __future__ import annotations

NUMBERS = {
    "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "nol": 0, "enam": 6, "tujuh": 7, "delapan": 8,
    "sembilan": 9, "sepuluh": 10, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "zero": 0, "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "ten": 10,
}  # fmt: skip
NOT = "tidak|tdk|tak|gak|ga|gk|nggak|ngga|enggak|kagak|ndak|belum|blm"
VERY = "sangat|amat|sgt|puas banget|puas sekali"
PHRASES: tuple[tuple[str, int], ...] = (
    (rf"(?:(?:{NOT}) (?:puas|senang) sama sekali|sama sekali (?:{NOT}) puas|sangat (?:{NOT}) puas)", 1),
    (r"(?:sangat (?:buruk|kecewa|mengecewakan|jelek)|buruk sekali|kecewa (?:banget|sekali|berat)|parah)", 1),
    (
        r"(?:very (?:dissatisfied|unsatisfied|unhappy|bad|poor)|not (?:satisfied|happy) at all|terrible|awful|horrible)",
        1,
    ),
    (rf"(?:(?:kurang|krg|{NOT}) (?:puas|memuaskan|senang)|kurang (?:baik|bagus)|kecewa|mengecewakan|buruk|jelek)", 2),
    (
        r"(?:dissatisfied|unsatisfied|not (?:very |really |so )?(?:satisfied|happy|good)|unhappy|poor|bad|disappoint\w*)",
        2,
    ),
    (r"(?:cukup(?:an)?(?: puas| baik| bagus)?|biasa(?: saja| aja)?|lumayan|standar|sedang|netral)", 3),
    (r"(?:okay|ok|oke|okelah|average|so so|neutral|fair|decent|acceptable|alright)", 3),
    (r"(?:sangat (?:puas|baik|bagus|memuaskan|senang)|(?:puas|bagus|baik) (?:banget|sekali|bgt|bngt)|luar biasa)", 5),
    (r"(?:sempurna|mantap (?:banget|sekali|jiwa)|terbaik)", 5),
    (r"(?:excellent|perfect|outstanding|amazing|awesome|fantastic|superb|very (?:satisfied|good|happy)|great)", 5),
    (r"(?:puas|memuaskan|bagus|baik|senang)", 4),
    (r"(?:satisfied|good|happy|fine)", 4),
)
"""Patterns and what they come to; the first that fits the whole phrase counts."""
OWN = (
    r"(?:(?:sangat |cukup |kurang |tidak )?puas(?: sama sekali)?|tidak puas sama sekali|cukup|"
    r"(?:very |not )?satisfied|excellent|good|okay|poor|terrible)"
)
"""Words of our own question: beside a number they must mean the same, others as much as nearly."""
UNCLEAR = r"(?:not bad|not too bad|(?:tidak|ga|gak|nggak) (?:jelek|buruk|mengecewakan))"
"""What sounds like a rating and is none."""
GREETING = (
    r"(?:halo+|hallo+|hai+|hi+|hello|hey|dear|yth\.?|selamat (?:pagi|siang|sore|malam)|pagi|siang|sore|malam|"
    r"assalamu'?alaikum|good (?:morning|afternoon|evening))"
)
PRAISE = (
    r"\b(?:ramah|cepat|sigap|membantu|dibantu|terbantu|bagus|baik|mantap|mantul|keren|puas|memuaskan|senang|sukses|top|"
    r"joss?|recommended|profesional|responsif|sabar|helpful|friendly|quick|fast|nice|great|good|excellent|love|happy|"
    r"appreciate[ds]?|patient|professional|helped|best|keep it up)\b"
)
"""Who says this beside no number, and nothing of TROUBLE, asks for nothing."""
BUT = r"\b(?:tapi|tetapi|namun|cuma|hanya saja|sayangnya|but|however|although|unfortunately|kurang|tidak|gak|ga|nggak|bukan|not)\b"
THANKS = (
    r"(?:terima ?kasih|terimakasih|makasih|makasi|mksh|trims|trimakasih|tks|thx|thanks|thank you|thank u|many thanks|"
    r"nuhun|matur nuwun|suwun|syukron)"
)
CLOSING = r"(?:salam|regards|best|best regards|kind regards|warm regards|cheers|hormat saya|hormat kami)"
GIVING = (
    r"(?:nilai(?:nya)?|(?<!terima )(?<!trima )kasih|beri|memberi|ngasih|rating|rate|skor|score|give|ponten|poin|angka|i(?:'d)? say|"
    r"jawab(?:an)?(?:nya)?|pilih(?:an)?|answer|choose|vote)"
)
"""Words before the number that a customer gives."""
UNIT = (
    r"(?:hari|jam|minggu|bulan|tahun|menit|detik|kali|orang|barang|buah|pcs|paket|juta|ribu|rb|jt|kg|persen|%|x|"
    r"days?|hours?|weeks?|months?|years?|minutes?|times?|items?|people|percent|am|pm)"
)
"""Behind such a number something is counted."""
DATED = (
    r"(?:saya|aku|kami|sudah|belum|kemarin|lalu|barang|paket|pesanan|item|i|we|my|the|orders?|items?|parcels?|was|were)"
)
"""Behind 5/10 it is a date, or some of several."""
FOR = r"(?:bintang|stars?|untuk|utk|buat|for|karena|krn|because)"
FILLER = r"(?:deh|ya|aja|saja|sih|dong|kak|min|gan|sis|bang|pak|bu|mbak|mas|lah|kok|nih|please|from me|dari saya)"
BEFORE = (
    r"(?:saya|aku|gue|gw|gua|i|i'm|i am|quite|pretty|really|my|it was|it is|it's|its|was|the service was|pelayanannya|"
    r"layanannya|overall|so)"
)
STOP = (
    r"(?:(?:jangan|tidak usah|tak usah|ga usah|gak usah|nggak usah|stop|berhenti|hentikan)\b.{0,30}\b"
    r"(?:surve[iy]|kuesioner|penilaian|(?:di|me)?(?:tanya|nanya)(?:kan|in|i)?|polling)\b"
    r"|(?:jangan|tidak usah|ga usah|gak usah|nggak usah|stop|berhenti)\b.{0,12}\b(?:kirim(?:i|in|kan)?|email) (?:saya )?"
    r"(?:email |pesan |surel )?(?:seperti ini|ini|begini|lagi)\b"
    r"|no more (?:surveys?|questions|(?:e-?)?mails)|(?:stop|don'?t|do not|quit|never)\b.{0,30}\b"
    r"(?:surveys?|ask(?:ing)?|ratings?|questionnaires?|send(?:ing)? me (?:these|this|such))\b"
    r"|unsubscribe|opt(?: |-)?out|berhenti berlangganan)"
)
"""Who wants to be asked no more."""
TROUBLE = (
    r"(?:belum|blm|menunggu|nunggu|masih|rusak|hilang|gagal|masalah|komplain|keluhan|salah|refund|kembalikan|"
    r"mohon|tolong|minta|kapan|bagaimana|gimana|kenapa|mengapa|apakah|dimana|di mana|"
    r"still|not (?:yet|received|arrived|working|work)|never|waiting|broken|missing|wrong|problem|issue|"
    r"please|when|where|how|why|could you|can you)"
)
"""Signs that more is written than a rating: something is asked, or not yet as it should be."""
FINE = (
    r"(?:(?:tidak|tdk|tak|gak|ga|nggak|tanpa|no|not any|without(?: any)?)\W+(?:ada )?(?:masalah|komplain|keluhan|kendala|"
    r"problems?|issues?|complaints?)|(?:tolong|mohon|please)\W+(?:di)?(?:pertahankan|tingkatkan|keep)\w*|masih yang terbaik|"
    r"salah (?:pencet|klik|tekan|ketik|kirim)|(?:wrong|mis)[ -]?(?:button|click(?:ed)?|typed?))"
)
"""What only sounds like trouble."""
