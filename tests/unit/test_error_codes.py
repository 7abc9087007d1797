"""Every error carries a code that programs compare, and says once what it is about."""

from __future__ import annotations

import re

import pytest

from csmail.errors import ConfigurationError, CsmailError, Refused, Unreachable, at
from csmail.reason import Place, Problem, Reason

KINDS = [CsmailError, *CsmailError.__subclasses__(), *Refused.__subclasses__()]


def test_each_kind_of_error_has_a_code_of_its_own() -> None:
    codes = [kind.code for kind in KINDS]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"[a-z][a-z_]*", code) for code in codes)


def test_an_error_may_be_told_more_exactly_than_by_its_kind() -> None:
    assert Refused("no").code == "refused"
    assert Refused("no", code="too_large").code == "too_large"
    assert (
        ConfigurationError("no", problems=[Problem(Place(), Reason("not_utf8"))], code="no_configuration").code
        == "no_configuration"
    )


def test_what_goes_wrong_at_a_desk_names_it_once_however_far_it_comes() -> None:
    with pytest.raises(Unreachable) as caught, at("support"), at("sales"):
        raise Unreachable("imap.example: no answer")
    error = caught.value.at("support")
    assert (error.about, error.message, str(error)) == ("sales", *["sales: imap.example: no answer"] * 2)
    assert error.detail == "imap.example: no answer"
