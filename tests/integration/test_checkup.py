"""What `csmail check` finds out, against the demo's servers."""

from __future__ import annotations

import imaplib
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from csmail.config.load import load
from csmail.demo.setup import Shop, shop
from csmail.model.changes import Changes
from csmail.model.reason import Reason
from csmail.setup import checkup, starter
from csmail.wiring import Wiring
from csmail.wording.reasons import SENTENCES
from tests.factories import conversation


@pytest.fixture
def place() -> Iterator[Shop]:
    with shop() as opened:
        yield opened


def changed(place: Shop, old: str, new: str) -> None:
    text = place.rules.read_text(encoding="utf-8")
    assert old in text
    place.rules.write_text(text.replace(old, new), encoding="utf-8")


def wrong(findings: list[checkup.Finding]) -> dict[str, str]:
    return {finding.about: finding.words for finding in findings if finding.state == "wrong"}


def test_a_desk_that_is_well_gets_no_complaint(place: Shop) -> None:
    findings = list(checkup.check(place.rules))
    assert wrong(findings) == {}
    assert checkup.exit_code(findings) == 0
    abouts = {finding.about for finding in findings}
    assert abouts == {"configuration", "templates", "store", "support: mailbox", "support: transport"}
    assert any("tags are mirrored as keywords" in finding.words for finding in findings)
    assert any("largest mail: at most 32 MB" in finding.words for finding in findings)
    assert {"folder_mirrors_tags", "size_limit"} <= {finding.code for finding in findings}


def test_nothing_is_sent_and_no_mail_is_touched(place: Shop) -> None:
    place.imap.deliver(b"From: a@b.example\r\nTo: support@toko.example\r\nSubject: x\r\n\r\nx\r\n")
    list(checkup.check(place.rules))
    assert place.smtp.received == []
    with imaplib.IMAP4(place.imap.host, place.imap.port) as reader:
        reader.login(place.imap.username, place.imap.password)
        reader.select("INBOX", readonly=True)
        assert b"\\Seen" not in b"".join(filter(None, reader.fetch("1:*", "(FLAGS)")[1]))  # type: ignore[arg-type]


def test_a_refused_login_is_told_and_the_rest_is_still_checked(place: Shop) -> None:
    (place.folder / "password").write_text("wrong", encoding="utf-8")
    findings = list(checkup.check(place.rules))
    assert list(wrong(findings)) == ["support: mailbox"]
    assert [finding.code for finding in findings if finding.state == "wrong"] == ["login_refused"]
    assert checkup.exit_code(findings) == 77
    assert any(finding.about == "support: transport" and finding.state == "fine" for finding in findings)


def test_a_server_that_is_away_may_come_back(place: Shop) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        free = unused.getsockname()[1]
    changed(place, f"port: {place.smtp.port}", f"port: {free}")
    findings = list(checkup.check(place.rules))
    assert list(wrong(findings)) == ["support: transport"]
    assert checkup.exit_code(findings) == 75
    assert str(free) in wrong(findings)["support: transport"]


def test_an_acknowledgement_that_wants_the_customers_words_is_found_before_a_customer_is(place: Shop) -> None:
    (place.folder / "templates" / "refund-received.en.txt").write_text("You wrote: {{ text }}", encoding="utf-8")
    findings = list(checkup.check(place.rules, offline=True))
    assert wrong(findings) == {"templates": "templates/refund-received.en.txt:1: text is not defined"}
    assert checkup.exit_code(findings) == 78


def test_every_problem_of_the_configuration_is_told_at_once(place: Shop) -> None:
    changed(place, "    timezone: Asia/Jakarta", "    timezone: Asia/Jakarto")
    changed(place, "acknowledge: refund-received", "acknowledge: refund-recieved")
    findings = list(checkup.check(place.rules))
    assert {finding.about for finding in findings} == {"configuration"}
    assert len(wrong(findings)) == 1
    assert len(findings) == 2
    assert checkup.exit_code(findings) == 78
    assert all("rules.yaml:" in finding.words for finding in findings)


def test_offline_asks_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    starter.write(tmp_path, starter.shipped())

    def refuse(*unused: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    findings = list(checkup.check(tmp_path / "rules.yaml", offline=True))
    assert wrong(findings) == {}
    assert findings[-1].words == "not asked (--offline)"


def test_a_desk_that_the_file_lost_is_named_while_it_serves_conversations(tmp_path: Path) -> None:
    starter.write(tmp_path, starter.shipped("two-desks"))
    rules = tmp_path / "rules.yaml"
    with Wiring(load(rules)) as wiring:
        served = (conversation(id=f"K{number}", desk="service", served_by="care") for number in range(3))
        settled = conversation(id="K9", desk="service", served_by="care", status="closed")
        wiring.store.commit(Changes(conversations=(*served, settled)))
    assert not [one for one in checkup.check(rules, offline=True) if one.code == "served_by_nobody"]
    written = rules.read_text()
    rules.write_text(written[: written.index("  care:")] + "store: {kind: tinydb, path: state}\n")
    (told,) = [one for one in checkup.check(rules, offline=True) if one.code == "served_by_nobody"]
    assert (told.state, told.evidence) == ("note", {"desk": "care", "home": "service", "conversations": "3"})


def test_the_worst_decides_the_exit_code() -> None:
    def finding(code: int) -> checkup.Finding:
        return checkup.Finding("x", "wrong" if code else "fine", "", exit_code=code)

    assert checkup.exit_code([]) == 0
    assert checkup.exit_code([finding(0), finding(75), finding(77)]) == 77
    assert checkup.exit_code([finding(75), finding(74), finding(78)]) == 78
    assert checkup.exit_code([finding(75), finding(0)]) == 75


def test_a_folder_that_is_missing_is_wrong_by_its_code_and_what_a_server_cannot_do_is_a_note(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(SENTENCES, "folder_missing", ("said in other words", "dikatakan lain"))
    answers = {
        "folder Orders": Reason.of("folder_missing", said="no such folder"),
        "IDLE": Reason("idle_missing"),
        "login": "missing@imap.example",
    }
    found = list(checkup._asked("support: mailbox", lambda: answers))
    assert [(one.state, one.code, one.exit_code) for one in found] == [
        ("wrong", "folder_missing", 66),
        ("note", "idle_missing", 0),
        ("fine", "", 0),
    ]
    assert found[0].words == "folder Orders: said in other words"
    assert found[0].evidence == {"about": "folder Orders", "said": "no such folder"}
