"""A text that names no charset is read in the one it was written in."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmail.mail.mime.charset import decode, native, prose, text_of

WRITTEN = {
    "gb18030": (
        "您好，我要退款|订单还没有收到|王小明|请问什么时候发货？谢谢|商品坏了，我想换一个|发票|退货申请"
        "|张伟|尺寸不对，订单号12345"
    ),
    "cp950": (
        "您好，我要退款|訂單還沒有收到|王小明|請問什麼時候發貨？謝謝|發票|退貨申請|陳美玲"
        "|我的包裹到哪裡了|尺寸不對，訂單號12345"
    ),
    "cp932": (
        "返金をお願いします|注文した商品が届きません|お問い合わせ"
        "|田中太郎です。よろしくお願いいたします。|キャンセルしたい"
    ),
    "euc_jp": (
        "返金をお願いします|注文した商品が届きません|お問い合わせ"
        "|田中太郎です。よろしくお願いいたします。|キャンセルしたい"
    ),
    "cp949": (
        "환불 부탁드립니다|주문한 상품이 아직 안 왔어요|안녕하세요|배송 언제 되나요?|교환 신청|김민수|문의드립니다"
    ),
    "cp1251": (
        "Верните деньги|Где мой заказ?|Здравствуйте, товар сломан|Иван Петров|ВОЗВРАТ|Поверніть гроші"
        "|Заказ 12345 не пришёл"
    ),
    "koi8-r": ("Верните деньги|Где мой заказ?|Здравствуйте, товар сломан|Иван Петров|ВОЗВРАТ|Заказ 12345 не пришёл"),
    "iso8859-5": ("Верните деньги|Где мой заказ?|Здравствуйте, товар сломан|Иван Петров"),
    "cp866": ("Верните деньги|Где мой заказ?|Здравствуйте, товар сломан"),
    "cp1253": ("Θέλω επιστροφή χρημάτων|Πού είναι η παραγγελία μου;|Καλημέρα σας|Γιώργος Παπαδόπουλος"),
    "cp1255": ("אני רוצה החזר כספי|איפה ההזמנה שלי?|שלום רב"),
    "cp1256": ("أريد استرداد أموالي|أين طلبي؟|السلام عليكم|محمد أحمد"),
    "cp874": ("ขอคืนเงิน|สินค้ายังไม่มาถึง|สวัสดีครับ|สั่งซื้อหมายเลข 12345"),
    "cp1252": (
        "Où est ma commande ?|Ich möchte mein Geld zurück|¿Dónde está mi pedido?|Não recebi a encomenda"
        "|café olé|José Müller|don’t know|price: € 20|“Hello” he said|Pesanan – 12345"
        "|Tilbakebetaling for kjøpet på søndag|20° C|Ü|é|Größe"
    ),
    "cp1250": (
        "Gdzie jest moja przesyłka?|Chciałbym zwrócić towar|Kde je moje objednávka? Děkuji|Zboží přišlo poškozené|Łódź"
    ),
    "cp1254": ("İade istiyorum, sipariş gelmedi|Siparişim nerede? Teşekkürler|ürün kırık geldi, değiştirmek istiyorum"),
    "iso2022_jp": ("返金をお願いします|注文した商品が届きません"),
}
SOME = "".join(sorted(set("".join(WRITTEN.values()))))
CASES = [(charset, text) for charset, texts in WRITTEN.items() for text in texts.split("|")]


@pytest.mark.parametrize(("charset", "text"), CASES)
def test_short_texts_are_told(charset: str, text: str) -> None:
    octets = text.encode(charset)
    assert text_of(octets) == text
    assert prose(octets) == text
    assert native(octets.decode("latin-1")) == decode(octets.decode("latin-1")) == text


@pytest.mark.parametrize("charset", WRITTEN)
def test_texts_put_together_of_them_are_told(charset: str) -> None:
    """Any order, any lines in between that are US-ASCII."""
    dice = random.Random(charset)
    texts = WRITTEN[charset].split("|")
    for _ in range(20):
        lines = [dice.choice((*texts, "Order 12345", "thanks")) for _ in range(dice.randint(2, 30))]
        whole = "\n".join((*lines, texts[0]))
        assert prose(whole.encode(charset)) == whole


@pytest.mark.parametrize("charset", [*WRITTEN, "utf-8", "utf-16", "cp1257", "cp1258", "big5hkscs", "hz", "utf-7"])
@given(data=st.data())
def test_a_charset_that_is_named_comes_before_every_guess(charset: str, data: st.DataObject) -> None:
    text = data.draw(st.text(st.characters(exclude_categories=["Cc", "Cs"]) | st.sampled_from(SOME), max_size=60))
    octets = text.encode(charset, "ignore")
    try:
        meant = octets.decode(charset)
    except UnicodeError:
        return  # the codec itself does not bring it back
    assert text_of(octets, charset) == meant


@given(st.binary(max_size=3000))
def test_no_octets_make_it_raise(data: bytes) -> None:
    for label, hint in (("", ""), ("gb2312", ""), ("", "koi8-r"), ("x-unknown", "zlib_codec"), ("us-ascii", "big5")):
        assert len(text_of(data, label, hint)) <= 2 * len(data)
        assert "\r" not in prose(data, label, hint)


def test_utf_8_with_bad_octets_stays_utf_8() -> None:
    good = "Здравствуйте, где мой заказ? 返金をお願いします"
    assert prose(good.encode() + b"\xff ok") == good + "\ufffd ok"
