"""The IMAP mailbox against servers, and people in between, that do not mean well or do not know better."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from csmail.errors import ConfigurationError, CsmailError, LoginRefused, NotFound, Refused, Unreachable, Untrusted
from csmail.mailboxes import imap
from csmail.mailboxes.imap import Imap, Settings, fetch_fallback
from csmail.model.task import Mail
from csmail.ports import Need
from csmail.reason import Reason
from csmail.secret import Secret
from csmail.wording.reasons import words
from tests.integration.conftest import PASSWORD
from tests.marks import keywords
from tests.servers.certificates import Certificates
from tests.servers.scripted import Scripted, Talk, drip

SHORT = timedelta(seconds=0.6)
AT = datetime(2026, 7, 6, 9, 0, tzinfo=UTC)
STARTTLS_OFFERED = "* CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN\r\n{tag} OK done\r\n"


def failure(settings: Settings) -> CsmailError:
    mailbox = Imap(settings, "support")
    with pytest.raises(CsmailError) as caught:
        mailbox.open_folder("INBOX")
    mailbox.close()
    assert PASSWORD not in f"{caught.value!r} {caught.value.hint}"
    return caught.value


def unheard(server: Scripted) -> bool:
    """Whether no octet of a credential was sent, in any spelling."""
    said = bytes(server.received)
    return not any(word in said.upper() for word in (b"CANARY", b"LOGIN", b"AUTHENTICATE", b"Y2FUYXJ5"))


def test_a_stripped_starttls_ends_it(settings: Callable[..., Settings]) -> None:
    with Scripted() as server:
        error = failure(settings(server, tls="starttls"))
        assert isinstance(error, Refused)
        assert "STARTTLS" in error.message
        assert unheard(server)


def test_a_refused_starttls_ends_it(settings: Callable[..., Settings]) -> None:
    with Scripted({"CAPABILITY": STARTTLS_OFFERED, "STARTTLS": "{tag} NO not today\r\n"}) as server:
        error = failure(settings(server, tls="starttls"))
        assert isinstance(error, Refused)
        assert "not today" in error.message
        assert unheard(server)


def test_an_answer_injected_before_tls_ends_it(settings: Callable[..., Settings]) -> None:
    injected = "{tag} OK go\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n"
    with Scripted({"CAPABILITY": STARTTLS_OFFERED, "STARTTLS": injected}) as server:
        error = failure(settings(server, tls="starttls"))
        assert isinstance(error, Refused)
        assert "tampering" in error.message
        assert unheard(server)


@pytest.mark.parametrize("tls", ["starttls", "none"])
def test_preauth_ends_it(settings: Callable[..., Settings], tls: str) -> None:
    with Scripted({"CAPABILITY": STARTTLS_OFFERED}, greeting="* PREAUTH come in\r\n") as server:
        error = failure(settings(server, tls=tls))
        assert isinstance(error, Refused)
        assert "PREAUTH" in error.message
        assert unheard(server)


def test_a_greeting_with_more_behind_it_ends_it_or_changes_nothing(settings: Callable[..., Settings]) -> None:
    with Scripted(greeting="* OK hi\r\n* PREAUTH come in\r\n") as server:
        assert isinstance(failure(settings(server, tls="starttls")), Refused)
        assert unheard(server)


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
def test_a_certificate_for_another_host_ends_it(
    settings: Callable[..., Settings], certificates: Certificates, tls: str
) -> None:
    context = certificates.server_context(elsewhere=True)

    def start(talk: Talk, tag: str, command: str) -> None:
        talk.say(f"{tag} OK go\r\n")
        talk.start_tls(context)

    answers = {"CAPABILITY": STARTTLS_OFFERED, "STARTTLS": start}
    with Scripted(answers, tls=context if tls == "implicit" else None) as server:
        error = failure(settings(server, tls=tls, ca_file=str(certificates.authority)))
        assert isinstance(error, Refused)
        assert "certificate" in error.message
        assert unheard(server)


def test_capabilities_from_before_tls_do_not_count(
    settings: Callable[..., Settings], certificates: Certificates
) -> None:
    context = certificates.server_context()

    def start(talk: Talk, tag: str, command: str) -> None:
        talk.say(f"{tag} OK go\r\n")
        talk.start_tls(context)

    within = "* CAPABILITY IMAP4rev1 LOGINDISABLED\r\n{tag} OK done\r\n"
    answers = {"CAPABILITY": [STARTTLS_OFFERED, within], "STARTTLS": start}
    with Scripted(answers) as server:
        error = failure(settings(server, tls="starttls", ca_file=str(certificates.authority)))
        assert isinstance(error, LoginRefused)
        assert unheard(server)


def test_plaintext_to_another_machine_is_refused_before_a_socket_is_opened() -> None:
    settings = Settings("imap.toko.example", "support", password=Secret(env="NONE"), tls="none")
    assert imap.check(settings) == Reason.of("password_in_the_open", host="imap.toko.example")
    with pytest.raises(ConfigurationError, match="in the open"):
        Imap(settings, "support").open_folder("INBOX")


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"host": ""}, "host"),
        ({"username": ""}, "username"),
        ({"password": None}, "exactly one"),
        ({"oauth": Secret(env="B")}, "exactly one"),
        ({"port": 70000}, "port"),
        ({"folders": ()}, "folders"),
        ({"timeout": timedelta(0)}, "timeout"),
    ],
)
def test_settings_that_cannot_work_are_told(changes: dict[str, Any], part: str) -> None:
    values: dict[str, Any] = {"host": "imap.toko.example", "username": "support", "password": Secret(env="A")}
    assert imap.check(Settings(**values)) is None
    assert part in words(imap.check(Settings(**{**values, **changes})) or Reason(""))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.8.9.1", "LOCALHOST."])
def test_plaintext_to_this_machine_is_allowed(host: str) -> None:
    assert imap.check(Settings(host, "support", password=Secret(env="A"), tls="none")) is None


@pytest.mark.parametrize("host", ["localhost.evil.example", "10.0.0.1", "127.0.0.1.evil.example", "0.0.0.0"])
def test_plaintext_to_what_only_looks_like_this_machine_is_not(host: str) -> None:
    assert imap.check(Settings(host, "support", password=Secret(env="A"), tls="none"))


def test_a_dripping_greeting_is_given_up(settings: Callable[..., Settings]) -> None:
    with Scripted(greeting=lambda talk, tag, line: drip(talk, b"* OK " + b"x" * 10_000, 0.02)) as server:
        began = datetime.now(UTC)
        error = failure(settings(server, timeout=SHORT))
        assert isinstance(error, Unreachable)
        assert datetime.now(UTC) - began < timedelta(seconds=5)
        assert unheard(server)


def test_a_dripping_mail_is_given_up(settings: Callable[..., Settings]) -> None:
    def answer(talk: Talk, tag: str, command: str) -> None:
        talk.say("* 1 FETCH (UID 1 BODY[HEADER] {5000}\r\n")
        drip(talk, b"x" * 5000, 0.02)

    with Scripted({"UID FETCH": answer}) as server:
        mailbox = Imap(settings(server, timeout=SHORT), "support")
        began = datetime.now(UTC)
        with pytest.raises(Unreachable, match="no answer in time"):
            list(mailbox.fetch("INBOX", [1, 2, 3], Need()))
        assert datetime.now(UTC) - began < timedelta(seconds=10)
        mailbox.close()


def test_a_slow_but_honest_server_is_waited_for(settings: Callable[..., Settings]) -> None:
    def answer(talk: Talk, tag: str, command: str) -> None:
        talk.say('* 1 FETCH (UID 1 RFC822.SIZE 5004 INTERNALDATE "06-Jul-2026 09:00:00 +0000" FLAGS () ')
        talk.say("BODY[HEADER] {2}\r\n\r\n BODY[TEXT] {5002}\r\n")
        for _ in range(10):
            talk.server.stopping.wait(0.12)
            talk.say(b"x" * 500)
        talk.say(f"\r\n)\r\n{tag} OK\r\n")

    with Scripted({"UID FETCH": answer}) as server:
        mailbox = Imap(settings(server, timeout=SHORT), "support")
        (raw,) = mailbox.fetch("INBOX", [1], Need())
        assert raw.size == 5004
        mailbox.close()


def test_a_silent_server_is_given_up(settings: Callable[..., Settings]) -> None:
    with Scripted({"SELECT": lambda talk, tag, line: None}) as server:
        error = failure(settings(server, timeout=SHORT))
        assert isinstance(error, Unreachable)
        assert "opening folder INBOX" in error.message


@pytest.mark.parametrize("greeting", ["* BYE too many\r\n", "220 smtp.example ESMTP\r\n", "", "\r\n\r\n", b"\xff" * 99])
def test_what_is_no_imap_server_is_unreachable(settings: Callable[..., Settings], greeting: str | bytes) -> None:
    def answer(talk: Talk, tag: str, line: str) -> None:
        talk.say(greeting)
        talk.hang_up()

    with Scripted(greeting=answer) as server:
        assert isinstance(failure(settings(server, timeout=SHORT)), Unreachable)
        assert unheard(server)


def test_tls_asked_of_a_port_that_speaks_plainly_names_the_line_to_change(
    settings: Callable[..., Settings], certificates: Certificates
) -> None:
    with Scripted() as server:
        error = failure(settings(server, tls="implicit", ca_file=str(certificates.authority)))
        assert isinstance(error, Untrusted)
        assert "this port begins without it" in error.message
        assert "`tls: starttls`" in error.hint
        assert unheard(server)


@pytest.mark.parametrize("tls", ["starttls", "none"])
@pytest.mark.parametrize("hangs_up", [False, True])
def test_plain_words_to_a_port_that_speaks_tls_name_the_line_to_change(
    settings: Callable[..., Settings], certificates: Certificates, tls: str, hangs_up: bool
) -> None:
    context = certificates.server_context()

    class Impatient(Scripted):
        def _serve(self, sock: Any) -> None:
            sock.settimeout(0.3 if hangs_up else 20)
            super()._serve(sock)

    with Impatient(tls=context) as server:
        error = failure(settings(server, tls=tls, timeout=SHORT))
        assert isinstance(error, Untrusted)
        assert "this port begins with TLS" in error.message
        assert "`tls: implicit`" in error.hint
        assert unheard(server)


@pytest.mark.parametrize(
    "refusal",
    ["[ALERT] Too many simultaneous connections. (Failure)", "Maximum number of connections from user+IP exceeded"],
)
def test_a_login_refused_for_a_while_is_no_wrong_password(settings: Callable[..., Settings], refusal: str) -> None:
    def answer(talk: Talk, tag: str, line: str) -> None:
        talk.say("+ \r\n")
        talk.hear()
        talk.say(f"{tag} NO {refusal}\r\n")

    with Scripted({"AUTHENTICATE PLAIN": answer}) as server:
        error = failure(settings(server))
        assert isinstance(error, Unreachable)
        assert error.exit_code == 75


@pytest.mark.parametrize("answer", ["BAD User is authenticated but not connected.", "NO Server Unavailable. 15"])
def test_a_folder_refused_for_a_while_is_asked_for_again(settings: Callable[..., Settings], answer: str) -> None:
    with Scripted({"SELECT": f"{{tag}} {answer}\r\n", "LIST": f"{{tag}} {answer}\r\n"}) as server:
        assert isinstance(failure(settings(server)), Unreachable)


def test_downloads_refused_for_a_while_put_no_mail_aside(settings: Callable[..., Settings]) -> None:
    with Scripted({"UID FETCH": "{tag} NO [OVERQUOTA] Account exceeded bandwidth limits\r\n"}) as server:
        mailbox = Imap(settings(server), "support")
        with pytest.raises(Unreachable, match="bandwidth"):
            list(mailbox.fetch("INBOX", [1, 2, 3], Need()))
        mailbox.close()


@pytest.mark.parametrize("size", [4, 1002, 1003, 5000])
@pytest.mark.parametrize("plainly", [False, True])
def test_a_size_that_is_too_small_hides_nothing_of_a_mail(
    settings: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch, size: int, plainly: bool
) -> None:
    if plainly:
        monkeypatch.setattr("csmail.mailboxes.imap.fetch.messages", fetch_fallback.plainly)

    def answer(talk: Talk, tag: str, line: str) -> None:
        wanted = re.search(r"BODY\.PEEK\[TEXT\]<0\.(\d+)>", line)
        body = b"x" * min(5000, int(wanted[1]) if wanted else 5000)
        begun = f'* 1 FETCH (UID 1 RFC822.SIZE {size} INTERNALDATE "06-Jul-2026 09:00:00 +0000" FLAGS () '
        talk.say(begun + "BODY[HEADER] {2}\r\n\r\n BODY[TEXT]<0> {" + f"{len(body)}}}\r\n")
        talk.say(body + f")\r\n{tag} OK done\r\n".encode())

    with Scripted({"UID FETCH": answer}) as server:
        mailbox = Imap(settings(server), "support")
        for octets, complete in ((1000, False), (4999, False), (5000, True), (5001, True)):
            (raw,) = mailbox.fetch("INBOX", [1], Need(body=octets))
            assert (len(raw.body), raw.complete) == (min(octets, 5000), complete)
        mailbox.close()


def test_a_login_that_cannot_be_checked_now_is_temporary(settings: Callable[..., Settings]) -> None:
    def answer(talk: Talk, tag: str, line: str) -> None:
        talk.say("+ \r\n")
        talk.hear()
        talk.say(f"{tag} NO [UNAVAILABLE] the user database is away\r\n")

    with Scripted({"AUTHENTICATE PLAIN": answer}) as server:
        error = failure(settings(server))
        assert isinstance(error, Unreachable)
        assert "user database" in error.message


def test_a_server_that_repeats_the_password_does_not_make_us_repeat_it(settings: Callable[..., Settings]) -> None:
    def answer(talk: Talk, tag: str, line: str) -> None:
        talk.say("+ \r\n")
        talk.hear()
        talk.say(f"{tag} NO {PASSWORD} is wrong\x1b[2J\r\n")

    with Scripted({"AUTHENTICATE PLAIN": answer}) as server:
        error = failure(settings(server))
        assert isinstance(error, LoginRefused)
        assert "… is wrong" in error.message
        assert "\x1b" not in error.message


def test_without_plain_the_login_command_is_used(settings: Callable[..., Settings]) -> None:
    bare = "* CAPABILITY IMAP4rev1\r\n{tag} OK done\r\n"
    with Scripted({"CAPABILITY": bare}) as server:
        mailbox = Imap(settings(server, username='sup "port'), "support")
        mailbox.open_folder("INBOX")
        assert f'LOGIN "sup \\"port" "{PASSWORD}"' in server.commands
        mailbox.close()


def test_a_name_that_login_cannot_carry_is_not_sent(settings: Callable[..., Settings]) -> None:
    with Scripted({"CAPABILITY": "* CAPABILITY IMAP4rev1\r\n{tag} OK done\r\n"}) as server:
        assert isinstance(failure(settings(server, username="a\r\nb")), LoginRefused)
        assert unheard(server)


def test_a_token_is_sent_once_and_its_refusal_told(settings: Callable[..., Settings], tmp_path: Path) -> None:
    (tmp_path / "token").write_text("ya29.token")
    heard: list[str] = []

    def answer(talk: Talk, tag: str, line: str) -> None:
        talk.say("+ \r\n")
        heard.append(talk.hear())
        talk.say("+ eyJzdGF0dXMiOiI0MDAifQ==\r\n")
        heard.append(talk.hear())
        talk.say(f"{tag} NO [AUTHENTICATIONFAILED] Invalid credentials\r\n")

    offered = "* CAPABILITY IMAP4rev1 AUTH=XOAUTH2\r\n{tag} OK done\r\n"
    with Scripted({"CAPABILITY": offered, "AUTHENTICATE XOAUTH2": answer}) as server:
        token = Secret(file=str(tmp_path / "token"))
        error = failure(settings(server, password=None, oauth=token))
        assert isinstance(error, LoginRefused)
        assert "access token" in error.hint
    assert len(heard[0]) > 20
    assert heard[1] == ""


def test_a_folder_without_uidvalidity_is_refused(settings: Callable[..., Settings]) -> None:
    with Scripted({"SELECT": "* 3 EXISTS\r\n* OK [UIDNEXT 4] n\r\n{tag} OK\r\n"}) as server:
        error = failure(settings(server))
        assert isinstance(error, Refused)
        assert "UIDVALIDITY" in error.message


def test_a_folder_without_uidnext_is_counted(settings: Callable[..., Settings]) -> None:
    with Scripted({"SELECT": "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] v\r\n{tag} OK done\r\n"}) as server:
        mailbox = Imap(settings(server), "support")
        assert mailbox.open_folder("INBOX").uidnext == 4
        mailbox.close()


def test_a_read_only_folder_is_read_and_not_marked(settings: Callable[..., Settings]) -> None:
    opened = "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] v\r\n* OK [UIDNEXT 4] n\r\n* OK [PERMANENTFLAGS ()] none\r\n"
    answers = {"SELECT": opened + "{tag} OK [READ-ONLY] look\r\n", "EXAMINE": opened + "{tag} OK [READ-ONLY] look\r\n"}
    with Scripted(answers) as server:
        mailbox = Imap(settings(server), "support")
        folder = mailbox.open_folder("INBOX")
        assert (folder.writable, folder.keywords) == (False, False)
        keywords(mailbox, "INBOX", [1], ["refund"], [])
        assert not [command for command in server.commands if "STORE" in command]
        mailbox.close()


def test_keywords_the_server_does_not_permit_are_left_out(settings: Callable[..., Settings]) -> None:
    opened = "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] v\r\n* OK [UIDNEXT 4] n\r\n* OK [PERMANENTFLAGS (\\Seen old)] p\r\n"
    answers = {"SELECT": opened + "{tag} OK [READ-WRITE] in\r\n", "UID STORE": "{tag} OK\r\n"}
    with Scripted(answers) as server:
        mailbox = Imap(settings(server), "support")
        assert not mailbox.open_folder("INBOX").keywords
        keywords(mailbox, "INBOX", [3, 1, 2], ["refund", "old"], ["other"])
        assert [command for command in server.commands if "STORE" in command] == ["UID STORE 1:3 +FLAGS.SILENT (old)"]
        mailbox.close()


def selected(uidnext: int) -> str:
    """The answer to SELECT of a folder with room for so many mails."""
    return f"* 3 EXISTS\r\n* OK [UIDVALIDITY 7] v\r\n* OK [UIDNEXT {uidnext}] n\r\n{{tag}} OK [READ-WRITE] in\r\n"


ONE = '{uid} FETCH (UID {uid} RFC822.SIZE 4 INTERNALDATE "06-Jul-2026 09:00:00 +0000" FLAGS () '
ONE += "BODY[HEADER] {{2}}\r\n\r\n BODY[TEXT]<0> {{2}}\r\nHi)\r\n"


def answers_of(*uids: int) -> str:
    return "".join("* " + ONE.format(uid=uid) for uid in uids)


def fetched(server: Scripted, settings: Settings, uids: list[int]) -> dict[int, tuple[bytes, bool]]:
    mailbox = Imap(settings, "support")
    found = {raw.place.uid: (raw.body, raw.complete) for raw in mailbox.fetch("INBOX", uids, Need())}
    mailbox.close()
    return found


def test_what_a_server_says_in_between_is_no_mail(settings: Callable[..., Settings]) -> None:
    between = '* 9 EXISTS\r\n* 1 EXPUNGE\r\n* OK [X] {3}\r\n* 4 FETCH (FLAGS (\\Seen))\r\n* X {3}\r\nabc "d"\r\n'
    text = between + answers_of(3, 1) + between + answers_of(77) + "* 2 FETCH (UID 2 FLAGS ())\r\n" + answers_of(2)
    with Scripted({"UID FETCH": text + "{tag} OK done\r\n"}) as server:
        assert fetched(server, settings(server), [1, 2, 3]) == dict.fromkeys((1, 2, 3), (b"Hi", True))
        assert server.connections == 1


@given(data=st.data())
@hypothesis_settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_mails_arrive_whole_in_any_order_and_in_any_pieces(
    settings: Callable[..., Settings], data: st.DataObject
) -> None:
    uids = list(range(1, 9))
    noise = st.sampled_from(["* 9 EXISTS\r\n", "* OK {3}\r\n", "* 2 FETCH (FLAGS (x))\r\n", "* 4 EXPUNGE\r\n", ""])
    order = data.draw(st.permutations(uids))
    text = "".join(data.draw(noise) + answers_of(uid) for uid in order)
    cuts = sorted(data.draw(st.sets(st.integers(1, len(text) - 1), max_size=30)))

    def answer(talk: Talk, tag: str, command: str) -> None:
        for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
            talk.say(text[start:end])
        talk.say(f"{tag} OK done\r\n")

    with Scripted({"UID FETCH": answer}) as server:
        assert fetched(server, settings(server), uids) == dict.fromkeys(uids, (b"Hi", True))
        assert server.connections == 1


def test_an_odd_answer_is_read_by_imapclient_on_a_new_connection(settings: Callable[..., Settings]) -> None:
    odd = answers_of(1) + '* 2 FETCH (UID 2 BODYSTRUCTURE (("a" "b") "c"))\r\n{tag} OK\r\n'
    with Scripted({"UID FETCH": [odd, answers_of(2, 3) + "{tag} OK\r\n"]}) as server:
        assert fetched(server, settings(server), [1, 2, 3]) == dict.fromkeys((1, 2, 3), (b"Hi", True))
        assert server.connections == 2


def test_a_mail_the_server_will_not_hand_over_is_not_lost_in_silence(settings: Callable[..., Settings]) -> None:
    def answer(talk: Talk, tag: str, command: str) -> None:
        uids = [uid for uid in (1, 3) if str(uid) in command.split()[2].replace(":", "2") or "1:3" in command]
        done = "OK" if "1:3" in command else "NO [EXPUNGEISSUED] gone" if uids else "NO damaged"
        talk.say(answers_of(*uids) + f"{tag} {done}\r\n")

    def search(talk: Talk, tag: str, command: str) -> None:
        talk.say(f"* SEARCH 2\r\n{tag} OK\r\n")

    with Scripted({"UID FETCH": answer, "UID SEARCH": search}) as server:
        found = fetched(server, settings(server), [1, 2, 3])
        assert found == {1: (b"Hi", True), 3: (b"Hi", True), 2: (b"", False)}


@pytest.mark.parametrize(
    "first", ["", '* 9 FETCH (UID 9 BODYSTRUCTURE (("a" "b") "c"))\r\n'], ids=["quickly", "slowly"]
)
def test_a_mail_that_a_server_stumbles_over_holds_up_nobody(settings: Callable[..., Settings], first: str) -> None:
    odd = iter([first])

    def answer(talk: Talk, tag: str, command: str) -> None:
        asked = command.split()[2].replace("1:3", "1,2,3").split(",")
        done = "NO [SERVERBUG] Internal error occurred" if "2" in asked else "OK"
        talk.say(next(odd, "") + answers_of(*(int(uid) for uid in asked if uid != "2")) + f"{tag} {done}\r\n")

    def search(talk: Talk, tag: str, command: str) -> None:
        talk.say(f"* SEARCH 1 2 3\r\n{tag} OK\r\n")

    with Scripted({"UID FETCH": answer, "UID SEARCH": search}) as server:
        found = fetched(server, settings(server), [1, 2, 3])
        assert found == {1: (b"Hi", True), 3: (b"Hi", True), 2: (b"", False)}


@pytest.mark.parametrize("code", ["UNAVAILABLE", "INUSE", "LIMIT"])
def test_a_refusal_that_passes_is_no_fault_of_the_mail(settings: Callable[..., Settings], code: str) -> None:
    answers = {"UID FETCH": "{tag} NO [" + code + "] later\r\n", "UID SEARCH": "* SEARCH 1\r\n{tag} OK\r\n"}
    with Scripted(answers) as server:
        mailbox = Imap(settings(server), "support")
        with pytest.raises(Unreachable):
            list(mailbox.fetch("INBOX", [1], Need()))
        mailbox.close()


def test_a_server_that_hands_over_nothing_is_at_fault_itself(settings: Callable[..., Settings]) -> None:
    def search(talk: Talk, tag: str, command: str) -> None:
        last = command.split()[-1]
        found = " ".join(map(str, range(1, 101))) if ":" in last else last
        talk.say(f"* SEARCH {found}\r\n{tag} OK\r\n")

    with Scripted({"UID FETCH": "{tag} NO damaged\r\n", "UID SEARCH": search}) as server:
        mailbox = Imap(settings(server), "support")
        with pytest.raises(Unreachable, match="does not give the mails"):
            list(mailbox.fetch("INBOX", list(range(1, 101)), Need()))
        mailbox.close()


def test_a_literal_of_four_gigabytes_is_not_waited_for(settings: Callable[..., Settings]) -> None:
    with Scripted({"UID FETCH": "* 1 FETCH (UID 1 BODY[HEADER] {4294967296}\r\nx"}) as server:
        mailbox = Imap(settings(server), "support")
        with pytest.raises(Unreachable, match="4294967296"):
            list(mailbox.fetch("INBOX", [1], Need()))
        mailbox.close()


def test_the_full_mailbox_is_told_and_the_connection_kept(settings: Callable[..., Settings]) -> None:
    answers = {
        "LIST": '* LIST () "/" INBOX\r\n* LIST () "/" Drafts\r\n{tag} OK\r\n',
        "UID SEARCH": "* SEARCH\r\n{tag} OK\r\n",
        "APPEND": "{tag} NO [OVERQUOTA] full\r\n",
    }
    with Scripted(answers) as server:
        mailbox = Imap(settings(server), "support")
        with pytest.raises(Refused, match="full") as caught:
            mailbox.file("drafts", Mail("k", "<a@b.example>", "", ("c@d.example",), "A: b\r\n\r\nc"), AT)
        assert "room" in caught.value.hint
        assert mailbox.open_folder("INBOX").uidnext == 4
        assert server.connections == 1
        mailbox.close()


def test_a_connection_that_breaks_twice_is_unreachable_and_the_next_call_tries_again(
    settings: Callable[..., Settings],
) -> None:
    fine = "* SEARCH 1 2 3\r\n{tag} OK found\r\n"
    with Scripted({"UID SEARCH": [fine, "* BYE away\r\n", "* BYE away\r\n", fine]}) as server:
        mailbox = Imap(settings(server), "support")
        assert mailbox.uids("INBOX", 1) == [2, 3]
        with pytest.raises(Unreachable):
            mailbox.uids("INBOX", 1)
        assert server.connections == 2
        assert mailbox.uids("INBOX", 1) == [2, 3]
        mailbox.close()


def test_a_missing_folder_is_told_apart_from_a_refused_one(settings: Callable[..., Settings]) -> None:
    listing = '* LIST () "/" INBOX\r\n{tag} OK\r\n'
    with Scripted({"SELECT": "{tag} NO forbidden\r\n", "LIST": [listing, "{tag} OK none\r\n"]}) as server:
        mailbox = Imap(settings(server), "support")
        with pytest.raises(Refused, match="forbidden"):
            mailbox.open_folder("INBOX")
        with pytest.raises(NotFound):
            mailbox.open_folder("Other")
        mailbox.close()


def test_compact_search_answers_are_read(settings: Callable[..., Settings]) -> None:
    offered = "* CAPABILITY IMAP4rev1 AUTH=PLAIN ESEARCH\r\n{tag} OK done\r\n"
    found = '* ESEARCH (TAG "x") UID ALL 2,7:9\r\n{tag} OK\r\n'
    nothing = '* ESEARCH (TAG "x") UID\r\n{tag} OK\r\n'
    with Scripted({"CAPABILITY": offered, "SELECT": selected(10), "UID SEARCH": [found, nothing]}) as server:
        mailbox = Imap(settings(server), "support")
        assert mailbox.uids("INBOX", 6) == [7, 8, 9]
        assert mailbox.uids("INBOX", 9) == []
        assert "UID SEARCH RETURN (ALL) UID 7:*" in server.commands
        mailbox.close()


def test_idle_is_left_before_the_network_forgets_it(
    settings: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    def idle(talk: Talk, tag: str, command: str) -> None:
        talk.say("* 3 EXPUNGE\r\n+ idling\r\n* OK still here\r\n")
        assert talk.hear() == "DONE"
        talk.say(f"{tag} OK done\r\n")

    monkeypatch.setattr("csmail.mailboxes.imap.idle.LONGEST_IDLE", 0.05)
    offered = "* CAPABILITY IMAP4rev1 AUTH=PLAIN IDLE\r\n{tag} OK done\r\n"
    with Scripted({"CAPABILITY": offered, "IDLE": idle}) as server:
        mailbox = Imap(settings(server), "support")
        mailbox.uids("INBOX", 0)
        assert not mailbox.wait("INBOX", timedelta(seconds=0.3))
        assert 3 <= server.commands.count("IDLE") <= 8
        assert server.connections == 1
        mailbox.close()


def test_idle_offered_and_refused_is_told(settings: Callable[..., Settings]) -> None:
    offered = "* CAPABILITY IMAP4rev1 AUTH=PLAIN IDLE\r\n{tag} OK done\r\n"
    with Scripted({"CAPABILITY": offered, "IDLE": "{tag} NO not here\r\n"}) as server:
        mailbox = Imap(settings(server), "support")
        with pytest.raises(Refused, match="IDLE"):
            mailbox.wait("INBOX", timedelta(seconds=20))
        assert mailbox.open_folder("INBOX").uidnext == 4
        mailbox.close()


def test_idle_that_ends_with_bye_does_not_spin(settings: Callable[..., Settings]) -> None:
    offered = "* CAPABILITY IMAP4rev1 AUTH=PLAIN IDLE\r\n{tag} OK done\r\n"
    with Scripted({"CAPABILITY": offered, "IDLE": "+ idling\r\n* BYE maintenance\r\n"}) as server:
        mailbox = Imap(settings(server), "support")
        mailbox.uids("INBOX", 0)
        assert mailbox.wait("INBOX", timedelta(seconds=20))
        assert server.connections == 2
        assert server.commands.count("IDLE") == 1
        mailbox.close()


def test_a_count_that_is_repeated_is_no_news_and_a_mail_more_is(settings: Callable[..., Settings]) -> None:
    def idle(talk: Talk, tag: str, command: str) -> None:
        talk.say("+ idling\r\n" + "* 3 EXISTS\r\n" * 100)
        if talk.server.commands.count("IDLE") == 2:
            talk.say("* 3 EXPUNGE\r\n* 3 EXISTS\r\n")
        talk.hear()
        talk.say(f"{tag} OK done\r\n")

    offered = "* CAPABILITY IMAP4rev1 AUTH=PLAIN IDLE\r\n{tag} OK done\r\n"
    with Scripted({"CAPABILITY": offered, "IDLE": idle}) as server:
        mailbox = Imap(settings(server), "support")
        mailbox.uids("INBOX", 0)
        assert not mailbox.wait("INBOX", timedelta(seconds=0.3))
        assert mailbox.wait("INBOX", timedelta(seconds=20))
        mailbox.close()


def test_what_lies_beyond_uidnext_is_believed_when_select_says_so(settings: Callable[..., Settings]) -> None:
    absurd = "* SEARCH 1 2 3 4 4294967295\r\n{tag} OK\r\n"
    with Scripted({"SELECT": [selected(4), selected(5)], "UID SEARCH": absurd}) as server:
        mailbox = Imap(settings(server), "support")
        assert mailbox.uids("INBOX", 1) == [2, 3, 4]
        mailbox.close()


def test_a_stop_ends_what_waits_for_a_server_and_nothing_is_begun_after_it(settings: Callable[..., Settings]) -> None:
    with Scripted({"UID SEARCH": lambda talk, tag, line: drip(talk, b"* OK " + b"x" * 10_000, 0.02)}) as server:
        mailbox = Imap(settings(server, timeout=timedelta(seconds=600)), "support")
        mailbox.open_folder("INBOX")
        stopping = threading.Timer(0.1, mailbox.stop)
        stopping.start()
        with pytest.raises(Unreachable, match="told to end"):
            mailbox.uids("INBOX", 0)
        with pytest.raises(Unreachable, match="told to end"):
            mailbox.uids("INBOX", 0)
        stopping.join()
        mailbox.close()
        assert server.connections == 1
