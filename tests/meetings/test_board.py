"""The board as each person gets it, and the lists behind its figures."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from gtm.models import Mail, WorkingGroup
from meetings.board.turnout import turnout_by_group
from meetings.models import Meeting
from tests.factories import (
    known_since,
    make_action,
    make_agency,
    make_axis,
    make_document,
    make_group,
    make_meeting,
    make_membership,
    make_user,
    publish,
    with_rows,
)

pytestmark = pytest.mark.django_db
BOARD = "/tableau-de-bord/"
TODAY = date(2022, 6, 15)


@pytest.fixture(autouse=True)
def _mid_june(monkeypatch):
    noon = datetime(2022, 6, 15, 12, tzinfo=ZoneInfo("Africa/Niamey"))
    monkeypatch.setattr(timezone, "now", lambda: noon)


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def lines_of(response):
    return {line.group.name: line for line in response.context["board"].groups}


def make_minutes(group, author, reviewer, on, *present):
    document, _ = with_rows(
        make_document(date=f"{on:%d/%m/%Y}"), "attendance", *[{"wording": name} for name in present]
    )
    publish(make_meeting(group, author, document=document, on=on), reviewer)


def test_sp_ccm_sees_every_group_with_its_rhythm_its_minutes_and_its_actions(
    group, other_group, secretary, reviewer, agency, client_of
):
    make_agency("PAM")
    group.meetings_per_year = 6
    group.save()
    for month in (1, 2, 3, 4, 5):
        present = ["PAM"] if month < 4 else []
        make_minutes(group, secretary, reviewer, date(2022, month, 10), *present)
    make_meeting(group, secretary, on=date(2022, 6, 1))
    make_meeting(group, secretary, state="planned", on=date(2022, 9, 1))
    make_action(group, secretary, agency, on=date(2022, 5, 10), due_on=date(2022, 6, 1))
    make_action(
        group, secretary, agency, on=date(2022, 5, 10), status="done",
        due_on=date(2022, 6, 1), declared_on=date(2022, 6, 1), closed_on=date(2022, 6, 2),
    )  # fmt: skip
    lines = lines_of(client_of(reviewer).get(BOARD))
    zinder, agadez = lines["GTM/Zinder"], lines["GTM/Agadez"]
    assert (zinder.last, zinder.held, zinder.expected, zinder.planned, zinder.missing) == (
        date(2022, 6, 1), 8, 6, 1, 1,
    )  # fmt: skip
    assert (zinder.open, zinder.late, zinder.closed, zinder.on_time) == (1, 1, 1, 1)
    assert [line.agency.acronym for line in zinder.turnout.gone] == ["PAM"]
    assert (agadez.last, agadez.held, agadez.is_behind) == (None, 0, True)


def test_a_new_group_is_told_apart_until_it_has_met_or_should_have(
    group, other_group, secretary, reviewer, client_of, freeze
):
    make_meeting(group, secretary, on=date(2022, 6, 1))
    WorkingGroup.objects.filter(pk=other_group.pk).update(created_on=TODAY, meetings_per_year=12)

    def told(day, query=""):
        freeze(datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("Africa/Niamey")))
        board = client_of(reviewer).get(BOARD + query).context["board"]
        lines = [(line.group.name, line.held, line.expected) for line in board.groups]
        return lines, *([line.group.name for line in part] for part in (board.new, board.behind))

    zinder = ("GTM/Zinder", 1, 4)
    assert told(TODAY) == ([zinder, ("GTM/Agadez", 0, 0)], ["GTM/Agadez"], ["GTM/Zinder"])
    assert "nouveau créé le 15 juin 2022" in text_of(client_of(reviewer).get(BOARD))
    shown = told(date(2022, 8, 1))
    assert shown == ([("GTM/Agadez", 0, 2), zinder], [], ["GTM/Agadez", "GTM/Zinder"])
    make_meeting(other_group, secretary, on=date(2022, 7, 20))
    shown = told(date(2022, 8, 1))
    assert shown == ([zinder, ("GTM/Agadez", 1, 2)], [], ["GTM/Zinder", "GTM/Agadez"])
    assert told(date(2022, 8, 1), "?periode=a2021")[0] == [("GTM/Zinder", 0, 4)]


def test_an_inactive_group_stays_as_long_as_something_is_open(
    group, other_group, secretary, reviewer, agency, client_of
):
    make_action(group, secretary, agency, due_on=date(2022, 6, 1))
    WorkingGroup.objects.update(is_active=False)
    response = client_of(reviewer).get(BOARD)
    assert list(lines_of(response)) == ["GTM/Zinder"]
    assert (response.context["board"].late, response.context["board"].behind) == (1, [])


def test_a_secretary_sees_the_own_group_alone(
    group, other_group, secretary, other_secretary, agency, client_of
):
    make_action(other_group, other_secretary, agency)
    response = client_of(secretary).get(BOARD)
    assert list(lines_of(response)) == ["GTM/Zinder"]
    assert response.context["board"].open == 0
    assert "Agadez" not in text_of(response)


def test_a_structure_sees_its_own_actions_and_no_group_s_discipline(
    group, other_group, secretary, partner, agency, client_of
):
    make_action(group, secretary, agency, due_on=date(2022, 6, 1))
    make_action(other_group, secretary, make_agency("PAM"), due_on=date(2022, 6, 1))
    make_meeting(group, secretary, on=date(2022, 6, 1))
    response = client_of(partner).get(BOARD)
    assert {name: line.late for name, line in lines_of(response).items()} == {"GTM/Zinder": 1}
    assert "attendus" not in text_of(response)
    assert "Demander" not in text_of(response)
    assert ("missing" in response.context, "findings" in response.context) == (False, False)
    line = lines_of(response)["GTM/Zinder"]  # without the minutes that are being written
    assert (line.held, line.missing) == (1, 0)


def test_a_structure_reads_its_own_words_and_the_presence_of_its_antennes(
    group, secretary, reviewer, partner, agency, client_of
):
    antenne = make_agency("OIM", parent=agency, territory=group.territory)
    for month in (3, 5):
        make_minutes(group, secretary, reviewer, date(2022, month, 10))
    for meeting in Meeting.objects.all():
        meeting.attendances.get().agencies.set([antenne])
    make_action(group, secretary, agency, on=date(2020, 1, 1), **LATE)
    state = make_agency("État", is_collective=True)
    make_action(group, secretary, state, on=date(2020, 1, 1), **LATE)
    shown = text_of(client_of(partner).get(BOARD))
    assert "OIM : 2 sur 2" in shown
    assert "dont 1 action commune" in shown
    assert "Sans structure désignée" in shown
    for word in ("à attribuer", "Délai", "en deçà"):
        assert word not in shown
    told = text_of(client_of(reviewer).get(BOARD))
    assert "dont 1 à attribuer" in told
    assert "Sans structure désignée (à attribuer)" in told


LATE = {"due_on": date(2022, 6, 1)}


def test_the_region_narrows_every_figure_and_includes_its_departments(
    group, other_group, secretary, reviewer, agency, client_of
):
    from_goure = make_group(
        "GTM/Gouré", level="departmental",
        territory=make_territory_below(group.territory, "Gouré"),
    )  # fmt: skip
    for each in (group, from_goure, other_group):
        make_action(each, secretary, agency, due_on=date(2022, 6, 1))
    response = client_of(reviewer).get(BOARD, {"region": group.territory.pk})
    assert sorted(lines_of(response)) == ["GTM/Gouré", "GTM/Zinder"]
    assert response.context["board"].late == 2
    assert sum(bar.count for bar in response.context["ages"]) == 2
    assert [mark.row["late"] for mark in response.context["charts"][0].marks][-1] == 2


def make_territory_below(parent, name):
    from_tests = parent.__class__
    return from_tests.objects.create(name=name, kind="department", parent=parent, pcode="X1")


@pytest.mark.parametrize("query", ["periode=x&region=x", "periode=a2021", "region=999999"])
def test_a_filter_that_means_nothing_narrows_nothing(group, reviewer, client_of, query):
    response = client_of(reviewer).get(f"{BOARD}?{query}")
    assert list(lines_of(response)) == ["GTM/Zinder"]


def test_each_figure_of_actions_is_the_length_of_the_review_behind_it(
    group, other_group, secretary, reviewer, partner, agency, client_of
):
    antenne = make_agency("OIM", parent=agency, territory=group.territory)
    state = make_agency("État", is_collective=True)
    axis = make_axis()
    for each, lead, days in (
        (group, agency, 14),
        (group, antenne, 60),
        (other_group, state, 200),
        (other_group, agency, 400),
    ):
        due = TODAY - timedelta(days=days)
        make_action(each, secretary, lead, due_on=due, items=[axis] if days > 60 else [])
    for status, day in (
        ("done", TODAY),
        ("cancelled", date(2022, 1, 3)),
        ("done", date(2021, 6, 30)),
    ):
        make_action(group, secretary, agency, status=status, declared_on=day, closed_on=day)
    for person in (reviewer, secretary, partner):
        client = client_of(person)
        for query, least in (("", 11), (f"?region={group.territory.pk}", 11), (PAST, 1)):
            links = ACTION_LINK.findall(client.get(BOARD + query).content.decode())
            assert len(links) > least
            for address, figure in links:
                found = client.get(address.replace("&amp;", "&")).context["found"]
                assert (address, found) == (address, int(figure))


PAST = "?periode=a2021"
ACTION_LINK = re.compile(
    r'href="(/actions/\?[^"]*)"[^>]*>(\d+)(?: à attribuer| actions? communes?)?</a>'
)
LINK = re.compile(r'href="(/reunions/\?[^"]*)"[^>]*>(\d+)(?=</a>| /)')


def test_each_figure_of_meetings_is_the_length_of_the_list_behind_it(
    group, other_group, secretary, other_secretary, reviewer, client_of
):
    for day in (date(2021, 8, 1), date(2022, 1, 5), date(2022, 6, 1)):
        make_meeting(group, secretary, on=day)
    make_minutes(group, secretary, reviewer, date(2022, 2, 1))
    make_meeting(other_group, other_secretary, on=date(2020, 1, 1))
    make_meeting(other_group, other_secretary, state="planned", on=date(2022, 5, 1))
    make_meeting(other_group, other_secretary, state="planned", on=date(2022, 7, 1))
    client = client_of(reviewer)
    for query, least in (("", 4), (f"?region={group.territory.pk}", 4), (PAST, 0)):
        links = LINK.findall(client.get(BOARD + query).content.decode())
        assert len(links) >= least
        for address, figure in links:
            found = client.get(address.replace("&amp;", "&")).context["page"].paginator.count
            assert (address, found) == (address, int(figure))


def test_a_past_period_leads_to_no_list_that_contradicts_it(
    group, secretary, reviewer, agency, client_of
):
    late = {"due_on": date(2021, 12, 1)}
    make_action(group, secretary, agency, on=date(2021, 11, 30), **late)
    make_action(group, secretary, agency, on=date(2022, 2, 1), **late)
    make_meeting(group, secretary, on=date(2021, 8, 1))
    for day in (date(2021, 9, 1), date(2021, 10, 1)):
        entered = make_meeting(group, secretary, on=day)
        known_since(entered, date(2022, 3, 1))
    response = client_of(reviewer).get(BOARD + PAST)
    seen = lines_of(response)["GTM/Zinder"]
    assert (seen.late, seen.held) == (1, 2)
    figures = re.findall(r'<a[^>]*href="/[^"?]*\?[^"]*"[^>]*>\d', response.content.decode())
    assert [link for link in figures if "etat=sans-nouvelle" not in link] == []
    told = text_of(response)
    assert "2 réunions de cette période ont été saisies depuis." in told
    assert "Ces chiffres sont ceux du 31 décembre 2021." in told
    now = text_of(client_of(reviewer).get(BOARD))
    assert ("depuis." in now, "Ces chiffres sont ceux du" in now) == (False, False)


def test_asking_for_minutes_sends_one_mail_a_day_to_each_secretary(
    group, secretary, reviewer, client_of
):
    make_membership(make_user("Hadiza"), "secretary", group=group)
    make_membership(make_user("Ancien"), "secretary", group=group, until=date(2022, 1, 1))
    meeting = make_meeting(group, secretary, on=date(2022, 6, 1))
    client = client_of(reviewer)
    for _ in range(2):
        response = client.post(f"/reunions/{meeting.pk}/demander/", follow=True)
    assert "La demande part à Amina, Hadiza." in text_of(response)
    mails = Mail.objects.all()
    assert [mail.recipient.partition(".")[0] for mail in mails] == ["amina", "hadiza"]
    assert mails[0].subject == "Compte rendu attendu : réunion du 1er juin 2022"
    assert f"http://127.0.0.1:8000/reunions/{meeting.pk}/" in mails[0].body


def test_a_group_without_a_secretary_is_told(other_group, secretary, reviewer, client_of):
    meeting = make_meeting(other_group, secretary, on=date(2022, 6, 1))
    response = client_of(reviewer).post(f"/reunions/{meeting.pk}/demander/", follow=True)
    assert "Le GTM/Agadez n’a pas de rapporteur" in text_of(response)
    assert Mail.objects.count() == 0


def test_only_minutes_that_are_missing_can_be_asked_for(group, secretary, reviewer, client_of):
    done = make_meeting(group, secretary, on=date(2022, 6, 1))
    publish(done, reviewer)
    to_come = make_meeting(group, secretary, state="planned", on=date(2022, 7, 1))
    client = client_of(reviewer)
    for meeting in (done, to_come):
        assert client.post(f"/reunions/{meeting.pk}/demander/").status_code == 404


def test_the_matrix_of_presence_says_who_no_longer_comes(
    group, secretary, reviewer, partner, client_of
):
    make_agency("PAM")
    for month in (1, 2, 3, 4, 5):
        make_minutes(
            group, secretary, reviewer, date(2022, month, 10), *(["PAM"] if month < 3 else [])
        )
    address = f"/tableau-de-bord/presence/{group.pk}/"
    shown = text_of(client_of(reviewer).get(address))
    assert "PAM absente des trois dernières réunions, venue le 10 février 2022" in shown
    assert "OIM ● présente" in shown
    assert "PAM" not in text_of(client_of(partner).get(address))


def test_structures_stand_by_how_often_they_came_and_one_may_be_asked_for(
    group, secretary, reviewer
):
    pam, hcr, oim = map(make_agency, ("PAM", "HCR", "OIM"))
    make_minutes(group, secretary, reviewer, date(2022, 2, 10), "PAM, HCR")
    make_minutes(group, secretary, reviewer, date(2022, 3, 10), "PAM", "Un invité")

    def told(*asked):
        lines = turnout_by_group(Meeting.objects.all(), TODAY, *asked)[group.pk].lines
        return [(line.agency, line.came) for line in lines]

    everybody = [(oim, (True, True)), (pam, (True, True)), (hcr, (False, True))]
    assert (told(), told({hcr.pk})) == (everybody, everybody[2:])


def test_findings_are_listed_by_region_year_and_kind(
    group, other_group, secretary, other_secretary, reviewer, client_of
):
    for each, who in ((group, secretary), (other_group, other_secretary)):
        document = make_document(date="10/05/2022")
        point = document["points"][0]
        document, _ = with_rows(document, f"points/{point}/strengths", {"text": f"Force {each}"})
        document, _ = with_rows(document, f"points/{point}/weaknesses", {"text": f"Mal {each}"})
        publish(make_meeting(each, who, document=document, on=date(2022, 5, 10)), reviewer)
    client = client_of(reviewer)
    address = re.search(
        r'href="(/tableau-de-bord/constats/\?region=[^"]*strength)">1<',
        client.get(BOARD, {"region": group.territory.pk}).content.decode(),
    )[1]
    page = client.get(address.replace("&amp;", "&")).context["page"]
    assert [finding.text for finding in page] == ["Force GTM/Zinder"]
    seen = client_of(secretary).get("/tableau-de-bord/constats/").context["page"]
    assert sorted(finding.text for finding in seen) == ["Force GTM/Zinder", "Mal GTM/Zinder"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_board_takes_the_same_queries_for_one_and_three(
    secretary, reviewer, client_of, count, django_assert_num_queries
):
    axis = make_axis()
    for number in range(count):
        group = make_group(f"GTM/Région {number}")
        agency = make_agency(f"OIM {number}")
        make_minutes(group, secretary, reviewer, date(2022, 5, 10), f"OIM {number}")
        make_meeting(group, secretary, on=date(2022, 6, 1))
        make_action(group, secretary, agency, due_on=date(2022, 6, 1), items=[axis])
    client = client_of(reviewer)
    with django_assert_num_queries(37):
        client.get(BOARD)


def test_minutes_that_were_asked_for_say_when(group, secretary, reviewer, client_of):
    meeting = make_meeting(group, secretary, on=date(2022, 6, 1))
    client = client_of(reviewer)
    client.post(f"/reunions/{meeting.pk}/demander/")
    asked = Meeting.objects.get(pk=meeting.pk)
    assert (asked.minutes_asked_by, asked.minutes_asked_at) == (reviewer, timezone.now())
    assert "demandé le 15/06/2022" in text_of(client.get(BOARD))
    assert "demandé par Rakia le 15/06/2022" in text_of(client.get(meeting.get_absolute_url()))
