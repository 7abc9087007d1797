"""What the courtesy lint needs in either language: capitals that are no shouting, full stops that end no sentence."""

from __future__ import annotations

ACRONYMS = frozenset(
    """PIN OTP CVV COD JNE JNT TIKI SICEPAT ANTERAJA NINJA POS GOSEND GRAB BCA BNI BRI BSI CIMB OVO DANA
    GOPAY QRIS SHOPEEPAY WIB WITA WIT KTP NPWP PPN PDF JPG PNG USB LED SKU FAQ URL SMS WA HP CS ID OK
    VAT USD IDR EUR UPS DHL EMS FEDEX RTS ETA ASAP XXL XXXL HTML WHATSAPP ATM RT RW DKI TV AC XL""".split()
)
ABBREVIATIONS = frozenset("no nomor yth dr mr mrs ms pt tbk jl rp dll dsb dst e.g i.e vs st".split())
