import uuid
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.models import Meeting
from tests.factories import make_document, make_meeting, with_rows

pytestmark = pytest.mark.django_db
CREATE = "/reunions/nouvelle/"


def typed(group, **fields):
    form = {
        "id": str(uuid.uuid4()),
        "group": group.pk,
        "kind": "extraordinary",
        "date": "mardi 30 novembre 2021",
        "place": "PAM Zinder",
        "modality": "on_site",
    }
    return form | fields


def test_a_past_day_opens_a_draft_in_the_editor(client, group, secretary):
    response = client.post(CREATE, typed(group))
    meeting = Meeting.objects.get()
    assert response.url == reverse("meetings:meeting_edit", args=[meeting.pk])
    assert (meeting.state, meeting.date, meeting.kind, meeting.created_by) == (
        "draft",
        date(2021, 11, 30),
        "extraordinary",
        secretary,
    )
    assert meeting.document == {
        "date": "30/11/2021",
        "kind": "extraordinary",
        "place": "PAM Zinder",
        "modality": "on_site",
        "followup_counted": "1",
    }


def test_a_day_to_come_plans_the_meeting_which_is_then_started(client, group):
    day = timezone.localdate().replace(year=timezone.localdate().year + 1, day=1)
    client.post(CREATE, typed(group, date=f"{day:%d/%m/%Y}"))
    meeting = Meeting.objects.get()
    assert (meeting.state, meeting.date) == ("planned", day)
    client.post(reverse("meetings:meeting_start", args=[meeting.pk]))
    meeting.refresh_from_db()
    assert meeting.state == "draft"


def test_sending_the_form_twice_creates_one_meeting(client, group):
    form = typed(group)
    assert client.post(CREATE, form).url == client.post(CREATE, form).url
    assert Meeting.objects.count() == 1


@pytest.mark.parametrize(
    ("date_typed", "day", "said"),
    [
        ("jeudi 27 juillet 2017 à 9h", date(2017, 7, 27), ("27/07/2017", "9h", None)),
        (
            "24 Juillet 2013 entre 09h et 11h",
            date(2013, 7, 24),
            ("24/07/2013", "9h", "11h"),
        ),
        # Which of the two is wrong, only who was there knows.
        (
            "Mercredi 6 mars 2018",
            date(2018, 3, 6),
            ("Mercredi 6 mars 2018", None, None),
        ),
        ("15/03/2022 00:00:00", date(2022, 3, 15), ("15/03/2022", None, None)),
    ],
)
def test_a_date_may_be_typed_with_its_weekday_and_hours(client, group, date_typed, day, said):
    client.post(CREATE, typed(group, date=date_typed))
    meeting = Meeting.objects.get()
    assert meeting.date == day
    assert tuple(meeting.document.get(name) for name in ("date", "start", "end")) == said


def test_a_meeting_may_be_of_today(client, group):
    client.post(CREATE, typed(group, date="aujourd’hui"))
    today = timezone.localdate()
    meeting = Meeting.objects.get()
    assert (meeting.date, meeting.document["date"]) == (today, f"{today:%d/%m/%Y}")
    assert meeting.state == "draft"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"date": "30/13/2021"}, "date"),
        ({"date": ""}, "date"),
        ({"kind": "x"}, "kind"),
        ({"kind": "relocated"}, "territory"),
        ({"id": "x"}, "id"),
        ({"place": "x" * 201}, "place"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_typed_is_lost(client, group, wrong, field):
    response = client.post(CREATE, typed(group, **wrong))
    assert list(response.context["form"].errors) == [field]
    assert ("PAM Zinder" in response.content.decode()) is ("place" not in wrong)
    assert Meeting.objects.count() == 0


def test_only_own_groups_can_be_chosen(client, other_group):
    response = client.post(CREATE, typed(other_group))
    assert list(response.context["form"].errors) == ["group"]


def test_an_id_of_another_group_s_meeting_opens_nothing(
    client, group, other_group, other_secretary
):
    theirs = make_meeting(other_group, other_secretary)
    response = client.post(CREATE, typed(group, id=str(theirs.pk)))
    assert "Cette page a déjà servi" in response.content.decode()
    assert Meeting.objects.get().group == other_group


def test_a_meeting_takes_the_frame_of_the_former_one(client, group, secretary):
    document, (kept,) = with_rows(make_document(), "points", {"title": "Suivi", "discussion": "x"})
    former = make_meeting(group, secretary, document=document, on=date(2021, 10, 30))
    page = client.get(CREATE, {"depuis": str(former.pk)}).content.decode()
    assert ("Suivi" in page, "OIM" in page) == (True, True)
    line = document["attendance"][0]
    form = typed(group, depuis=str(former.pk), points=[kept], attendance=[line])
    client.post(CREATE, form)
    created = Meeting.objects.exclude(pk=former.pk).get().document
    (point,), (person,) = created["points"], created["attendance"]
    assert (created[f"points/{point}/title"], created[f"attendance/{person}/wording"]) == (
        "Suivi",
        "OIM",
    )
    assert {kept, line}.isdisjoint({point, person})
    assert f"points/{point}/discussion" not in created


def test_rows_of_another_group_s_meeting_are_not_taken(client, group, other_group, other_secretary):
    theirs = make_meeting(other_group, other_secretary)
    page = client.get(CREATE, {"depuis": str(theirs.pk)})
    assert page.context["source"] is None


def test_a_meeting_not_held_says_why(client, group, secretary):
    meeting = make_meeting(group, secretary, state="planned")
    address = reverse("meetings:meeting_cancel", args=[meeting.pk])
    assert list(client.post(address, {"reason": " "}).context["form"].errors) == ["reason"]
    client.post(address, {"reason": "Routes coupées"})
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert "Routes coupées" in page
    assert client.get(address).status_code == 403


def test_a_coming_meeting_that_is_given_up_is_called_off_not_noted_as_not_held(
    client, group, secretary
):
    day = timezone.localdate() + timedelta(days=9)
    meeting = make_meeting(group, secretary, state="planned", on=day)
    client.post(reverse("meetings:meeting_cancel", args=[meeting.pk]), {"reason": "Crue"})
    page = client.get(meeting.get_absolute_url()).content.decode()
    said = ("Annulée<br>", "Elle se tiendra", "Noté non tenu", "Elle a bien eu lieu", "PROJET : ce")
    assert [each in page for each in said] == [True, True, False, False, False]


def test_a_meeting_noted_as_not_held_by_mistake_is_taken_up_again(client, group, secretary):
    meeting = make_meeting(group, secretary, state="planned")
    client.post(reverse("meetings:meeting_cancel", args=[meeting.pk]), {"reason": "erreur"})
    assert "Elle a bien eu lieu" in client.get(meeting.get_absolute_url()).content.decode()
    client.post(reverse("meetings:meeting_start", args=[meeting.pk]))
    meeting.refresh_from_db()
    assert (meeting.state, meeting.not_held_reason) == ("draft", "")
