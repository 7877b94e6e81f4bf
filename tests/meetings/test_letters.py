"""Letters on paper: who gets which, what they say, their pages."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from meetings.convocation import letters
from tests.factories import (
    make_agency,
    make_convened,
    make_convocation,
    make_meeting,
)
from tests.pdftext import text_of

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 16, 9, tzinfo=ZoneInfo("Africa/Niamey"))
AGENDA = [
    {"title": "Présentation de la stratégie de coordination", "presenters": "SP/CCM"},
    {"title": "Plan d’action (2022-2026)", "minutes": 20},
    {"title": "Divers"},
]


@pytest.fixture
def told(group, secretary):
    meeting = make_meeting(group, secretary, on=date(2026, 11, 30))
    return make_convocation(
        meeting, secretary, starts_at=time(10, 20), agenda=AGENDA, answer_by=date(2026, 11, 26),
        reference="N° 012/GTM-ZR/2026", at=AT,
    )  # fmt: skip


def test_a_partner_is_invited_and_a_service_convened(told):
    state = make_convened(told.meeting, make_agency("DRAT"), told, style="convocation")
    partner = make_convened(told.meeting, make_agency("OIM"), told, style="invitation")
    texts = [text_of(letters.letter(told, each)) for each in (state, partner)]
    assert ["vous convoquer" in text for text in texts] == [True, False]
    assert ["vous inviter" in text for text in texts] == [False, True]
