"""Threat 3: what a stranger writes is never read as a template, and no template may reach out or swell."""

from __future__ import annotations

import time
import tracemalloc
from email import message_from_bytes
from email.header import decode_header, make_header
from pathlib import Path

import pytest

from csmail.errors import ConfigurationError
from csmail.templates import sandbox
from tests.servers.sink import Sink
from tests.threats.road import opened, written

PAYLOADS = (
    "{{7*7}}", "{{ 7*7 }}", "{% if true %}49{% endif %}", "{# gone #}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "{{7*'7'}}",
    "{{ config }}", "{{ self }}", "{{ conversation }}", "{{ signature }}", "{{ ''.__class__.__mro__ }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}", "{{ lipsum.__globals__['os'] }}",
    "{{ ().__class__.__base__.__subclasses__() }}", "{% include 'answer' %}", "{% include '/etc/passwd' %}",
    "{% for a in range(10**9) %}x{% endfor %}", "{{ 'x'*10**9 }}", "{{{{ 7*7 }}}}", "{{ '{{ 7*7 }}' }}",
    "%7B%7B7*7%7D%7D",
    "{{ text }}{{ subject }}{{ customer_name }}", "{% raw %}{{ 7*7 }}{% endraw %}", "{{", "}}", "{%",
)  # fmt: skip
SHOWING = "---\nsubject: 'S {{ subject }}'\n---\nN<{{ customer_name }}>\nT<{{ text | trim }}>\n"
RULE = "  - name: show\n    then: [{escalate: {to: lead@toko.example, template: showing}}]\n"


def test_a_payload_in_subject_body_or_name_stays_as_it_was_written(tmp_path: Path, sink: Sink) -> None:
    with opened(tmp_path / "desk", sink, RULE, showing_id=SHOWING, showing_en=SHOWING) as road:
        for number, payload in enumerate(PAYLOADS):
            who = f'"{payload}" <c{number}@cust.example>'
            road.deliver(written(payload, Subject=payload, From=who, Message_ID=f"<m{number}@cust.example>"))
        road.poll()
    assert len(sink.delivered) == len(PAYLOADS)
    shown = {}  # mails leave over several connections, in no order
    for mail in sink.delivered:
        parsed = message_from_bytes(mail.data)
        part = parsed.get_payload(0)
        text = part.get_payload(decode=True).decode().replace("\r\n", "\n")  # type: ignore[union-attr]
        shown[str(make_header(decode_header(parsed["Subject"])))] = text.strip()
    assert shown == {f"S {payload}": f"N<{payload}>\nT<{payload}>" for payload in PAYLOADS}


BOMBS = {
    "a long word": "{{ 'x' * 10**9 }}",
    "a power": "{{ 9**9**9 }}",
    "a wide filter": "{{ 'x' | center(10**9) }}",
    "a format": "{{ '%1000000000d' | format(1) }}",
    "a format of str": "{{ '{:1000000000}'.format(1) }}",
    "a range": "{% for a in range(10**9) %}x{% endfor %}",
    "loops within loops": "{% for a in text %}" * 9 + "x" + "{% endfor %}" * 9,
    "itself": "{% include 'bomb' %}",
    "a macro that calls itself": "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
    "words that double": "{% set a = 'x' %}" + "{% set a = a ~ a %}" * 60 + "{{ a }}",
    "a list that doubles": "{% set a = [1] %}" + "{% set a = a + a %}" * 60 + "{{ a }}",
    "deep brackets": "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
    "deep ifs": "{% if true %}" * 3000 + "{% endif %}" * 3000,
    "the insides of an object": "{{ text.__class__ }}",
    "a file": "{% include '../rules.yaml' %}",
    "an import": "{% import 'answer' as a %}",
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_template_that_would_swell_loop_or_reach_out_is_stopped(bomb: str) -> None:
    source = {"bomb.id.txt": BOMBS[bomb], "answer.id.txt": "Halo"}.get
    began = time.process_time()
    tracemalloc.start()
    with pytest.raises(ConfigurationError):
        sandbox.fill(sandbox.environment(source), "bomb.id.txt", {"text": "Halo semua, ini pesanan saya."})
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # Measured: none over 0.1 s, three times that when memory is traced.
    assert time.process_time() - began < 2
    assert peak < 64 * 1024 * 1024
