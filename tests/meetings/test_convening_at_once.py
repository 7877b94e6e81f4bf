"""Two secretaries convene, tell a move or name deputies at the same instant: it is done once."""

from datetime import timedelta

import pytest

from gtm.models import Mail
from meetings.convocation import answering, convening, reminders
from meetings.convocation.answering import Deputy, Reply, Said
from meetings.models import Convened, Convocation, Meeting
from tests.at_once import at_once, needs_server, tried
from tests.meetings.convoking import DAY, NOW, change, convene, member, planned, told, type_in

pytestmark = needs_server


def test_two_who_convene_at_once_convene_once(group, secretary, reviewer):
    member(group, "OIM")
    meeting = planned(group, secretary)
    done = at_once(
        *[lambda by=by: tried(lambda: convene(meeting, by)) for by in (secretary, reviewer)]
    )
    assert (sorted(done), Convened.objects.count(), Mail.objects.count()) == ([False, True], 1, 1)


def test_two_who_tell_a_move_at_once_tell_it_once(group, secretary, reviewer):
    member(group, "OIM")
    meeting = planned(group, secretary)
    convene(meeting, secretary)
    meeting, letters = type_in(meeting, secretary, date="07/12/2031"), change(group)

    def tell(by):
        return tried(lambda: convening.tell_change(meeting, by, NOW, "crue", letters))

    done = at_once(lambda: tell(secretary), lambda: tell(reviewer))
    assert (sorted(done), len(told())) == ([False, True], 2)


def test_two_answers_at_once_leave_one_deputy(group, secretary):
    member(group, "OIM")
    convene(planned(group, secretary), secretary)
    row = Convened.objects.get()

    def name(who):
        reply = Reply("represented", deputy=Deputy(who, email=f"{who}@example.org"))
        return tried(lambda: answering.answer(row, reply, Said(NOW, "link")))

    assert at_once(lambda: name("issa"), lambda: name("rakia")) == [True, True]
    assert Convened.objects.filter(deputy_of=row).count() == 1


def test_two_commands_at_once_remind_once(group, secretary):
    member(group, "OIM")
    convene(planned(group, secretary), secretary)
    at = NOW + timedelta(days=25)
    assert sorted(at_once(*[lambda: reminders.send_due(at)] * 2)) == [0, 1]
    assert Meeting.objects.count() == 1


@pytest.mark.parametrize("is_proposed", [True, False])
def test_two_letters_at_once_never_bear_one_reference(is_proposed, group, secretary):
    member(group, "OIM")
    first, second = (f"N° {rank:03}/GTM-ZINDER/2031" for rank in (1, 2))
    meetings = [planned(group, secretary), planned(group, secretary, DAY + timedelta(days=30))]
    how = {"reference": first, "is_proposed": is_proposed}
    done = at_once(
        *[lambda each=each: tried(lambda: convene(each, secretary, **how)) for each in meetings]
    )
    sent = [first, second] if is_proposed else [first]
    given = sorted(Convocation.objects.values_list("reference", flat=True))
    assert (sorted(done), given, Mail.objects.count()) == ([is_proposed, True], sent, len(sent))
