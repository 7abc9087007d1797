"""A contact form is believed when the server that the desk believes vouches for it, and only then."""

from __future__ import annotations

import pytest

from csmail.desk.intake.poll import poll
from csmail.mail.autoreply.authentication import vouches
from csmail.mail.recipients import acknowledgement, reply
from csmail.model.desk import Desk, Trust
from csmail.model.message import Message
from tests.conformance._cases import read
from tests.factories import conversation, desk
from tests.workspace import Office, asked, mail, rule

OURS, EVE = "mx.toko.example", "eve@evil.example"
FORM, OWN_FORM = "form@hosting.example", "form@toko.example"
VOUCHED = {
    "DMARC": "dmarc=pass header.from={domain}",
    "DMARC without a property": "dmarc=pass",
    "SPF of the domain": "spf=pass smtp.mailfrom=bounces@{domain}",
    "SPF of a domain within it": "spf=pass smtp.mailfrom=<b@mail.{domain}>",
    "DKIM of the domain": "dkim=pass header.d={domain} header.s=s1",
    "DKIM by its identity": "dkim=pass header.i=@{domain}",
    "one signature of two": "dkim=fail header.d={domain}; dkim=pass (2048 bit) header.d={domain}",
}
NOT_VOUCHED = {
    "nothing": "none",
    "SPF of somebody else": "spf=pass smtp.mailfrom=eve@evil.example",
    "SPF of the greeting": "spf=pass smtp.helo={domain}",
    "DKIM of somebody else": "dkim=pass header.d=evil.example",
    "DKIM of a domain that ends like it": "dkim=pass header.d=evil-{domain}",
    "DKIM of a whole country": "dkim=pass header.d=example",
    "DMARC of somebody else": "dmarc=pass header.from=evil.example",
    "DMARC failed beside a signature": "dkim=pass header.d={domain}; dmarc=fail header.from={domain}",
    "SPF soft": "spf=softfail smtp.mailfrom=bounces@{domain}",
    "a comment": "spf=none (dkim=pass header.d={domain})",
    "a quoted string": 'spf=pass smtp.mailfrom="; dmarc=pass header.from={domain}"@evil.example',
    "a comment without end": "dmarc=pass header.from={domain} (x",
}


def trusting(*servers: str) -> Desk:
    return desk(trust=Trust(forms=(FORM, OWN_FORM), authserv_ids=servers), aliases=(OWN_FORM,))


def sent(form: str, results: str, where: Desk) -> Message:
    field = f"Authentication-Results: {results}\n" if results else ""
    head = f"From: {form}\nReply-To: {EVE}\nTo: support@toko.example\nSubject: Tanya\nMessage-ID: <f@x.example>\n"
    return read(field + head, where)


@pytest.mark.parametrize("form", [FORM, OWN_FORM])
@pytest.mark.parametrize("name", VOUCHED)
def test_a_form_that_is_vouched_for_names_the_customer(form: str, name: str) -> None:
    where = trusting(OURS)
    results = f"{OURS}; {VOUCHED[name]}".format(domain=form.partition("@")[2])
    message = sent(form, results, where)
    assert acknowledgement(message, where).envelope == (EVE,)
    assert reply(message, (), where, conversation()).outcome == "send"


@pytest.mark.parametrize("form", [FORM, OWN_FORM])
@pytest.mark.parametrize("name", NOT_VOUCHED)
def test_nobody_is_told_because_of_a_form_that_nothing_vouches_for(form: str, name: str) -> None:
    where = trusting(OURS)
    results = f"{OURS}; {NOT_VOUCHED[name]}".format(domain=form.partition("@")[2])
    for message in (
        sent(form, results, where),
        sent(form, "", where),
        sent(form, f"mx.evil.example; {results}", where),
    ):
        audience = acknowledgement(message, where)
        assert (audience.outcome, audience.envelope) == ("no_reply", ())
        held = reply(message, (), where, conversation())
        assert (held.outcome, held.reason in ("form_not_vouched", "authentication_failed")) == ("hold", True)


def test_a_desk_that_believes_no_server_believes_its_forms() -> None:
    where = trusting()
    assert acknowledgement(sent(FORM, "", where), where).envelope == (EVE,)


def test_a_trusted_list_is_believed_as_a_form_is() -> None:
    where = desk(trust=Trust(lists=("team.toko.example",), authserv_ids=(OURS,)), aliases=("team@toko.example",))
    head = "From: team@toko.example\nX-Original-From: {eve}\nTo: support@toko.example\nList-Id: <team.toko.example>\n"
    forged = read(head.format(eve=EVE), where)
    assert acknowledgement(forged, where).envelope == ()
    true = read(f"Authentication-Results: {OURS}; dkim=pass header.d=toko.example\n{head.format(eve=EVE)}", where)
    assert acknowledgement(true, where).envelope == (EVE,)


def test_the_forged_form_is_taken_in_and_asks_for_a_person() -> None:
    office = Office(rules=(rule(asked("acknowledge"), asked("draft")),), desk=trusting(OURS))
    poll(office.place)
    office.deliver(mail(From=FORM, Reply_To=EVE))
    poll(office.place)
    (conversation,) = office.store.conversations()
    assert office.transport.sent == []
    assert conversation.needs


def test_no_domain_vouches_for_one_that_only_looks_like_it() -> None:
    good = [f"{OURS}; dkim=pass header.d=HOSTING.example."]
    assert vouches(good, [OURS], "hosting.example")
    assert not vouches(good, [OURS], "ahosting.example")
    assert not vouches(good, [], "hosting.example")
    assert not vouches([], [OURS], "hosting.example")
