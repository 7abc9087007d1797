"""Drafts in Markdown: what leaves has both forms, what people edit is what was written."""

from __future__ import annotations

import email
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from csmail import templates
from csmail.desk.by_hand import draft_deeds, drafts, editions
from csmail.desk.by_hand.act import act
from csmail.desk.by_hand.draft_mail import mail_of
from csmail.desk.by_hand.insert import insert
from csmail.desk.by_hand.signing import signed
from csmail.desk.intake.poll import poll
from csmail.errors import ConfigurationError, UsageError
from csmail.mail.compose import attachments
from csmail.mail.compose.html_part import html
from csmail.model.duration import parse_span
from csmail.model.mirror import MAILPROGRAM
from csmail.model.task import Draft
from csmail.model.team import Agent, Team
from csmail.ports import Rendered
from tests.factories import desk
from tests.unit.desk.test_drafts import edited
from tests.workspace import Office, asked, mail, rule

TEXT = """\
---
subject: "Pesanan Anda"
---
Halo **{{ customer_name }}**,

Terima kasih. [Lacak di sini](https://toko.example/lacak).

{% include "_closing" %}
"""
CLOSING = (
    "Salam hangat,\n{% if agent and agent not in signature %}\n{{ agent }}\n{% endif %}\n{{ signature or desk_name }}\n"
)
SARI = Agent("sari@toko.example", "Sari", signature="Sari, Toko Melati")
BUDI = Agent("budi@toko.example", "Budi")
FROM = '"*J* [x](https://evil.example)" <jane@cust.example>'


def office(folder: Path, kind: str = "md", text: str = TEXT, **fields: Any) -> Office:
    (folder / f"answer.id.{kind}").write_text(text, encoding="utf-8")
    (folder / "_closing.id.txt").write_text(CLOSING, encoding="utf-8")
    team = Team(agents=(SARI.address, BUDI.address), profiles=(SARI, BUDI))
    home = replace(desk(language="id", display_name="Toko Melati"), team=team, **fields)
    made = Office(rules=(rule(asked("draft")),), desk=home)
    made.place = replace(made.place, templates=templates.open(folder))
    poll(made.place)
    made.deliver(mail(From=FROM), "Paket saya belum sampai, mohon dibantu ya.")
    poll(made.place)
    return made


def one(made: Office) -> Draft:
    return list(made.store.drafts())[-1]


def parts(made: Office, of: str = "") -> list[tuple[str, str]]:
    found = made.store.mail(of or one(made).mail)
    assert found is not None
    walked = email.message_from_bytes(found.data).walk()
    return [(part.get_content_type(), str(part.get_content_disposition())) for part in walked]


def test_it_leaves_as_text_and_html_the_text_first_as_it_was_shown(tmp_path: Path) -> None:
    made = office(tmp_path)
    draft = one(made)
    assert parts(made) == [("multipart/alternative", "None"), ("text/plain", "None"), ("text/html", "None")]
    assert draft.text.startswith(
        "Halo *J* [x](https://evil.example),\n\nTerima kasih. Lacak di sini <https://toko.example/lacak>."
    )
    assert (draft.format, draft.source.splitlines()[0]) == (
        "markdown",
        r"Halo **\*J\* \[x\]\(https\:\/\/evil\.example\)**,",
    )
    page = html(mail_of(made.place, draft).data)
    assert "evil.example" not in "".join(piece.partition(">")[0] for piece in page.split("<"))
    drafts.send(made.place, draft.id, "sari")
    ((sent, _),) = made.transport.sent
    assert (sent.key, one(made).state) == (draft.mail, "sent")
    message = made.store.message(draft.mail)
    assert message is not None
    assert message.text == draft.text


def test_people_edit_the_markdown_and_both_forms_follow(tmp_path: Path) -> None:
    made = office(tmp_path)
    drafts.edit(made.place, one(made).id, edited(text="Halo,\n\n*besok* [a](http://b.example)\n"), "sari")
    draft = one(made)
    assert (draft.text, draft.source) == (
        "Halo,\n\nbesok [a](http://b.example)\n",
        "Halo,\n\n*besok* [a](http://b.example)\n",
    )
    assert "<em>besok</em>" in html(mail_of(made.place, draft).data)
    with pytest.raises(UsageError):
        drafts.edit(made.place, draft.id, edited(text="&" * 60_000), "sari")


def test_files_and_reverting_keep_both_forms(tmp_path: Path) -> None:
    made, path = office(tmp_path), tmp_path / "nota.pdf"
    path.write_bytes(b"%PDF")
    before = one(made)
    draft_deeds.attach(made.place, before.id, "sari", [path])
    assert [kind for kind, _ in parts(made)] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/pdf",
    ]  # fmt: skip
    draft_deeds.detach(made.place, before.id, "sari", "nota.pdf")
    drafts.edit(made.place, before.id, edited(text="*lain*"), "sari")
    draft_deeds.revert(made.place, before.id, "sari", 1)
    after = one(made)
    assert (after.source, after.text, after.format, after.edition) == (before.source, before.text, "markdown", 5)
    assert html(mail_of(made.place, after).data) == html(mail_of(made.place, before).data)
    assert editions.as_it_was(after, 4).source == "*lain*"


def test_what_another_mail_program_wrote_is_plain_text(tmp_path: Path) -> None:
    made = office(tmp_path)
    drafts.edit(made.place, one(made).id, edited(text="Halo,\n*besok*"), MAILPROGRAM)
    assert (one(made).format, one(made).source, parts(made)[0][0]) == ("text", "", "text/plain")
    draft_deeds.revert(made.place, one(made).id, "sari", 1)
    assert one(made).format == "markdown"


@pytest.mark.parametrize(
    ("kind", "snippet", "text"),
    [
        ("md", Rendered("a_b *c*\n"), "a_b *c*"),
        ("md", Rendered("c\n", source="**c**\n", html="<p>"), "c"),
        ("txt", Rendered("c\n", source="**c**\n", html="<p>"), "c"),
        ("txt", Rendered("a_b *c*\n"), "a_b *c*"),
    ],
)
def test_a_snippet_says_the_same_in_either(kind: str, snippet: Rendered, text: str, tmp_path: Path) -> None:
    made = office(tmp_path, kind, "Halo,\n\n[[apa]]\n")
    insert(made.place, one(made).id, "sari", snippet, "gap")
    assert one(made).text == f"Halo,\n\n{text}\n"


def test_a_line_that_is_promised_stands_in_both(tmp_path: Path) -> None:
    made = office(tmp_path, text="Halo *Jane*,\n\nsudah.\n")
    act(made.place, one(made).conversation, asked("reply", template="answer", promise=parse_span("2h")), "sari")
    ((sent, _),) = made.transport.sent
    message = made.store.message(sent.key)
    assert message is not None
    last = message.text.strip().splitlines()[-1]
    assert last != "sudah."
    assert last in html(sent.data).replace("&quot;", '"')


def test_files_of_a_text_go_with_the_answer_and_with_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "attachments").mkdir()
    (tmp_path / "attachments" / "garansi.pdf").write_bytes(b"%PDF")
    made = office(tmp_path, "txt", "---\nattach: garansi.pdf\n---\nTerlampir garansinya.\n")
    (file,) = attachments.files(mail_of(made.place, one(made)).data)
    assert (file.name, file.type, file.data) == ("garansi.pdf", "application/pdf", b"%PDF")
    (tmp_path / "attachments" / "garansi.pdf").write_bytes(b"other")
    assert attachments.files(mail_of(made.place, one(made)).data) == (file,), "fixed with the bytes"
    done = act(made.place, one(made).conversation, asked("acknowledge", template="answer"), "sari")
    assert done.step.withheld is not None
    assert done.step.withheld.code == "letter_failed"
    snippet = made.place.templates.render("answer", "id", {})
    insert(made.place, one(made).id, "sari", snippet, "end")
    assert [one.data for one in attachments.files(mail_of(made.place, one(made)).data)] == [b"other"]


def test_a_file_that_is_gone_withholds_the_draft_and_stops_no_pass(tmp_path: Path) -> None:
    made = office(tmp_path, "txt", "---\nattach: garansi.pdf\n---\nHalo\n")
    assert list(made.store.drafts()) == []
    with pytest.raises(ConfigurationError):
        made.place.templates.render("answer", "id", {})


@pytest.mark.parametrize("kind", ["md", "txt"])
def test_who_opens_the_editor_signs_and_nothing_else_changes(kind: str, tmp_path: Path) -> None:
    made = office(tmp_path, kind)
    draft, comma = one(made), "," if kind == "txt" else "\\,"
    assert draft.text.endswith("Salam hangat,\nToko Melati\n")
    ends: dict[str, Callable[[], Draft]] = {
        f"Salam hangat,\nSari{comma} Toko Melati\n": lambda: signed(made.place, draft, "sari@toko.example"),
        "Salam hangat,\nBudi\nToko Melati\n": lambda: signed(made.place, draft, "budi"),
    }
    for end, shown in ends.items():
        assert shown().written.endswith(end)
        assert shown().written.removesuffix(end) == draft.written.removesuffix(draft.closing)
        assert shown().mail == draft.mail
    assert one(made) == draft, "looking changes nothing"
    sari = signed(made.place, draft, "sari")
    drafts.edit(made.place, draft.id, edited(text=sari.written.replace("Terima kasih", "Makasih")), "sari@toko.example")
    assert one(made).closing == sari.closing
    assert signed(made.place, one(made), "budi").written.endswith("Budi\nToko Melati\n")


def test_a_closing_that_somebody_changed_stays_as_it_is(tmp_path: Path) -> None:
    made = office(tmp_path, "txt")
    drafts.edit(made.place, one(made).id, edited(text="Halo,\n\nSalam saya sendiri\n"), "sari")
    assert one(made).closing == ""
    assert signed(made.place, one(made), "budi") == one(made)


def test_a_desk_that_signs_for_everybody_does(tmp_path: Path) -> None:
    made = office(tmp_path, "txt", drafts=replace(desk().drafts, signature="desk"), signature="Tim Melati")
    assert signed(made.place, one(made), "sari@toko.example").written.endswith("Salam hangat,\nSari\nTim Melati\n")
