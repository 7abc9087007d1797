"""The words with which absence notes of forty languages begin their subject, as the programs write them.

Outlook, Exchange, Gmail, Zimbra, Lotus Notes and the vacation programs, in the language of the account. A reply to one
("Re: ...") does not begin with them, nor does a person who asks about "automatic reply cards" stop there: what may
follow is in `_signs`.
"""

from __future__ import annotations

# Language (ISO 639) to regular expressions; case is ignored.
AWAY: dict[str, tuple[str, ...]] = {
    "en": (
        r"auto(?:matic|mated)?[ -]{0,2}(?:repl|respon)", r"out of (?:the )?office", r"away from (?:the|my) office",
        r"on (?:vacation|holiday|leave|annual leave|maternity leave)", "vacation",
    ),
    "de": ("abwesen", r"automatische (?:antwort|odpow)", r"autom\. ?antwort", "außer haus", "nicht im büro"),
    "nl": ("automatisch antwoord", "afwezig", "niet aanwezig"),
    "sv": ("autosvar", "automatiskt svar", "frånvaro"),
    "no": ("automatisk svar", "fravær"),
    "da": ("automatisk svar", "ikke til stede"),
    "is": ("sjálfvirkt svar", "fjarvera"),
    "fr": ("réponse automatique", "absence du bureau", "absent du bureau"),
    "es": ("respuesta automática", r"fuera de (?:la )?oficina", "ausente"),
    "ca": ("resposta automàtica", r"fora de l['’]oficina"),
    "gl": ("resposta automática", "fóra da oficina"),
    "eu": ("erantzun automatikoa", "bulegotik kanpo"),
    "pt": ("resposta automática", "ausência", "fora do escritório"),
    "it": ("risposta automatica", "fuori (?:sede|ufficio)"),
    "fi": ("automaattinen vastaus", "poissaolo"),
    "et": ("automaatvastus", "automaatne vastus", "kontorist väljas"),
    "lv": ("automātiska atbilde", "automātiskā atbilde", "ārpus biroja"),
    "lt": ("automatinis atsakymas", "automatinis atsakas", "ne biure"),
    "cs": ("automatická odpov", "mimo kancelář"),
    "sk": ("automatická odpove", "mimo kancelárie"),
    "pl": ("odpowiedź automatyczna", "automatyczna odpowied", "autoodpowied", "nieobecno", "poza biurem"),
    "hu": ("automatikus válasz", "házon kívül"),
    "ro": ("răspuns automat", r"în afara biroului"),
    "hr": ("automatski odgovor", "izvan ureda"),
    "sl": ("samodejni odgovor", "odsotnost"),
    "sr": ("аутоматски одговор",),
    "bg": ("автоматичен отговор", "извън офиса"),
    "el": ("αυτόματη απάντηση", "εκτός γραφείου"),
    "ru": ("автоответ", "автоматический ответ", "вне офиса"),
    "uk": ("автоматична відповідь", "автовідповідь"),
    "tr": ("otomatik yanıt", "otomatik cevap", "ofis dışında"),
    "id": (
        r"balasan (?:otomatis|automatik)", "jawaban otomatis", "pesan otomatis", "sedang cuti", "di luar kantor",
        "tidak di kantor",
    ),
    "ms": ("balasan automatik", "di luar pejabat"),
    "tl": ("awtomatikong tugon", "wala sa opisina"),
    "vi": ("trả lời tự động", "vắng mặt"),
    "th": ("ตอบกลับอัตโนมัติ", "การตอบกลับอัตโนมัติ", "ไม่อยู่ที่สำนักงาน"),
    "ar": ("رد تلقائي", "رد آلي", "خارج المكتب"),
    "he": ("תגובה אוטומטית", "תשובה אוטומטית", "מענה אוטומטי", "מחוץ למשרד"),
    "fa": ("پاسخ خودکار",),
    "hi": ("स्वचालित उत्तर", "स्वतः उत्तर"),
    "ja": ("自動(?:応答|返信)", "不在(?:通知|のお知らせ)"),
    "zh": ("自动(?:回复|答复)", "自動回[覆复]", "外出自[动動]"),
    "ko": ("자동 ?(?:회신|응답)", "부재중 자동 ?(?:응답|회신)", "부재중"),
}  # fmt: skip
WORDS = "|".join(dict.fromkeys(word for words in AWAY.values() for word in words))
