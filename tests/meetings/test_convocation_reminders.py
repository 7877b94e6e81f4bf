"""Reminders once, to who has not answered; one recap a day to the secretary."""

from datetime import datetime, timedelta, timezone

import pytest
from django.core.management import call_command

from gtm.models import Mail
from gtm.refusals import NotNow
from meetings.convocation import answering, reminders
from meetings.convocation.answering import Reply
from meetings.models import Convened, Meeting
from tests.meetings.convoking import NOW, convene, member, move, planned, told, type_in

pytestmark = pytest.mark.django_db
NIAMEY = timezone(timedelta(hours=1))
THREE_BEFORE = datetime(2031, 11, 27, 8, tzinfo=NIAMEY)


@pytest.fixture
def meeting(group, secretary):
    for acronym in ("OIM", "PAM"):
        member(group, acronym)
    meeting = planned(group, secretary)
    convene(meeting, secretary)
    return meeting


def answer(acronym="OIM", at=NOW, reply="present"):
    row = Convened.objects.get(agency__acronym=acronym)
    said = answering.Said(at, "link")
    return answering.answer(row, Reply(reply), said)


def reminded():
    return [to for kind, to in told() if kind == "convocation-reminder"]


def test_who_has_not_answered_is_reminded_once_three_days_before(meeting):
    answer("OIM")
    assert reminders.send_due(THREE_BEFORE - timedelta(days=1)) == 0
    counts = [reminders.send_due(THREE_BEFORE + timedelta(hours=hours)) for hours in (0, 1, 30)]
    assert (counts, reminded()) == ([1, 0, 0], ["pam@example.org"])
    body = Mail.objects.last().body
    assert ("Sauf erreur" in body, "/convocation/" in body) == (True, True)


def test_nobody_is_reminded_where_it_was_not_wanted_nor_after_the_hour(group, secretary):
    member(group, "OIM")
    meeting = planned(group, secretary)
    convene(meeting, secretary, remind_before=None)
    assert reminders.send_due(THREE_BEFORE) == 0
    Convened.objects.all().delete()
    meeting.convocations.all().delete()
    convene(meeting, secretary)
    assert reminders.send_due(datetime(2031, 11, 30, 10, tzinfo=NIAMEY)) == 0


def test_a_move_that_nobody_was_told_of_is_not_reminded_of_and_a_told_one_is_anew(
    group, meeting, secretary
):
    assert reminders.send_due(THREE_BEFORE) == 2
    type_in(meeting, secretary, place="Mairie")
    Convened.objects.update(reminded_at=None)
    assert reminders.send_due(THREE_BEFORE) == 0
    move(meeting, secretary, at=THREE_BEFORE)
    assert reminders.send_due(THREE_BEFORE + timedelta(days=7, hours=1)) == 2


def test_the_secretary_reminds_all_once_a_day(meeting, secretary):
    with pytest.raises(NotNow):  # they were told today
        reminders.remind(meeting, secretary, NOW)
    answer("OIM")
    tomorrow = NOW + timedelta(days=1)
    assert reminders.remind(meeting, secretary, tomorrow) == 1
    with pytest.raises(NotNow):
        reminders.remind(meeting, secretary, tomorrow + timedelta(hours=3))
    assert reminders.remind(meeting, secretary, tomorrow + timedelta(days=1)) == 1
    assert reminded() == ["pam@example.org"] * 2


def test_a_mail_is_sent_again_once_an_hour_with_a_new_link(meeting, secretary):
    row = Convened.objects.get(agency__acronym="OIM")
    assert reminders.send_again(row, secretary, NOW) == 1
    with pytest.raises(NotNow):
        reminders.send_again(row, secretary, NOW)
    assert (row.links.count(), told()[-1]) == (2, ("convocation-again", "oim@example.org"))


def recaps():
    return list(Mail.objects.filter(key__startswith="convocation-recap:").order_by("pk"))


def test_the_secretary_reads_once_a_day_what_came_in(meeting, secretary):
    answer("OIM")
    morning = datetime(2031, 11, 4, 7, tzinfo=NIAMEY)
    assert reminders.recap(morning - timedelta(minutes=1)) == 0
    assert reminders.recap(morning) == 1
    answer("PAM", at=morning)
    assert [reminders.recap(morning + timedelta(hours=hours)) for hours in (0, 1, 12)] == [0, 0, 0]
    assert reminders.recap(morning + timedelta(days=1)) == 1
    first, second = recaps()
    told_of = [("OIM" in mail.body, "PAM" in mail.body) for mail in (first, second)]
    assert told_of == [(True, False), (False, True)]
    assert (first.recipient, first.is_optional) == (secretary.email, True)


def test_the_command_does_both_and_twice_is_once(meeting, freeze):
    answer("OIM")
    freeze(THREE_BEFORE)
    for _ in range(2):
        call_command("remind_convened", verbosity=0)
    assert (len(recaps()), reminded()) == (1, ["pam@example.org"])


def test_a_meeting_that_is_removed_reminds_nobody(meeting, secretary):
    Meeting.objects.update(removed_at=NOW, removed_by=secretary)
    assert (reminders.send_due(THREE_BEFORE), reminded()) == (0, [])
