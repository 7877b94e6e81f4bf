"""Who was convened stands in the attendance of minutes that begin, as he has answered."""

import pytest
from django.utils import timezone

from gtm.names import fold
from meetings.convocation import attendance
from meetings.life import verbs
from meetings.models import Meeting
from meetings.text import document as doc
from tests.factories import make_agency, make_convened, make_meeting, make_member, with_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(group, secretary):
    return make_meeting(group, secretary, state="planned", document={"date": "30/11/2021"})


def answered(meeting, *args, answer="", **fields):
    at = timezone.now() if answer else None
    return make_convened(meeting, *args, answer=answer, answered_at=at, **fields)


def rows_of(meeting):
    names = ("wording", "quality", "presence", "represented_by")
    tree = doc.tree(Meeting.objects.get(pk=meeting.pk).document)
    return [tuple(row[name] for name in names) for row in tree["attendance"]]


def test_each_answer_becomes_the_presence_of_its_line(group, meeting, secretary):
    for acronym, answer in (
        ("OIM", "present"), ("PAM", "remote"), ("HCR", "excused"), ("CICR", "represented"),
        ("DRAT", ""),
    ):  # fmt: skip
        agency = make_agency(acronym)
        made = answered(meeting, agency, answer=answer, member=make_member(group, agency))
        if answer == "represented":
            answered(meeting, agency, deputy_of=made, name="Issa", function="Chargé")
    answered(meeting, name="Rakia", function="Maire", answer="present")
    verbs.start(meeting, secretary)
    assert rows_of(meeting) == [
        ("OIM", "member", "present", ""),
        ("PAM", "member", "remote", ""),
        ("HCR", "member", "excused", ""),
        ("CICR", "member", "represented", "Issa, Chargé"),
        ("DRAT", "member", "absent", ""),
        ("Rakia, Maire", "guest", "present", ""),
    ]


def test_what_was_typed_before_stays_and_is_not_there_twice(group, meeting, secretary):
    agency = make_agency("OIM")
    answered(meeting, agency, answer="excused", member=make_member(group, agency))
    answered(meeting, make_agency("PAM"), answer="excused")
    typed, _ = with_rows(meeting.document, "attendance", {"wording": "oim", "presence": "present"})
    Meeting.objects.update(document=typed)
    verbs.start(Meeting.objects.get(), secretary)
    assert [(fold(row[0]), row[2]) for row in rows_of(meeting)] == [
        (fold("oim"), "present"), (fold("PAM"), "excused"),
    ]  # fmt: skip


def test_two_persons_of_one_structure_are_two_lines(group, meeting):
    agency = make_agency("OIM")
    for name in ("Issa", "Rakia"):
        answered(meeting, agency, name=name)
    document = attendance.with_lines(meeting.document, attendance.lines_of(meeting))
    assert len(document["attendance"]) == 2
    again = attendance.with_lines(document, attendance.lines_of(meeting))
    assert again == document


def test_a_meeting_that_nobody_was_convened_to_begins_as_it_was(meeting, secretary):
    verbs.start(meeting, secretary)
    again = Meeting.objects.get()
    assert (again.state, again.version, again.document) == ("draft", 1, meeting.document)


@pytest.mark.parametrize("count", [1, 3])
def test_the_lines_cost_one_query(count, meeting, django_assert_num_queries):
    for number in range(count):
        answered(meeting, make_agency(f"A{number}"))
    with django_assert_num_queries(1):
        assert len(attendance.lines_of(meeting)) == count
