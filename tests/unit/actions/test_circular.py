"""What a colleague's robot answers is not handed to the colleague again."""

import pytest

from csmail.actions.base import Action
from csmail.actions.escalate import Escalate
from csmail.actions.forward import Forward
from csmail.model.address import Address
from csmail.model.reason import Reason
from tests.factories import message, situation

LEAD = "lead@toko.example"
ACTIONS = [Escalate(LEAD), Forward(("finance@toko.example", LEAD))]


@pytest.mark.parametrize("action", ACTIONS)
def test_a_rule_hands_nobody_his_own_mail(action: Action) -> None:
    his = message(originators=(Address("Lead@Toko.example"),))
    assert action.withheld(situation(message=his)) == Reason.of("circular", sender=LEAD)


@pytest.mark.parametrize("action", ACTIONS)
def test_a_person_may_and_others_mail_goes_up(action: Action) -> None:
    his = message(originators=(Address(LEAD),))
    assert action.withheld(situation(message=his, person=True)) is None
    assert action.withheld(situation()) is None
