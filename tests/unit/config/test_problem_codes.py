"""Every mistake in a file has a code, its facts and its place: a table of bad inputs that holds each code there is."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from csmail import templates
from csmail.cli.main import run
from csmail.config.load import load
from csmail.config.yaml import nodes, source
from csmail.errors import ConfigurationError
from csmail.reason import Problem
from csmail.wording import problems
from csmail.wording.sentences import configuration, hours, rules_file, settings, yaml_text
from csmail.wording.sentences import templates as of_templates
from tests.unit.config.conftest import DESK, Written

Codes = Callable[[str], list[str]]
IMAP = "mailbox: {kind: imap, host: h.example, username: s, password: {env: X}}"
SMTP = "transport: {kind: smtp, host: h.example, username: s, password: {env: X}}"


def desk(line: str) -> str:
    return DESK.replace("    mailbox", f"    {line}\n    mailbox", 1)


def mailbox(settings: str) -> str:
    return DESK.replace("mailbox: {kind: memory}", f"mailbox: {{kind: imap, {settings}}}")


def transport(settings: str) -> str:
    return DESK.replace("transport: {kind: memory}", f"transport: {{kind: smtp, {settings}}}")


def week(hours: str) -> str:
    return desk(f"hours: {{mon: '09:00-17:00', {hours}}}")


def day(shifts: str) -> str:
    return desk(f"hours: {{mon: '{shifts}'}}")


def when(condition: str) -> str:
    return DESK + f"rules: [{{name: r, when: {{{condition}}}, then: [close]}}]\n"


def then(action: str) -> str:
    return DESK + f"rules: [{{name: r, then: [{action}]}}]\n"


def silence(after: str) -> str:
    return DESK + f"rules: [{{name: r, on: silence, after: {after}, then: [close]}}]\n"


def regex(pattern: str) -> str:
    return when(f"body: {{regex: '{pattern}'}}")


TWO = DESK.replace("store:", "  sales:\n" + DESK.partition("support:\n")[2].partition("store:")[0] + "store:")
RANGE = "{from: 2027-01-01, to: 2027-02-01, mon: closed}"
WORDS = "mood: {%s}\n"
BAD = {
    "not_yaml": "a: [1, 2\n",
    "character_not_in_yaml": "a: \x07\n",
    "character_not_in_value": 'a: "\\0"\n',
    "second_document": "a: 1\n---\nb: 2\n",
    "nested_too_deep": "[" * 51 + "]" * 51,
    "too_many_aliases": "a: &a x\nb: [" + "*a, " * 101 + "]",
    "alias_of_nothing": "a: *b\n",
    "alias_of_itself": "a: &a [*a]\n",
    "too_many_values": "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{'*a%d, ' % (n - 1) * 9}]\n" for n in range(1, 10)),  # noqa: UP031
    "merge_key": "<<: {a: 1}\n",
    "key_twice": "a: 1\na: 2\n",
    "key_not_a_word": "? [a, b]\n: 1\n",
    "tagged_value": "a: !!python/object:os.system x\n",
    "unknown_key": DESK + "spam: true\n",
    "report_moment": DESK + "reports: [{send: week, at: '8', to: [owner@toko.example]}]\n",
    "report_clock": DESK + "reports: [{send: day, at: 'mon 8', to: [owner@toko.example]}]\n",
    "report_for_nobody": DESK + "reports: [{send: day, at: '08:00', to: []}]\n",
    "unknown_kind": DESK.replace("kind: memory", "kind: memry", 1),
    "unknown_word": then("priority: hihg"),
    "unknown_event": DESK + "rules: [{name: r, on: hand, then: [close]}]\n",
    "unknown_desk": when("desk: suport"),
    "unknown_action": then("tagg"),
    "copy_or_blind_copy": desk("acknowledge: {cs: a}"),
    "keys_expected": "just words",
    "these_keys_expected": desk("promises: 30m"),
    "key_missing": "store: {kind: memory}\n",
    "kind_missing": DESK.replace("transport: {kind: memory}", "transport: {}"),
    "text_expected": desk("language: [id]"),
    "text_needs_quotes": desk("language: true"),
    "truth_expected": desk("null_sender: yes"),
    "number_expected": desk("max_recipients: -1"),
    "not_a_span": desk("split_after: soon"),
    "span_too_long": desk(f"split_after: {'9' * 20}w"),
    "secret_written_out": mailbox("host: h.example, username: s, password: hunter2"),
    "secret_ways": mailbox("host: h.example, username: s, password: {env: A, file: b}"),
    "command_not_a_list": mailbox("host: h.example, username: s, password: {command: pass}"),
    "desk_expected": "desks: {}\n",
    "desk_name_wrong": DESK.replace("support:", "Support Desk:"),
    "not_an_address": DESK.replace("support@toko.example", "support"),
    "not_a_language": desk("language: Indonesian"),
    "not_a_time_zone": desk("timezone: WIB"),
    "too_few": desk("max_recipients: 0"),
    "needs_plus_addresses": desk("reply_tokens: true\n    plus_addresses: false"),
    "not_an_own_address": desk("sendable: [x@toko.example]"),
    "not_a_priority": desk("promises: {by_priority: {high-ish: {resolution: 1d}}}"),
    "steps_out_of_order": desk("escalation: [{to: a@x.example, after: 2h}, {to: b@x.example, at: half}]"),
    "apology_before_warning": desk("promises: {warn: 90%, apologise: 80%}"),
    "not_a_share": desk("promises: {warn: half}"),
    "promise_of_nothing": desk("promises: {resolution: 0m}"),
    "address_taken": TWO,
    "mailbox_shared": TWO.replace("mailbox: {kind: memory}", IMAP).replace("support@", "sales@", 1),
    "mood_word_twice": DESK + WORDS % "upset: [zonk], not: [zonk]",
    "mood_words_expected": DESK + WORDS % "upset: []",
    "mood_without_word": DESK + WORDS % "upset: ['*']",
    "mood_phrase_too_long": DESK + WORDS % "not: [a b c d e f g h i]",
    "tone_phrases_expected": desk("tone: {add: {robot: {id: []}}}"),
    "tone_phrase_without_word": desk("tone: {allow: ['!!']}"),
    "tone_phrase_too_long": desk("tone: {allow: [a b c d e f g h i]}"),
    "setting_empty": mailbox("host: '', username: s, password: {env: X}"),
    "password_or_oauth": mailbox("host: h.example, username: s"),
    "password_in_the_open": mailbox("host: h.example, username: s, password: {env: X}, tls: none"),
    "not_a_port": mailbox("host: h.example, username: s, password: {env: X}, port: 70000"),
    "folders_empty": mailbox("host: h.example, username: s, password: {env: X}, folders: []"),
    "span_of_nothing": mailbox("host: h.example, username: s, password: {env: X}, timeout: 0s"),
    "password_and_oauth": transport("host: h.example, username: s, password: {env: X}, oauth: {env: Y}"),
    "tls_none_elsewhere": transport("host: h.example, tls: none"),
    "host_wrong": transport("host: 'h example'"),
    "connections_wrong": transport("host: h.example, connections: 0"),
    "hello_wrong": transport("host: h.example, hello: 'a b'"),
    "username_without_secret": transport("host: h.example, username: s"),
    "secret_without_username": transport("host: h.example, password: {env: X}"),
    "path_empty": DESK.replace("store: {kind: memory}", "store: {kind: tinydb, path: ' '}"),
    "hours_expected": desk("hours: sometimes"),
    "desk_never_open": desk("hours: {mon: closed}"),
    "weekday_twice": desk("hours: {'mon,mon': '09:00-17:00'}"),
    "weekday_in_two_keys": desk("hours: {fri: '09:00-11:00', mon-fri: '09:00-17:00'}"),
    "closed_and_open": week("closed: [2026-12-24], days: {2026-12-24: '09:00-12:00'}"),
    "ranges_overlap": week(f"ranges: {{a: {RANGE}, b: {RANGE}}}"),
    "range_without_days": week("ranges: {a: {from: 2027-01-01, to: 2027-02-01}}"),
    "country_missing": week("holidays: {joint_leave: false}"),
    "country_expected": week("holidays: []"),
    "country_unknown": week("holidays: XX"),
    "not_a_weekday": desk("hours: {monday: '09:00-17:00'}"),
    "not_hours": day("09:00"),
    "shifts_overlap": day("09:00-13:00, 12:00-17:00"),
    "opens_at_midnight": day("24:00-24:00"),
    "opens_as_it_closes": day("09:00-09:00"),
    "not_a_time_of_day": day("25:00-26:00"),
    "not_a_date": week("days: {2026-12: '09:00-12:00'}"),
    "not_dates": week("closed: [2026-02-30]"),
    "ends_before_it_begins": week("closed: ['2026-12-31..2026-12-24']"),
    "rule_expected": DESK + "rules: ['', {name: r, then: [close]}]\n".replace("''", "~"),
    "rule_without_name": DESK + "rules: [{then: [close]}]\n",
    "rule_without_actions": DESK + "rules: [{name: r}]\n",
    "rule_name_taken": DESK + "rules: [{name: r, then: [close]}, {name: r, then: [close]}]\n",
    "template_missing": then("acknowledge: gone"),
    "actions_expected": then(""),
    "action_expected": then("[tag]"),
    "one_action_expected": then("{tag: [a], close: }"),
    "parameter_missing": then("tag"),
    "no_parameter_expected": then("reopen: now"),
    "parameter_by_hand_only": then("reply: {text: hi}"),
    "values_must_rise": silence("[7d, 3d]"),
    "silence_needs_after": silence("[]"),
    "silence_out_of_range": silence("[1d, 9999w]"),
    "after_without_silence": DESK + "rules: [{name: r, after: [3d], then: [close]}]\n",
    "goodbye_answers_nobody": then("close: {template: thanks-closing}"),
    "ask_needs_closing": then("ask: satisfaction"),
    "asks_nobody": then("ask: everybody"),
    "waits_by_itself": then("later: {in: 3d, do: {ask: satisfaction}}"),
    "later_is_now": then("later: {in: 0s, do: {tag: x}}"),
    "escalates_to_itself": desk("escalation: [{to: support@toko.example}]"),
    "sends_to_itself": then("forward: support@toko.example"),
    "condition_expected": when("any: []"),
    "list_of_conditions_expected": when("any: {subject: x, body: y}"),
    "word_expected": when("subject: []"),
    "pattern_expected": when("subject: {}"),
    "not_a_party": when("from: '@'"),
    "header_field_expected": when("header: {}"),
    "one_of_expected": when("kind: []"),
    "count_expected": when("customer: {open: {over: many}}"),
    "size_expected": when("size: {over: much}"),
    "bounds_expected": when("age: {}"),
    "auth_expected": when("auth: {}"),
    "customer_expected": when("customer: []"),
    "not_a_mood": when("mood: happy"),
    "pattern_looks_around": regex("(?=a)b"),
    "pattern_refers_back": regex("(a)\\1"),
    "pattern_repeats_too_often": regex("a{1,2000}"),
    "pattern_grows_too_large": regex("(?:\\pL{30}){30}"),
    "pattern_too_long": regex("x" * 1001),
    "not_a_pattern": regex("a("),
    "empty_word": when("subject: ' '"),
    "not_a_tag": then("tag: '!!!'"),
}
# Told by other means: a line of bytes, many problems, warnings, errors of the whole file, advice.
ELSEWHERE = {
    "byte_not_utf8", "not_utf8", "too_deeply_nested", "form_forgeable", "copy_is_visible", "step_outside",
    "report_outside", "report_not_outside",
    "promise_without_ladder", "resolution_before_first",
    "and_more", "file_has_a_problem", "file_has_problems", "fix_what_is_listed", "fix_that_line", "file_unreadable",
    "check_path_and_mode", "file_too_large", "right_file", "save_as_utf8", "file_empty", "init_writes_one",
    "no_configuration", "file_missing", "file_of_another_user", "if_that_is_meant", "writable_by_another_user",
    "chown_or_copy", "writable_by_everybody", "not_a_moment", "write_a_moment", "adapter_wrong", "correct_rules",
    "never_open", "never_opens_again", "option_wrong",
    "transfer_handed_on", "transfer_in_circle", "transfer_outside", "transfer_to_itself",
}  # fmt: skip
BAD_TEMPLATES = {
    "attach_outside": "---\nattach: [../nota.pdf]\n---\n",
    "attach_not_for": "---\npurpose: escalation\nattach: [nota.pdf]\n---\n",
    "attach_missing": "---\nattach: nota.pdf\n---\n",
    "undefined_name": "\n\n{{ custmer }}",
    "template_not_understood": "\n{% if x %}",
    "unknown_filter": "{{ agent | rupee }}",
    "unknown_test": "{% if agent is odder %}{% endif %}",
    "unknown_key": "---\nsubjct: x\n---\n",
    "lint_error_skipped": "---\nlint: {skip: {apology.missing: x}}\n---\n",
    "lint_skip_without_reason": "---\nlint: {skip: {thanks.missing: ''}}\n---\n",
    "lines_on_top_unclear": "---\njust words\n---\n",
    "more_than_one_line": '---\nsubject: "a\\nb"\n---\n',
    "not_yaml": "---\nsubject: a: b\n---\n",
    "too_deeply_nested": "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
    "included_missing": '{% include "_gone" %}',
    "template_fails": "{{ 1 / 0 }}",
    "template_grew": "{{ text }}" * 4000,
    "template_too_large": "x" * 70_000,
    "only_numbers": "{{ 'a' * 9 }}",
    "join_is_for_lists": "{{ agent | join }}",
    "loop_in_a_loop": "{% for a in text %}{% for b in text %}{% endfor %}{% endfor %}",
    "index_not_a_number": "{{ text['a'] }}",
    "template_reaches_in": "{{ text.upper }}",
    "template_joins": "{{ text ~ text }}",
    "template_calls": "{{ lipsum(9) }}",
    "template_assigns": "{% set a = 1 %}",
    "template_reckons": "{{ 9 ** 9 }}",
    "template_may_not_say": "{% block b %}{% endblock %}",
    "loop_includes": '{% for a in text %}{% include "_part" %}{% endfor %}',
    "part_includes": '{% include "_part" %}',
    "includes_no_part": '{% include "other" %}',
}
ADVICE = {
    "text_and_markdown", "html_too_large", "markdown_unknown", "markdown_ignored", "template_without_html",
    "attach_is_link", "attach_no_file", "attach_too_large", "wording_number_wrong",
    "wording_without_first", "no_such_wording",
    "no_templates", "init_writes_templates", "no_such_template", "templates_there_are", "template_unreadable",
    "check_its_mode", "template_is_a_page", "lines_on_top", "filters_there_are", "tests_there_are",
    "names_there_are", "fix_that_template", "templates_check_shows_all",
}  # fmt: skip


def found(path: Path) -> tuple[Problem, ...]:
    with pytest.raises(ConfigurationError) as caught:
        load(path)
    return caught.value.every


@pytest.mark.parametrize("code", BAD)
def test_each_mistake_has_its_code_and_its_place(code: str, written: Written) -> None:
    path = written(BAD[code])
    told = {one.reason.code: one.place for one in found(path)}
    assert code in told, told
    assert (told[code].file, told[code].line >= 1, told[code].column >= 1) == (str(path), True, True)


def test_the_table_holds_every_code_that_a_file_can_be_refused_with() -> None:
    rooms = (yaml_text, configuration, settings, hours, rules_file)
    assert {code for room in rooms for code in room.SENTENCES} - set(BAD) == ELSEWHERE
    assert set(of_templates.SENTENCES) - set(BAD_TEMPLATES) == ADVICE


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize("code", BAD)
def test_each_mistake_is_said_in_both_languages_without_a_gap(code: str, language: str, written: Written) -> None:
    for one in found(written(BAD[code])):
        said = problems.text(one, language)
        assert one.reason.code not in said.split()
        assert "''" not in said.replace(": ''", "")
        assert (said == problems.text(one, "en")) is (language == "en")


@pytest.mark.parametrize("promise", ["resolution: 0m", "by_priority: {urgent: {first_response: 0h0m}}"])
def test_a_promise_of_nothing_is_refused_wherever_it_stands(promise: str, written: Written) -> None:
    (one,) = found(written(desk(f"promises: {{{promise}}}")))
    assert (one.reason.code, one.place.line) == ("promise_of_nothing", 4)


def test_facts_stand_beside_the_code(written: Written) -> None:
    (one,) = found(written(desk("timezon: WIB")))
    assert (one.reason.code, dict(one.reason.evidence)) == ("unknown_key", {"word": "timezon", "near": "timezone"})
    assert (one.place.line, one.place.column, one.place.key) == (4, 5, "desks.support.timezon")


def test_what_others_say_is_a_fact_of_a_code_by_kind(written: Written) -> None:
    (yaml,), (pattern,) = found(written("a: [1, 2\n")), found(written(regex("a(")))
    assert yaml.reason.fact("said").startswith("expected ")
    assert "missing )" in pattern.reason.fact("said")


def test_a_byte_and_a_hundred_problems_have_their_codes_too(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_bytes(b"a: 1\nb: caf\xe9\n")
    (one,) = found(path)
    assert (one.reason.code, one.place.line, one.reason.fact("byte")) == ("byte_not_utf8", 2, "0xE9")
    path.write_text(DESK + "".join(f"k{n}: 1\n" for n in range(source.MOST_TOLD + 7)))
    *_, last = found(path)
    assert (last.reason.code, last.reason.fact("count"), str(last.place)) == ("and_more", "7", "")


@pytest.fixture
def folder(tmp_path: Path) -> Callable[[str], ConfigurationError]:
    def refused(text: str) -> ConfigurationError:
        (tmp_path / "_part.en.txt").write_text('{% include "_part" %}')
        (tmp_path / "bad.en.txt").write_text(text)
        with pytest.raises(ConfigurationError) as caught:
            templates.open(tmp_path).render("bad", "en", templates.EXAMPLE)
        return caught.value

    return refused


@pytest.mark.parametrize("code", BAD_TEMPLATES)
def test_each_mistake_in_a_template_has_its_code_and_its_file(
    code: str, folder: Callable[[str], ConfigurationError]
) -> None:
    (one,) = folder(BAD_TEMPLATES[code]).every
    assert one.reason.code == code
    assert one.place.file in ("templates/bad.en.txt", "templates/_part.en.txt")
    assert problems.text(one, "id") != problems.text(one, "en")


def test_the_line_of_a_template_is_told(folder: Callable[[str], ConfigurationError]) -> None:
    (one,) = folder("Halo\n\n{{ custmer }}").every
    assert (one.reason.fact("name"), one.place.line) == ("custmer", 3)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "desks.support.timezone: 'WIB' is not a time zone: write Asia/Jakarta, Europe/Berlin or UTC"),
        ("id", "desks.support.timezone: 'WIB' bukan zona waktu: tulis Asia/Jakarta, Europe/Berlin atau UTC"),
    ],
)
def test_rules_check_gives_programs_code_facts_and_place_and_people_their_language(
    language: str, text: str, written: Written, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(desk("timezone: WIB"))
    monkeypatch.setenv("CSMAIL_LANG", language)
    assert run(["rules", "check", "--json", "--config", str(path)]) == 78
    (one,) = json.loads(capsys.readouterr().out)["problems"]
    assert one == {
        "code": "not_a_time_zone", "evidence": {"written": "WIB"},
        "file": str(path), "line": 4, "column": 5, "text": text,
    }  # fmt: skip
    assert run(["rules", "check", "--config", str(path)]) == 78
    assert f"  {path}:4:5: {text}\n" in capsys.readouterr().err


def test_templates_check_and_check_give_the_same(written: Written, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(DESK)
    (path.parent / "templates" / "bad.en.txt").write_text("Halo\n{{ custmer }}")
    assert run(["templates", "check", "--json", "--config", str(path)]) == 78
    (one,) = json.loads(capsys.readouterr().out)["problems"]
    assert (one["code"], one["file"], one["line"]) == ("undefined_name", "templates/bad.en.txt", 2)
    path.write_text(desk("timezone: WIB"))
    assert run(["check", "--offline", "--json", "--config", str(path)]) == 78
    (one,) = json.loads(capsys.readouterr().out)["findings"]
    assert (one["code"], one["line"], one["column"], one["exit_code"]) == ("not_a_time_zone", 4, 5, 78)


def test_a_warning_has_its_code_too(written: Written, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(then("draft: {cc: [boss@b.example]}"))
    assert run(["rules", "check", "--json", "--config", str(path)]) == 0
    (one,) = json.loads(capsys.readouterr().out)["warnings"]
    assert (one["code"], one["line"]) == ("copy_is_visible", 7)


def test_a_text_without_a_place_is_unreadable_and_says_where() -> None:
    with pytest.raises(nodes.Unreadable) as caught:
        nodes.parse("a: *b\n")
    assert (caught.value.why.code, caught.value.why.fact("alias"), caught.value.line) == ("alias_of_nothing", "b", 1)
