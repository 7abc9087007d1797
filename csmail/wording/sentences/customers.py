"""Customers: who is one, what was done to their records, what cannot be done."""

from __future__ import annotations

SENTENCES = {
    "customers_keep_changing": ("these customers keep changing", "data pelanggan ini terus berubah"),
    "no_such_customer": ("there is no customer {written!r}", "tidak ada pelanggan {written!r}"),
    "works_here": (
        "{address} works here: she is not a customer",
        "{address} bekerja di sini, bukan pelanggan",
    ),
    "customer_noted": ("added a note about {customer}[ by {by}]", "catatan tentang {customer} ditambahkan[ oleh {by}]"),
    "customer_tagged": ("tagged {customer} {tags}", "{customer} diberi tanda {tags}"),
    "customer_untagged": ("untagged {customer} {tags}", "tanda {tags} dilepas dari {customer}"),
    "customer_language": (
        "set the language of {customer} to {language}",
        "bahasa untuk {customer} ditetapkan: {language}",
    ),
    "customer_language_open": (
        "left the language of {customer} to her mails",
        "bahasa untuk {customer} mengikuti emailnya",
    ),
    "customer_left_alone": (
        "left {customer} alone: mails to many leave her out",
        "{customer} tidak diganggu lagi: tidak ikut dikirimi email massal",
    ),
    "customer_heard_again": (
        "let mails to many reach {customer} again",
        "{customer} boleh dikirimi email massal lagi",
    ),
}
