"""How mail programs introduce what they quote, in the languages they are used in.

Collected from what the programs write (Gmail, Outlook, Apple Mail, Thunderbird and others) in some thirty languages;
a language that is missing here is still recognised where an address, a date and a time stand together.
"""

from __future__ import annotations

import re
from functools import cache

# A line each: what the label names, then how it is called.
_LABELS = {
    "from": """
from|dari|daripada|pengirim|von|de|da|van|från|fra|lähettäjä|od|nadawca|odesílatel|odosielateľ|feladó|expeditor|
de la|от|от кого|отправитель|від|від кого|kimden|gönderen|από|差出人|送信者|送信元|보낸 사람|보낸사람|발신|
发件人|寄件者|寄件人|發件人|từ|người gửi|จาก|من|מאת|saatja|no|nuo|šalje|подател|remitente|expéditeur|mittente|
remetente|afzender|avsändare|afsender|avsender
""",
    "sent": """
sent|date|dikirim|tanggal|terkirim|tgl|waktu|dihantar|tarikh|gesendet|gesendet am|datum|envoyé|envoyé le|
date d'envoi|enviado|enviado el|fecha|enviada|enviada em|enviado em|data|inviato|verzonden|skickat|sendt|dato|
lähetetty|päivämäärä|päiväys|pvm|wysłano|wysłane|data wysłania|odesláno|odoslané|dátum|küldve|elküldve|trimis|
отправлено|дата|надіслано|відправлено|gönderildi|gönderilme|gönderilme tarihi|tarih|στάλθηκε|εστάλη|ημερομηνία|
送信日時|日付|日時|보낸 날짜|보낸날짜|날짜|发送时间|发送日期|日期|时间|時間|寄件日期|傳送時間|đã gửi|ngày|
ngày gửi|วันที่|ส่ง|ส่งเมื่อ|تم الإرسال|تاريخ الإرسال|التاريخ|נשלח|תאריך|изпратено|poslano|saadetud|kuupäev|
nosūtīts|išsiųsta
""",
    "to": """
to|kepada|ke|untuk|penerima|an|à|para|a|aan|till|til|vastaanottaja|do|komu|címzett|către|кому|до|kime|alıcı|
προς|宛先|받는 사람|받는사람|수신|收件人|收件者|đến|tới|người nhận|ถึง|إلى|אל|kellele|kam|za|prima|destinataire
""",
    "subject": """
subject|perihal|subjek|subyek|judul|hal|perkara|betreff|objet|sujet|asunto|oggetto|assunto|onderwerp|ämne|emne|
aihe|temat|předmět|predmet|tárgy|subiect|тема|konu|θέμα|件名|제목|主题|主旨|主題|chủ đề|tiêu đề|เรื่อง|
หัวเรื่อง|ชื่อเรื่อง|الموضوع|נושא|относно|naslov|zadeva|teema|tēma|tema
""",
    "copy": """
cc|bcc|tembusan|salinan|kopie|kopi|kopia|copie|copia|cópia|kopio|dw|kopie (cc)|másolat|копия|копія|bilgi|κοιν.|
κοινοποίηση|抄送|副本|참조|đồng gửi|สำเนา|نسخة|עותק|reply-to|balas ke|antwort an|répondre à|responder a|
organization|attachments|lampiran|importance|prioritas|priority|anlagen|pièces jointes
""",
}
# What stands between the dashes: above what is answered, above what is carried on.
_ORIGINAL = """
original message|original mail|original e-mail|original email|reply message|replied message|pesan asli|
email asli|pesan sebelumnya|mesej asal|ursprüngliche nachricht|originalnachricht|original-nachricht|
message d'origine|message original|message initial|mensaje original|messaggio originale|mensagem original|
oorspronkelijk bericht|origineel bericht|originalmeddelande|ursprungligt meddelande|oprindelig meddelelse|
original meddelelse|opprinnelig melding|alkuperäinen viesti|wiadomość oryginalna|oryginalna wiadomość|
původní zpráva|pôvodná správa|eredeti üzenet|mesaj original|mesajul original|исходное сообщение|
оригинальное сообщение|оригінальне повідомлення|orijinal ileti|özgün ileti|orijinal mesaj|αρχικό μήνυμα|
元のメッセージ|원본 메시지|원본 메일|원본 이메일|원본 편지|原始邮件|原邮件|回复的原邮件|原始郵件|原始訊息|
tin nhắn gốc|thư gốc|ข้อความต้นฉบับ|الرسالة الأصلية|رسالة أصلية|הודעה מקורית|оригинално съобщение|
izvorna poruka|izvirno sporočilo|algne sõnum
"""
_FORWARDED = """
forwarded message|begin forwarded message|start of forwarded message|pesan yang diteruskan|pesan terusan|
pesan diteruskan|pesan yang diteruskan dimulai|mulai pesan yang diteruskan|awal pesan yang diteruskan|
mesej yang dimajukan|mesej dimajukan|weitergeleitete nachricht|anfang der weitergeleiteten nachricht|
message transféré|début du message transféré|début du message réexpédié|mensaje reenviado|
inicio del mensaje reenviado|messaggio inoltrato|inizio messaggio inoltrato|mensagem encaminhada|
mensagem reencaminhada|início da mensagem encaminhada|doorgestuurd bericht|begin doorgestuurd bericht|
vidarebefordrat meddelande|videresendt meddelelse|videresendt melding|välitetty viesti|przekazana wiadomość|
wiadomość przekazana dalej|přeposlaná zpráva|preposlaná správa|továbbított üzenet|mesaj redirecționat|
пересылаемое сообщение|пересланное сообщение|переадресованное сообщение|переслане повідомлення|iletilen mesaj|
yönlendirilmiş mesaj|iletilen ileti|προωθημένο μήνυμα|転送メッセージ|転送されたメッセージ|전달된 메시지|
转发的邮件|转发邮件|轉寄郵件|轉寄的郵件|thư chuyển tiếp|tin nhắn được chuyển tiếp|ข้อความที่ส่งต่อ|
رسالة معاد توجيهها|الرسالة المعاد توجيهها|הודעה שהועברה|препратено съобщение|proslijeđena poruka|
posredovano sporočilo
"""
ENGLISH_OR_INDONESIAN = frozenset({"wrote", "writes", "menulis", "menuliskan", "tulis"})
_VERBS = r"""
wrote|writes|menulis(?:kan)?(?: pesan)?|tulis|schrieb|schreibt|geschrieben|schreef|skrev|skreiv|a écrit|a ecrit|écrit|
escribió|escribio|escribe|ha scritto|scrive|escreveu|va escriure|kirjoitti|napisał(?:\(a\)|a)?|pisze|
napsal(?:\(a\)|a)?|napísal(?:\(a\)|a)?|ezt írta|írta|a scris|написал(?:\(а\)|а)?|пишет|написав|пише|
написа|писа|yazdı|έγραψε|đã viết|viết|เขียนว่า|เขียน|님이 작성(?:하였습니다|함)?|님이 씀|쓴 글|作成|書きました|写道|
寫道|写到|כתב(?:ה|/ה)?|كتب|تمت كتابة|napisao|napisala|napisal|rašė|rakstīja|kirjutas|skrifaði|sumulat
"""
# A sentence with one of these is somebody's own: no program writes it above a quote.
_PRONOUNS = """
aku anda beliau dia du eu gue gw he i ich ihr ik jag je jij kakak kalian kami kamu kita lei lu mereka ni noi
nosotros nous nós saya she sie they tu usted ustedes vi você voi vous we wij wir yo you
"""
PRONOUNS = frozenset(_PRONOUNS.split())
OWN_PRONOUNS = frozenset({"i", "saya", "kami", "kita", "anda", "kamu", "kalian", "aku"})
# Words in lower case that English and Indonesian programs write beside names and dates.
_SMALL = """
a.m agt agu agustus am apr april at bin binti by dari de den der des desember feb februari gmt jam jan januari
jul juli jum jumat jun juni kam kamis mar maret mei menulis menuliskan min minggu nd nov november of okt
oktober on p.m pada pd pesan pm pukul rab rabu rd sab sabtu sel selasa sen senin sent sep september st tanggal
th the tulis untuk utc van via wib wit wita writes wrote
"""
SMALL = frozenset(_SMALL.split())
_DEVICES = r"""
iphone|ipad|ipod|android|outlook|yahoo|gmail|hotmail|windows|k-9|proton\s?mail|galaxy|smartphone|telefon|handy|
ponsel|handphone|blackberry|thunderbird|mobile|mobil|tablet|gmx|web\.de|aol|zoho|huawei|xiaomi|redmi|oppo|vivo|
mail for|email untuk|mail untuk|mail app|airmail|spark|aplikasi|cihaz|device|perangkat|appareil|gerät|手机|
모바일
"""
# The blank after a word counts: "get " is one, "gets" is none.
_SENT = r"""
sent (?:from|via|with|using) (?:my |the )?|get (?=outlook|bluemail)|
dikirim (?:dari|melalui|menggunakan|lewat|dengan) |terkirim dari |dapatkan (?=outlook)|unduh (?=outlook)|
gesendet (?:von|mit|über) |holen sie sich |von meinem |von unterwegs|envoyé (?:de|depuis|à partir d)|
télécharge[rz] |obtenez |enviado (?:desde|do|via|pelo|de) |obtener |obter |inviato da|scarica |verzonden |
verstuurd |skickat |skaffa |sendt fra |hent |lähetetty |hanki |wysłan[eo] |pobierz |odesláno |odoslané |küldve |
trimis |отправлено |получите |надіслано |στάλθηκε από |đã gửi từ |ส่งจาก |مرسل من |נשלח מ|
发自|發自|從我的|从我的|내 |나의\s
"""
_PLAIN_TAIL = re.compile(
    r"(?:[A-Z0-9]\S*|(?i:iphone|ipad|ipod|ios)\S*|[(<]?https?:\S+|"
    r"my|mijn|the|for|on|with|saya|untuk|di|dengan|dari|using|device|phone|e-?mail|mail|smartphone|mobile|ponsel|"
    r"handphone|seluler|perangkat|aplikasi|app|secure|android|all|new|via|mit|und|meinem|mon|mi|meu|min|de|da|für|"
    r"pour|para|gesendet|geschickt|van|från|fra|till|til|z|с|di|dell[a'])"
)
_ANSWER = r"(?:answer|repl(?:y|ies)|respon|comment|jawab|balas|tanggap|komentar)\w*"
_WHERE = (
    r"(?:below|inline|in-line|in red|in blue|in green|in colou?r|between the lines|di ?bawah|di antara|di sela|merah|"
    r"biru|hijau|miring|tebal)"
)


def _joined(words: str) -> str:
    """The lists above are broken into lines for readers only."""
    return words.replace("\n", "")


@cache
def labels() -> dict[str, str]:
    """Label of a header line in lower case to what it names: from, sent, to, subject or copy."""
    return {word: kind for kind, words in _LABELS.items() for word in _joined(words).split("|")}


@cache
def separators() -> dict[str, bool]:
    """What stands between dashes above a quoted mail to whether it is one carried on (forwarded)."""
    return {
        **dict.fromkeys(_joined(_ORIGINAL).split("|"), False),
        **dict.fromkeys(_joined(_FORWARDED).split("|"), True),
    }


@cache
def verbs() -> re.Pattern[str]:
    """The words for "wrote"."""
    return re.compile(rf"(?<!\w)(?:{_joined(_VERBS)})(?!\w)|写道|寫道|님이|เขียน", re.IGNORECASE)


@cache
def announcing() -> re.Pattern[str]:
    """Words by which somebody says that the answers stand within the quoted mail."""
    either = rf"\b{_ANSWER}[^\n]{{0,50}}?\b{_WHERE}\b|\b{_WHERE}\b[^\n]{{0,30}}?\b{_ANSWER}"
    return re.compile(either, re.IGNORECASE)


@cache
def _phone() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    after = r"(?:iphone|ipad|android|outlook)\S{0,12}\s?(?:から送信|에서 보냄|gönderildi)"
    return (
        re.compile(f"(?:{_joined(_SENT)})", re.IGNORECASE),
        re.compile(_joined(_DEVICES), re.IGNORECASE),
        re.compile(after, re.IGNORECASE),
    )


def is_phone_line(line: str) -> bool:
    """Whether a whole line is what a mail program adds below ("Sent from my iPhone", "Dikirim dari iPhone saya")."""
    said = line.strip(" \t*_.<>[]\xa0")
    if not 8 <= len(said) <= 160:
        return False
    sent, devices, after = _phone()
    begun = sent.match(said)
    if begun is None:
        return after.match(said) is not None or (said.lower().endswith("gesendet") and bool(devices.search(said)))
    if not devices.search(said):
        return False
    # "Dikirim dari Jakarta lewat JNE" is the customer's own: nothing but names and a few small words may follow.
    rest = said[begun.end() :].split()
    return not said.isascii() or all(_PLAIN_TAIL.fullmatch(word.rstrip(".,")) for word in rest)
