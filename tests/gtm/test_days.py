"""Every day that is typed in a form passes through one field."""

from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError

from actions.deadlines import parse_day
from actions.reviewing.filters import ReviewFilter
from gtm.days import DayField
from gtm.people.forms import JournalFilter, MembershipEndForm, MembershipForm
from meetings.life.forms import MeetingFilter
from meetings.writing.forms import MeetingForm

FORMS = (ReviewFilter, JournalFilter, MembershipForm, MembershipEndForm, MeetingFilter, MeetingForm)


def test_no_form_reads_a_day_in_its_own_way():
    fields = [field for form in FORMS for field in form.base_fields.values()]
    days = [type(field) for field in fields if isinstance(field, forms.DateField)]
    assert days == [DayField] * 9


@pytest.mark.parametrize(
    ("read", "typed", "found"),
    [
        (None, "2021-11-30", date(2021, 11, 30)),
        (None, " 30/11/2021 ", date(2021, 11, 30)),
        (None, "1990-01-01", date(1990, 1, 1)),
        (None, "2199-12-31", date(2199, 12, 31)),
        (None, "  ", None),
        (parse_day, "30 novembre 2021", date(2021, 11, 30)),
        (parse_day, " 30/11/2021 ", date(2021, 11, 30)),
        (parse_day, "", None),
        (parse_day, " ", None),
    ],
)
def test_a_day_is_read_from_a_calendar_or_from_words(read, typed, found):
    assert DayField(read=read, required=False).clean(typed) == found


@pytest.mark.parametrize(
    ("read", "typed", "told"),
    [
        (None, "30 novembre 2021", "Écrivez une date, par exemple 30/11/2021."),
        (parse_day, "bientôt", "Écrivez une date, par exemple 30/11/2021."),
        (None, "1989-12-31", "Écrivez une date de 1990 à 2199."),
        (None, "2200-01-01", "Écrivez une date de 1990 à 2199."),
    ],
)
def test_what_is_no_day_of_our_time_is_told(read, typed, told):
    with pytest.raises(ValidationError) as refused:
        DayField(read=read).clean(typed)
    assert refused.value.messages == [told]
