"""Which domains strangers share."""

import pytest

from csmail.mail.address.classify import is_shared


@pytest.mark.parametrize(
    "domain",
    ["gmail.com", "yahoo.co.id", "yahoo.com", "hotmail.fr", "live.com.au", "outlook.co.id", "qq.com", "web.de",
     "telkom.net", "icloud.com", "gmx.net"],
)  # fmt: skip
def test_a_mail_provider_for_everybody_is_shared(domain: str) -> None:
    assert is_shared(domain)


@pytest.mark.parametrize(
    "domain", ["toko.example", "gmail.com.evil.example", "notgmail.com", "yahoo.evil.example", "mail.toko.example", ""]
)
def test_a_domain_of_its_own_is_not_shared(domain: str) -> None:
    assert not is_shared(domain)
