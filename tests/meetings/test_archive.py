from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.urls import reverse

from meetings.models import Meeting
from tests.factories import make_document, make_meeting, publish, with_actions

pytestmark = pytest.mark.django_db


def shown(client, **filters):
    page = client.get(reverse("meetings:meeting_list"), filters).context["page"]
    return [meeting.date.isoformat() for meeting in page]


@pytest.fixture
def meetings(group, other_group, secretary, other_secretary, reviewer):
    """Two published meetings of two groups, a draft, and one that was not held."""
    text = make_document(date="30/11/2021", opening="L’échange sur Assamaka")
    publish(make_meeting(group, secretary, document=text), reviewer)
    make_meeting(group, secretary, on=date(2022, 3, 15))
    other = make_meeting(other_group, other_secretary, on=date(2021, 10, 28), kind="extraordinary")
    Meeting.objects.filter(pk=other.pk).update(state="cancelled", not_held_reason="pluie")


def test_the_list_shows_what_the_person_may_see_newest_first(
    meetings, client_of, secretary, reviewer, partner, outsider
):
    assert shown(client_of(secretary)) == ["2022-03-15", "2021-11-30", "2021-10-28"]
    assert shown(client_of(reviewer)) == ["2022-03-15", "2021-11-30", "2021-10-28"]
    assert shown(client_of(partner)) == ["2021-11-30", "2021-10-28"]
    assert shown(client_of(outsider)) == []


def test_the_list_is_narrowed_by_group_year_kind_state_and_words(
    meetings, client_of, reviewer, group
):
    client = client_of(reviewer)
    assert shown(client, groupe=group.pk) == ["2022-03-15", "2021-11-30"]
    assert shown(client, annee="2021") == ["2021-11-30", "2021-10-28"]
    assert shown(client, nature="extraordinary") == ["2021-10-28"]
    assert shown(client, etat="draft") == ["2022-03-15"]
    assert shown(client, mots="ASSAMAKA echange") == ["2021-11-30"]
    assert shown(client, mots="assamaka agadez") == []
    assert shown(client, mots="d'échange gtm/zinder") == []
    assert shown(client, mots="l'echange gtm/zinder") == ["2021-11-30"]
    wrong = {"annee": "x", "groupe": "x", "etat": "x"}
    assert shown(client, **wrong, mots="assamaka") == ["2021-11-30"]


def test_words_of_a_draft_are_not_found_by_others(meetings, client_of, partner, secretary):
    Meeting.objects.filter(state="draft").update(words="secret")
    assert shown(client_of(partner), mots="secret") == []


def years_of(client):
    choices = client.get("/reunions/").context["form"].fields["annee"].choices
    return [year for year, _ in choices]


def test_the_years_go_from_the_last_meeting_seen_to_the_first(group, secretary, client_of, partner):
    assert years_of(client_of(secretary)) == [""]
    for on in (date(2019, 5, 1), date(2021, 5, 1)):
        make_meeting(group, secretary, on=on)
    assert years_of(client_of(secretary)) == ["", 2021, 2020, 2019]
    assert years_of(client_of(partner)) == [""]
    assert shown(client_of(secretary), annee="2020") == []


def test_a_mistyped_year_makes_no_list_of_centuries_and_hides_no_year(
    group, secretary, client_of, freeze
):
    freeze(datetime(2022, 1, 17, 9, tzinfo=UTC))
    for year in (202, 2020, 2021, 2201):
        make_meeting(group, secretary, on=date(year, 5, 1))
    client = client_of(secretary)
    assert years_of(client) == ["", 2201, *range(2024, 1961, -1), 202]
    assert [shown(client, annee=year) for year in (2021, 2201, 202)] == [
        ["2021-05-01"],
        ["2201-05-01"],
        ["0202-05-01"],
    ]


def test_the_list_is_read_in_the_order_of_its_index(group, secretary, reviewer):
    """However many meetings there are, a page reads its own."""
    make_meeting(group, secretary)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
    plan = Meeting.objects.visible_to(reviewer).listed()[:25].explain()
    assert ("meeting_listed" in plan, "Sort" in plan, "TEMP B-TREE" in plan) == (True, False, False)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_for_one_and_three(
    group, secretary, client_of, count, django_assert_num_queries
):
    for day in range(count):
        make_meeting(group, secretary, on=date(2022, 1, day + 1))
    client = client_of(secretary)
    with django_assert_num_queries(8):
        assert len(shown(client)) == count


def test_the_list_has_pages_of_25(group, secretary, client_of):
    for day in range(26):
        make_meeting(group, secretary, on=date(2022, 1, day + 1))
    client = client_of(secretary)
    assert len(shown(client)) == 25
    assert shown(client, page=2) == ["2022-01-01"]


def test_a_published_meeting_is_read_as_published_while_it_is_corrected(
    group, secretary, reviewer, partner, client_of
):
    meeting = make_meeting(group, secretary, document=make_document(opening="version publiée"))
    publish(meeting, reviewer)
    Meeting.objects.update(state="draft", document=make_document(opening="correction"))
    page = client_of(partner).get(meeting.get_absolute_url()).content.decode()
    assert ("version publiée" in page, "correction" in page) == (True, False)


def test_a_planned_meeting_shows_its_agenda_and_nothing_of_its_notes(
    group, secretary, partner, client_of
):
    text = make_document(opening="notes privées")
    meeting = make_meeting(group, secretary, state="planned", document=text)
    page = client_of(partner).get(meeting.get_absolute_url()).content.decode()
    assert ("Divers" in page, "notes privées" in page) == (True, False)


@pytest.mark.parametrize("count", [1, 3])
def test_the_reading_page_takes_the_same_queries_for_one_and_three_actions(
    group, secretary, reviewer, client_of, count, django_assert_num_queries
):
    document, _ = with_actions(make_document(), *[{"text": "x"}] * count)
    meeting = make_meeting(group, secretary, document=document)
    publish(meeting, reviewer)
    client = client_of(reviewer)
    with django_assert_num_queries(21):
        client.get(meeting.get_absolute_url())


def pdf_address(meeting):
    return reverse("meetings:publication_pdf", args=[meeting.pk])


def test_the_stored_bytes_are_served_under_their_name_with_an_etag(
    group, secretary, reviewer, partner, client_of
):
    meeting = make_meeting(group, secretary)
    version = publish(meeting, reviewer)
    client = client_of(partner)
    response = client.get(pdf_address(meeting))
    assert len(b"".join(response.streaming_content)) == version.size
    assert response["Content-Disposition"] == (
        'inline; filename="compte-rendu-gtm-zinder-2021-11-30-v1.pdf"'
    )
    assert response["ETag"] == f'"{version.sha256}"'
    assert response["Cache-Control"] == "private, no-cache"
    again = client.get(pdf_address(meeting), headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304
    light = client.get(pdf_address(meeting), {"sans-photos": "", "version": 1})
    assert light["ETag"] == f'"{version.light_sha256}"'


@pytest.mark.parametrize("version", ["2", "0", "x", "99999999999"])
def test_a_version_that_does_not_exist_is_not_found(group, secretary, reviewer, client_of, version):
    meeting = make_meeting(group, secretary)
    publish(meeting, reviewer)
    answer = client_of(reviewer).get(pdf_address(meeting), {"version": version})
    assert answer.status_code == 404


def test_a_draft_has_no_published_pdf(group, secretary, client_of):
    assert client_of(secretary).get(pdf_address(make_meeting(group, secretary))).status_code == 404


def test_a_list_asked_for_with_a_wrong_region_or_day_is_the_whole_list(client_of, secretary, group):
    make_meeting(group, secretary)
    page = client_of(secretary).get("/reunions/", {"region": "x", "du": "hier", "au": "²"})
    assert (page.status_code, page.context["page"].paginator.count) == (200, 1)


def test_the_list_is_narrowed_to_a_region_by_a_choice_on_screen(
    client_of, reviewer, secretary, group, other_group
):
    for each in (group, other_group):
        make_meeting(each, secretary)
    client = client_of(reviewer)
    page = client.get("/reunions/").content.decode()
    choices = page.split('name="region"')[1].split("</select>")[0]
    assert group.region.region_name in choices
    asked = client.get("/reunions/", {"region": group.region.pk})
    assert [each.group for each in asked.context["page"]] == [group]
