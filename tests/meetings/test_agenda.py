"""The agenda prepared together: the editor's text seen from its points; usual and left points."""

import uuid
from datetime import UTC, date, datetime, time

import pytest
from django.urls import reverse

from meetings.models import AgendaTemplate, Meeting
from meetings.printing.minutes import printed
from meetings.text import agenda
from meetings.text import document as doc
from meetings.writing import store
from tests.factories import make_action, make_document, make_meeting, publish, with_rows
from tests.forms import Page

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 2, 10, tzinfo=UTC)
DAY = date(2026, 11, 12)


@pytest.fixture(autouse=True)
def _early_november(freeze):
    freeze(NOW)


@pytest.fixture
def planned(group, secretary):
    text = {"date": "12/11/2026", "place": "PAM", "start": "9h"}
    text, _ = with_rows(
        text,
        "points",
        {"title": "Ouverture", "minutes": "10"},
        {"title": "Retours", "presenters": "OIM", "minutes": "1h30"},
        {"title": "Divers"},
    )
    return make_meeting(group, secretary, state="planned", document=text, on=DAY)


def address(meeting, name="agenda_edit"):
    return reverse(f"meetings:{name}", args=[meeting.pk])


def press(client, meeting, do, typed=()):
    """Send the page's form as it is rendered, by one of its buttons; without `typed`, as it is."""
    page = Page(address(meeting), client.get(address(meeting)).content)
    (sending,) = [each for each in page.sendings if each.key == f"do={do}"][:1]
    return client.post(sending.path, sending.data | dict(typed))


def titles(meeting):
    document = Meeting.objects.get(pk=meeting.pk).document
    return [row["title"] for row in doc.tree(document)["points"]]


# --- Pure ---


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        *(
            ("15", 15),
            ("15 min", 15),
            ("15 minutes", 15),
            ("1h30", 90),
            ("2 h", 120),
            ("1 H 05", 65),
        ),
        *(("", None), ("0", None), ("²", None), ("-5", None), ("601", None), ("un quart", None)),
        *(("9" * 50, None), ("\ud800", None), ("1h30h", None)),
    ],
)
def test_the_minutes_of_a_point_are_read_as_people_type_them(typed, minutes):
    assert agenda.minutes_in(typed) == minutes


def test_each_point_has_its_hour_as_far_as_those_before_it_say_theirs(planned):
    read = agenda.agenda_of(planned.document)
    assert [each.at for each in read.points] == [time(9), time(9, 10), time(10, 40)]
    assert (read.total, read.ends_at) == (100, time(10, 40))
    late = agenda.agenda_of(planned.document | {"start": "23h"})
    assert [each.at for each in late.points] == [time(23), time(23, 10), None]
    assert late.ends_at is None
    assert agenda.agenda_of({}).total == 0


def test_minutes_are_announced_and_never_printed(planned, group):
    assert doc.announced(planned.document) == planned.document
    assert "1h30" not in str(printed(planned.document, group=group))


# --- The page ---


def test_what_is_typed_is_the_text_of_the_editor(planned, client):
    uid = planned.document["points"][1]
    press(client, planned, "save", {f"points/{uid}/title": "Retours volontaires"})
    planned.refresh_from_db()
    assert titles(planned) == ["Ouverture", "Retours volontaires", "Divers"]
    assert (planned.document["place"], planned.version) == ("PAM", 2)


def test_points_are_added_moved_and_removed_without_a_script(planned, client):
    press(client, planned, "add")
    assert titles(planned) == ["Ouverture", "Retours", "Divers", ""]
    planned.refresh_from_db()
    first, second, *_ = planned.document["points"]
    press(client, planned, f"down:{first}")
    assert titles(planned)[:2] == ["Retours", "Ouverture"]
    press(client, planned, f"remove:{second}")
    assert titles(planned) == ["Ouverture", "Divers", ""]


def test_a_point_in_which_something_was_written_is_removed_in_the_editor_only(planned, client):
    uid = planned.document["points"][1]
    text = planned.document | {f"points/{uid}/discussion": "Beaucoup"}
    store.save(planned, planned.created_by, text, 1, uuid.uuid4())
    page = client.get(address(planned)).content.decode()
    assert f"remove:{uid}" not in page
    client.post(address(planned), {"base_version": "2", "do": f"remove:{uid}"})
    assert titles(planned) == ["Ouverture", "Retours", "Divers"]


def test_two_who_prepare_it_are_merged_and_the_same_field_is_asked(planned, client, other):
    first, second, _ = planned.document["points"]
    page = Page(address(planned), client.get(address(planned)).content)
    data = next(each for each in page.sendings if each.key == "do=save").data
    text = planned.document | {f"points/{first}/minutes": "5"}
    store.save(planned, other, text, 1, uuid.uuid4())
    client.post(address(planned), data | {f"points/{second}/title": "Retours aidés"})
    planned.refresh_from_db()
    assert [
        planned.document[f"points/{each}"] for each in (f"{first}/minutes", f"{second}/title")
    ] == [
        "5",
        "Retours aidés",
    ]
    data |= {"op_id": str(uuid.uuid4()), f"points/{first}/minutes": "7"}
    assert "/ecarts/" in client.post(address(planned), data).url


def test_a_row_of_another_list_is_no_point(planned, client):
    text, (line,) = with_rows(planned.document, "attendance", {"wording": "OIM"})
    store.save(planned, planned.created_by, text, 1, uuid.uuid4())
    client.post(
        address(planned), {"base_version": "2", "points": [line], f"points/{line}/title": "x"}
    )
    planned.refresh_from_db()
    assert planned.document == text


@pytest.mark.parametrize(
    "posted",
    [
        {"base_version": "x", "do": "left:x"},
        {"base_version": "1", "do": "template", "template": "9" * 30},
        {"base_version": "1", "do": "usual:x"},
        {"base_version": "1", "do": "up:\x00"},
        {"points": ["x", "\x00"], "points/x/title": "a"},
    ],
)
def test_whatever_is_posted_is_no_failure_and_loses_nothing(planned, client, posted):
    assert client.post(address(planned), posted).status_code in (302, 400)
    assert titles(planned) == ["Ouverture", "Retours", "Divers"]


@pytest.mark.parametrize(
    ("person", "status"), [("partner", 404), ("other_secretary", 404), ("deputy", 404)]
)
def test_others_do_not_prepare_it(request, planned, client_of, person, status):
    client = client_of(request.getfixturevalue(person))
    assert client.get(address(planned)).status_code == status
    assert client.post(address(planned), {}).status_code == status


def test_sp_ccm_reads_it_and_writes_nothing(planned, reviewer, client_of):
    client = client_of(reviewer)
    page = client.get(address(planned)).content
    buttons = {each.button for each in Page("", page).sendings}
    assert ("Retours" in page.decode(), buttons) == (True, {"Se déconnecter"})
    assert client.post(address(planned), {"base_version": "1"}).status_code == 404


def test_everybody_who_sees_the_meeting_reads_the_agenda_with_its_minutes(
    planned, partner, client_of
):
    page = client_of(partner).get(planned.get_absolute_url()).content.decode()
    assert ("90 min" in page, "100 minutes en tout" in page, "10h40" in page) == (True, True, True)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_same_for_one_and_three(
    group, secretary, client, count, django_assert_num_queries
):
    text, _ = with_rows({"date": "12/11/2026"}, "points", *[{"title": "x"}] * count)
    meeting = make_meeting(group, secretary, state="planned", document=text, on=DAY)
    for number in range(count):
        AgendaTemplate.objects.create(group=group, name=str(number), points="a")
    with django_assert_num_queries(10):
        client.get(address(meeting))


# --- What comes by itself, what was left ---


def created(client, group, on="12/11/2026", **typed):
    form = {"id": str(uuid.uuid4()), "group": group.pk, "kind": "ordinary", "date": on}
    client.post("/reunions/nouvelle/", form | {"place": "PAM", "modality": "on_site"} | typed)
    return Meeting.objects.get(pk=form["id"])


def test_the_first_meeting_of_a_group_has_no_usual_points(group, client):
    assert titles(created(client, group)) == []


def test_the_former_minutes_and_the_follow_up_come_by_themselves_once(
    group, secretary, reviewer, client, agency
):
    publish(make_meeting(group, secretary, on=date(2026, 10, 1)), reviewer)
    first = created(client, group)
    assert titles(first) == ["Lecture et adoption du compte rendu du 1er\u00a0octobre\u00a02026"]
    make_action(group, secretary, agency, on=date(2026, 10, 2))
    second = created(client, group, on="19/11/2026")
    assert titles(second) == [
        "Lecture et adoption du compte rendu de la réunion précédente",
        "Suivi des points d’action",
    ]
    uid = second.document["points"][1]
    assert second.document[f"points/{uid}/followup"] == "1"
    # Taken over from a meeting that has them, they are not there twice.
    frame = created(
        client, group, on="26/11/2026", depuis=str(first.pk), points=first.document["points"]
    )
    assert len(titles(frame)) == 2


def test_a_usual_point_is_removed_and_offered_again(group, secretary, reviewer, client):
    publish(make_meeting(group, secretary, on=date(2026, 10, 1)), reviewer)
    meeting = created(client, group)
    (uid,) = meeting.document["points"]
    press(client, meeting, f"remove:{uid}")
    assert titles(meeting) == []
    press(client, meeting, "usual:adoption")
    assert len(titles(meeting)) == 1


def test_what_was_left_or_put_off_is_proposed_and_taken_up_once(group, secretary, client, planned):
    text, (put_off, left, said) = with_rows(
        make_document(date="01/10/2026"),
        "points",
        {"title": "Budget", "postponed": "1", "postponed_reason": "absence", "presenters": "PAM"},
        {"title": "Bilan"},
        {"title": "Collecte", "discussion": "Fait"},
    )
    make_meeting(group, secretary, document=text, on=date(2026, 10, 1))
    shown = client.get(address(planned)).context["left"]
    assert [(each.title, each.reason) for each in shown] == [("Budget", "absence"), ("Bilan", "")]
    press(client, planned, f"left:{put_off}")
    assert titles(planned) == ["Ouverture", "Retours", "Budget", "Divers"]
    assert [each.uid for each in client.get(address(planned)).context["left"]] == [left]
    client.post(address(planned), {"base_version": "2", "do": f"left:{put_off}"})
    assert titles(planned).count("Budget") == 1
    assert said not in Meeting.objects.get(pk=planned.pk).document["points"]


# --- Templates ---


def test_a_template_is_made_of_the_agenda_applied_elsewhere_and_removed(
    group, secretary, planned, client
):
    client.post(address(planned, "template_create"), {"name": "Ordinaire"})
    template = AgendaTemplate.objects.get()
    assert template.points == "Ouverture\nRetours\nDivers"
    empty = make_meeting(group, secretary, state="planned", document={}, on=date(2026, 11, 19))
    press(client, empty, "template", {"template": str(template.pk)})
    assert titles(empty) == ["Ouverture", "Retours", "Divers"]
    press(client, empty, "template", {"template": str(template.pk)})
    assert titles(empty) == ["Ouverture", "Retours", "Divers"]
    page = f"/groupes/{group.pk}/modeles/"
    again = client.post(page, {"name": "Ordinaire", "points": "x"})
    assert list(again.context["form"].errors) == ["name"]
    client.post(f"{page}{template.pk}/retirer/")
    assert not AgendaTemplate.objects.exists()


def test_templates_are_those_of_the_group_alone(
    group, other_group, planned, client, other_secretary, client_of
):
    theirs = AgendaTemplate.objects.create(group=other_group, name="x", points="Leur point")
    data = {"base_version": "1", "do": "template", "template": str(theirs.pk)}
    client.post(address(planned), data)
    assert "Leur point" not in titles(planned)
    assert client_of(other_secretary).get(f"/groupes/{group.pk}/modeles/").status_code == 404
    client.post(f"/groupes/{group.pk}/modeles/{theirs.pk}/retirer/")
    assert AgendaTemplate.objects.count() == 1
