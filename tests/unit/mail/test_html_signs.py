"""A page that may hold a quote is looked at closely, however its signs are written."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from csmail.mail.text.html_quotes import may_quote

SIGNS = re.compile(
    r"<blockquote|divRplyFwdMsg|border-top\s*:\s*solid|stopSpelling|zwchr|(?:yahoo|gmail|zmail|protonmail|tutanota)_|"
    r"moz-cite-prefix|gmail_attr|reply-intro|name=[\"']?quote|reference-message-container|OLK_SRC_BODY|<hr|zmail_extra",
    re.IGNORECASE,
)
PIECES = (
    "<block", "quote", "divRplyFwdMsg", "border-top", " : ", ":", "solid", "stopSpelling", "zwchr", "Gmail", "YAHOO_",
    "zmail_extra", "protonmail", "tutanota_", "_", "moz-cite-prefix", "reply-intro", "name=", '"', "'",
    "reference-message-container", "olk_src_body", "<h", "r", "<HR>", "<p>", "İ", "\n", " ",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join), st.sampled_from((str, str.upper, str.lower)))
def test_the_same_pages_are_looked_at_as_with_one_pattern(page: str, written: type[str]) -> None:
    assert may_quote(written(page)) == (SIGNS.search(written(page)) is not None)
