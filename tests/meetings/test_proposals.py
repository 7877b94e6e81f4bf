"""Points proposed by structures and passed up by groups; what the secretary makes of them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gtm.models import Notice
from gtm.refusals import NotNow
from meetings.models import Meeting, Proposal
from meetings.planning import levels, proposing
from meetings.text import document as doc
from tests.at_once import at_once, needs_server
from tests.factories import (
    make_agency,
    make_document,
    make_group,
    make_meeting,
    make_membership,
    make_territory,
    make_user,
    publish,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 2, 10, tzinfo=UTC)
DAY = date(2026, 11, 12)


@pytest.fixture(autouse=True)
def _early_november(freeze):
    freeze(NOW)


@pytest.fixture
def planned(group, secretary):
    meeting = make_meeting(
        group, secretary, state="planned", document={"date": "12/11/2026"}, on=DAY
    )
    Meeting.objects.update(proposals_until=date(2026, 11, 9))
    return meeting


def address(meeting, name, *more):
    return reverse(f"meetings:{name}", args=[meeting.pk, *more])


def proposed(client, meeting, agency, **typed):
    data = {"agency": agency.pk, "title": "Retours", "why": "Ils augmentent", "minutes": "20"}
    return client.post(address(meeting, "proposal_create"), data | typed)


def titles(meeting):
    document = Meeting.objects.get(pk=meeting.pk).document
    return [row["title"] for row in doc.tree(document)["points"]]


def told(user):
    return [each.title for each in Notice.objects.filter(user=user).order_by("pk")]


def test_the_secretary_opens_proposals_until_a_day_three_days_before_unless_said_otherwise(
    group, secretary, client, partner, client_of
):
    meeting = make_meeting(group, secretary, state="planned", on=DAY)
    assert client_of(partner).get(address(meeting, "proposal_create")).status_code == 403
    form = client.get(address(meeting, "agenda_edit")).context["until_form"]
    assert form["until"].value() == date(2026, 11, 9)
    wrong = client.post(address(meeting, "proposals_open"), {"until": "2026-11-13"})
    assert list(wrong.context["until_form"].errors) == ["until"]
    client.post(address(meeting, "proposals_open"), {"until": "2026-11-09"})
    assert client_of(partner).get(address(meeting, "proposal_create")).status_code == 200


def test_a_structure_proposes_and_the_secretary_is_told_and_takes_it(
    planned, client, client_of, partner, agency, secretary
):
    file = SimpleUploadedFile("note.pdf", b"%PDF-1.4")
    answer = proposed(client_of(partner), planned, agency, upload=file)
    assert answer.url == "/points-proposes/"
    proposal = Proposal.objects.get()
    assert told(secretary) == ["OIM propose un point\u00a0: Retours"]
    client.post(address(planned, "agenda_edit"), {"base_version": "1", "do": f"take:{proposal.pk}"})
    data = {"base_version": "2", "do": f"take:{proposal.pk}"}
    assert client.post(address(planned, "agenda_edit"), data).status_code == 302  # pressed twice
    proposal.refresh_from_db()
    assert (proposal.outcome, titles(planned)) == ("taken", ["Retours"])
    planned.refresh_from_db()
    uid = proposing.point_of(proposal, planned)
    assert doc.row(planned.document, "points", uid)["presenters"] == "OIM"
    assert told(partner) == ["Point retenu\u00a0: Retours, GTM/Zinder, 12\u00a0novembre\u00a02026"]
    page = client_of(partner).get("/points-proposes/").content.decode()
    assert "Retenu" in page


def test_its_file_is_of_who_proposed_it_the_secretary_and_sp_ccm(
    planned, client, client_of, partner, agency, reviewer, other_secretary
):
    proposed(client_of(partner), planned, agency, upload=SimpleUploadedFile("n.pdf", b"%PDF"))
    path = f"/points-proposes/{Proposal.objects.get().pk}/piece/"
    stranger = make_membership(make_user("Pam"), "partner", agency=make_agency("PAM")).user
    opened = [client_of(each).get(path) for each in (partner, reviewer, stranger, other_secretary)]
    assert [each.status_code for each in (client.get(path), *opened)] == [200, 200, 200, 404, 404]
    assert opened[0]["Content-Disposition"] == 'attachment; filename="n.pdf"'


def test_put_off_it_comes_again_at_the_next_meeting_and_refused_it_does_not(
    planned, group, secretary, client, client_of, partner, agency
):
    proposed(client_of(partner), planned, agency)
    proposed(client_of(partner), planned, agency, title="Budget")
    following = make_meeting(group, secretary, state="planned", on=date(2026, 12, 10))
    first, second = Proposal.objects.order_by("pk")

    def offered(meeting):
        shown = client.get(address(meeting, "agenda_edit")).context["proposals"]
        return [each.title for each in shown]

    assert (offered(planned), offered(following)) == (["Retours", "Budget"], [])
    page = address(planned, "proposal_answer", first.pk)
    wrong = client.post(page, {"outcome": "taken", "reason": " "})
    assert list(wrong.context["form"].errors) == ["outcome", "reason"]
    client.post(page, {"outcome": "put_off", "reason": "Trop long"})
    client.post(
        address(planned, "proposal_answer", second.pk),
        {"outcome": "refused", "reason": "Hors sujet"},
    )
    assert (offered(planned), offered(following)) == ([], ["Retours"])
    assert "Trop long" in client_of(partner).get("/points-proposes/").content.decode()
    second.refresh_from_db()
    with pytest.raises(NotNow):
        proposing.take(second, planned, secretary, NOW)
    client.post(address(following, "agenda_edit"), {"base_version": "1", "do": f"take:{first.pk}"})
    assert "Retours" in titles(following)


def test_one_that_nobody_answered_is_not_forgotten(
    planned, group, secretary, client, client_of, partner, agency, freeze
):
    proposed(client_of(partner), planned, agency)
    following = make_meeting(group, secretary, state="planned", on=date(2026, 12, 10))
    freeze(NOW + timedelta(days=12))
    shown = client.get(address(following, "agenda_edit")).context["proposals"]
    assert [each.title for each in shown] == ["Retours"]


def test_the_same_sent_twice_is_one_and_a_structure_does_not_flood(
    planned, client_of, partner, agency
):
    client = client_of(partner)
    for _ in range(2):
        proposed(client, planned, agency)
    assert Proposal.objects.count() == 1
    for number in range(6):
        answer = proposed(client, planned, agency, title=str(number))
    assert Proposal.objects.count() == proposing.MOST
    assert "attendez une réponse" in answer.content.decode()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 501}, "title"),
        ({"why": ""}, "why"),
        ({"why": "x" * 2001}, "why"),
        ({"minutes": "9" * 30}, "minutes"),
        ({"minutes": "0"}, "minutes"),
        ({"upload": SimpleUploadedFile("x.exe", b"MZ")}, "upload"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(planned, client_of, partner, agency, wrong, field):
    answer = proposed(client_of(partner), planned, agency, **wrong)
    assert list(answer.context["form"].errors) == [field]
    assert Proposal.objects.count() == 0


def test_nobody_proposes_in_another_name_nor_after_the_day(
    planned, client, client_of, partner, agency, freeze
):
    other = make_agency("PAM")
    answer = proposed(client_of(partner), planned, other)
    assert list(answer.context["form"].errors) == ["agency"]
    assert proposed(client, planned, agency).status_code == 403
    freeze(NOW + timedelta(days=8))
    assert proposed(client_of(partner), planned, agency).status_code == 403
    assert Proposal.objects.count() == 0


def test_only_the_secretary_of_the_group_answers(
    planned, client_of, partner, agency, reviewer, other_secretary
):
    proposed(client_of(partner), planned, agency)
    pk = Proposal.objects.get().pk
    page, typed = address(planned, "proposal_answer", pk), {"outcome": "refused", "reason": "x"}
    codes = [client_of(each).post(page, typed).status_code for each in (partner, other_secretary)]
    assert (codes, client_of(reviewer).post(page, typed).status_code) == ([404, 404], 403)
    assert Proposal.objects.get().outcome == ""


# --- Passed up ---


@pytest.fixture
def country(group, secretary):
    """Gouré below Zinder's GTM, the central one and the CCM above."""
    region = group.territory
    country = make_territory("Niger", kind="country")
    place = make_territory("Gouré", kind="department", parent=region)
    below = make_group("GTM/Gouré", territory=place, level="departmental")
    central = make_group("GTM/Niamey", territory=country, level="central")
    ccm = make_group("CCM", territory=country, level="central", body="CCM")
    return below, central, ccm


def test_which_group_stands_above_another(group, country):
    below, central, ccm = country
    assert [levels.group_above(each) for each in (below, group, central)] == [group, central, ccm]
    with pytest.raises(NotNow, match="Rien n’est au-dessus"):
        levels.group_above(ccm)


def test_where_no_group_stands_above_it_is_said(other_group, other_secretary, client_of):
    meeting = make_meeting(other_group, other_secretary)
    point = meeting.document["points"][0]
    page = client_of(other_secretary).get(address(meeting, "point_pass"), {"point": point})
    assert "Il n’y a pas de GTM central." in page.content.decode()


def test_a_point_is_passed_up_once_appears_above_and_its_outcome_comes_back(
    country, group, secretary, client, client_of, reviewer, planned
):
    below, *_ = country
    writer = make_membership(make_user("Sani"), "secretary", group=below).user
    meeting = make_meeting(
        below, writer, document=make_document(date="01/10/2026"), on=date(2026, 10, 1)
    )
    (point,) = meeting.document["points"]
    own = client_of(writer)
    assert "Porter un point" in own.get(meeting.get_absolute_url()).content.decode()
    for _ in range(2):
        own.post(address(meeting, "point_pass"), {"point": point, "why": "Une route"})
    proposal = Proposal.objects.get()
    assert (proposal.group, proposal.title, proposal.from_point) == (group, "Divers", point)
    page = client.get(address(planned, "agenda_edit")).content.decode()
    assert ("pas encore publié" in page, meeting.get_absolute_url() in page) == (True, False)
    publish(meeting, reviewer)
    page = client.get(address(planned, "agenda_edit")).content.decode()
    assert f"{meeting.get_absolute_url()}#point-{point}" in page
    client.post(address(planned, "agenda_edit"), {"base_version": "1", "do": f"take:{proposal.pk}"})
    assert "Divers" in titles(planned)
    page = client.get(address(planned, "agenda_edit")).content.decode()
    assert f"{meeting.get_absolute_url()}#point-{point}" in page  # answered, it leads there still
    assert told(writer)[-1].startswith("Point retenu")
    assert "retenu" in own.get(meeting.get_absolute_url()).content.decode()


def test_only_its_secretary_passes_a_point_up(
    country, group, secretary, client_of, reviewer, partner, other_secretary
):
    meeting = make_meeting(group, secretary)
    publish(meeting, reviewer)
    path = address(meeting, "point_pass")
    data = {"point": meeting.document["points"][0], "why": "x"}
    people = (reviewer, partner, other_secretary)
    assert [client_of(each).post(path, data).status_code for each in people] == [404, 404, 404]
    assert client_of(secretary).post(path, {"point": "x", "why": "x"}).status_code == 404
    assert Proposal.objects.count() == 0


def test_the_list_leads_to_a_meeting_while_its_reader_may_open_it(
    planned, client_of, partner, agency
):
    """Begun and not announced any more, it is the secretary's alone."""
    client = client_of(partner)
    proposed(client, planned, agency)
    led = []
    for columns in ({}, {"state": "draft", "was_announced": False}):
        Meeting.objects.update(**columns)
        led.append(planned.get_absolute_url() in client.get("/points-proposes/").content.decode())
    assert led == [True, False]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_for_one_and_three(
    planned, client_of, partner, agency, count, django_assert_num_queries
):
    client = client_of(partner)
    for number in range(count):
        proposed(client, planned, agency, title=str(number))
    with django_assert_num_queries(6):
        client.get("/points-proposes/")


class TestAtOnce:
    pytestmark = needs_server

    def test_taken_and_refused_at_once_it_is_one_of_both(
        self, planned, secretary, other, partner, agency
    ):
        proposal = Proposal.objects.create(
            group=planned.group,
            meeting=planned,
            title="x",
            why="y",
            agency=agency,
            by=partner,
            at=NOW,
        )

        def tried(act):
            try:
                act()
            except NotNow:
                return "late"
            return "done"

        answers = at_once(
            lambda: tried(lambda: proposing.take(proposal, planned, secretary, NOW)),
            lambda: tried(
                lambda: proposing.put_off_or_refuse(proposal, planned, other, "refused", "non", NOW)
            ),
        )
        assert sorted(answers) == ["done", "late"]
        assert len(titles(planned)) == (answers[0] == "done")
