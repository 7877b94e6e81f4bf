"""What those convened answer, by their link or their account, and what opens nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from gtm.models import Mail, PersonalLink
from meetings.life import verbs
from meetings.models import Convened, Meeting
from tests.factories import make_agency, make_convened, make_link, make_membership, make_user
from tests.forms import Page
from tests.meetings.convoking import DAY, NOW, convene, link_to, member, move, planned, told

pytestmark = pytest.mark.django_db
GONE = 404
ISSA = {
    "answer": "represented", "deputy_name": "Issa", "deputy_function": "Chargé",
    "deputy_phone": "96 11 22 33", "deputy_email": "issa@example.org",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _now(freeze):
    freeze(NOW)


@pytest.fixture
def meeting(group, secretary):
    return planned(group, secretary)


@pytest.fixture
def path(group, meeting, secretary):
    """The link of OIM."""
    member(group, "OIM")
    convene(meeting, secretary, remote_allowed=True)
    return link_to("oim@example.org")


def send(path, client=None, **typed):
    return (client or Client()).post(path, typed)


def answer_of(acronym="OIM"):
    row = Convened.objects.get(agency__acronym=acronym, deputy_of=None)
    return row.answer, row.reason, row.answered_how


def test_reading_the_link_answers_nothing_however_often(path):
    for method in ("get", "head", "get", "options"):
        getattr(Client(), method)(path)
    row = Convened.objects.get()
    assert (row.answer, row.opened_at, row.answered_at) == ("", None, None)
    assert PersonalLink.objects.get().last_used_at is None


def test_the_page_says_what_when_where_and_offers_the_four_answers(path):
    response = Client().get(path)
    page = response.content.decode().replace("\xa0", " ")
    for part in ("Dimanche 30 novembre 2031", "10h", "PAM Zinder", "Divers", "OIM"):
        assert part in page
    for value in ("present", "remote", "excused", "represented"):
        assert f'value="{value}"' in page
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]


def test_the_form_as_rendered_answers_with_its_token(path):
    client = Client(enforce_csrf_checks=True)
    [sending] = Page(path, client.get(path).content).sendings
    assert client.post(path, {"answer": "present"}).status_code == 403
    response = client.post(path, sending.data | {"answer": "present"})
    assert (response.status_code, answer_of()) == (302, ("present", "", "link"))
    row = Convened.objects.get()
    assert (row.opened_at, row.answered_at) == (NOW, NOW)


def test_excused_asks_why_and_keeps_what_was_typed(path):
    response = send(path, answer="excused", reason="  ", deputy_name="Issa")
    assert (response.status_code, answer_of()) == (422, ("", "", ""))
    assert "Dites pourquoi" in response.content.decode()
    assert 'value="Issa"' in response.content.decode()
    assert send(path, answer="excused", reason="mission").status_code == 302
    assert answer_of() == ("excused", "mission", "link")


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"answer": "maybe"},
        {"answer": ["present", "x"]},
        {"answer": "represented"},
        {"answer": "represented", "deputy_name": " - "},
        {"answer": "represented", "deputy_name": "Issa", "deputy_email": "issa@"},
        {"answer": "represented", "deputy_name": "x" * 151},
        {"answer": "excused", "reason": "x" * 501},
    ],
)
def test_what_is_wrong_is_told_and_changes_nothing(path, typed):
    assert send(path, **typed).status_code in (400, 422)
    assert answer_of() == ("", "", "")
    assert Convened.objects.count() == 1


def test_a_control_character_is_not_kept(path):
    send(path, **ISSA | {"deputy_name": "Is\x00sa"})
    assert Convened.objects.get(deputy_of__isnull=False).name == "Issa"


def test_a_deputy_is_convened_in_turn_and_answers_for_himself(path, meeting):
    assert send(path, **ISSA).status_code == 302
    deputy = Convened.objects.get(deputy_of__isnull=False)
    assert deputy.label == "Issa, Chargé, OIM"
    assert told()[-1] == ("convocation-deputy", "issa@example.org")
    own = link_to("issa@example.org")
    assert "represented" not in Client().get(own).content.decode()
    assert send(own, answer="represented", deputy_name="X").status_code == 422
    assert send(own, answer="remote").status_code == 302
    deputy.refresh_from_db()
    assert (deputy.answer, answer_of()[0]) == ("remote", "represented")


def test_the_same_answer_twice_is_one(path):
    for _ in range(3):
        assert send(path, **ISSA).status_code == 302
    assert Convened.objects.count() == 2
    assert len(told()) == 2


def test_changing_the_answer_back_withdraws_the_deputy_who_is_told(path):
    send(path, **ISSA)
    own = link_to("issa@example.org")
    send(path, answer="present")
    assert (Convened.objects.count(), answer_of()[0]) == (1, "present")
    assert told()[-1] == ("convocation-withdrawn", "issa@example.org")
    assert "METHOD:CANCEL" in Mail.objects.last().calendar
    assert Client().get(own).status_code == GONE
    assert send(own, answer="present").status_code == GONE


def test_another_deputy_takes_the_place_of_the_first(path):
    send(path, **ISSA)
    send(path, **ISSA | {"deputy_name": "Rakia", "deputy_email": "rakia@example.org"})
    assert Convened.objects.get(deputy_of__isnull=False).name == "Rakia"
    assert told()[-2:] == [
        ("convocation-withdrawn", "issa@example.org"),
        ("convocation-deputy", "rakia@example.org"),
    ]


def test_a_deputy_written_otherwise_is_the_same_one(path):
    send(path, **ISSA)
    send(path, **ISSA | {"deputy_function": "Directeur", "deputy_name": "ISSA"})
    deputy = Convened.objects.get(deputy_of__isnull=False)
    assert (deputy.function, len(told())) == ("Directeur", 2)


def test_a_link_writes_to_no_more_than_five_deputies(path):
    for number in range(8):
        send(path, **ISSA | {"deputy_name": f"N{number}", "deputy_email": f"n{number}@e.org"})
    kinds = [kind for kind, _ in told()]
    assert kinds.count("convocation-deputy") == 5


def test_who_is_convened_already_is_nobody_s_deputy(path, group, meeting):
    oim = Convened.objects.get().agency
    make_convened(meeting, oim, name="Issa")
    response = send(path, **ISSA)
    assert response.status_code == 422
    assert "déjà convoqué" in response.content.decode()
    assert Convened.objects.filter(deputy_of__isnull=False).count() == 0


def test_who_may_not_be_replaced_or_be_far_is_not_offered_it(group, meeting, secretary):
    member(group, "OIM", may_be_replaced=False)
    convene(meeting, secretary)
    path = link_to("oim@example.org")
    page = Client().get(path).content.decode()
    assert ('value="remote"' in page, 'value="represented"' in page) == (False, False)
    for answer in ("remote", "represented"):
        assert send(path, answer=answer, deputy_name="Issa").status_code == 422
    assert answer_of() == ("", "", "")


AT_TEN = datetime(2031, 11, 30, 9, tzinfo=UTC)  # 10h in Niamey


def test_it_is_changeable_until_the_hour_of_the_meeting_then_closed(path, freeze):
    freeze(AT_TEN - timedelta(seconds=1))
    assert send(path, answer="present").status_code == 302
    freeze(AT_TEN)
    response = send(path, answer="excused", reason="mission longue")
    assert (response.status_code, answer_of()[0]) == (422, "present")
    page = response.content.decode()
    assert ("Les réponses sont closes" in page, "mission longue" in page) == (True, True)
    assert "Changer ma réponse" not in Client().get(path).content.decode()


def test_a_cancelled_meeting_asks_nothing_and_a_removed_one_is_not_there(path, secretary):
    verbs.cancel(Meeting.objects.get(), secretary, "pluie")
    assert send(path, answer="present").status_code == 422
    assert "n’aura pas lieu" in Client().get(path).content.decode()
    Meeting.objects.update(removed_at=NOW, removed_by=secretary)
    assert Client().get(path).status_code == GONE


def test_after_the_minutes_are_handed_in_nothing_is_answered(path):
    Meeting.objects.update(state="submitted")
    assert send(path, answer="present").status_code == 422
    assert answer_of() == ("", "", "")


def test_a_link_that_is_over_revoked_unknown_or_for_something_else_opens_nothing(
    path, freeze, group, secretary
):
    agency = Convened.objects.get().agency
    make_link(agency, secretary, token="relance")
    token = path.split("/")[2]
    shut = ["/convocation/relance/", f"/convocation/{token[:-1]}/", f"/convocation/{token}x/"]
    for each in (*shut, "/convocation/%00/", "/convocation/%F0%9F%92%A9/"):
        assert (Client().get(each).status_code, send(each, answer="present").status_code) == (
            GONE, GONE,
        )  # fmt: skip
        for file in ("lettre.pdf", "reunion.ics"):
            assert Client().get(each + file).status_code == GONE
    assert Client().get(f"/actions/repondre/{token}/").status_code == GONE
    freeze(NOW + timedelta(days=58))
    assert Client().get(path).status_code == GONE
    freeze(NOW)
    PersonalLink.objects.filter(purpose="convocation").update(revoked_at=NOW)
    response = send(path, answer="excused", reason="mission longue")
    assert (response.status_code, answer_of()) == (GONE, ("", "", ""))
    assert "mission longue" in response.content.decode()


def test_addresses_tried_one_after_the_other_are_stopped(path):
    codes = [Client().get(f"/convocation/essai{number}/").status_code for number in range(32)]
    assert codes.count(429) == 2


def test_a_link_lends_no_rights_of_its_structure(path):
    client = Client()
    client.get(path)
    assert client.get(f"/reunions/{Meeting.objects.get().pk}/").status_code == 302


def test_an_answer_given_before_a_move_is_kept_and_marked_until_confirmed(
    path, meeting, secretary, freeze
):
    send(path, answer="present")
    later = NOW + timedelta(hours=1)
    freeze(later)
    move(meeting, secretary, at=later)
    row = Convened.objects.whole().get()
    assert (row.answer, row.answered_before_move) == ("present", True)
    assert "avant le report" in Client().get(path).content.decode()
    freeze(later + timedelta(hours=1))
    send(path, answer="present")
    assert Convened.objects.whole().get().answered_before_move is False


@pytest.mark.parametrize("person", ["partner", "outsider", "other_secretary", "reviewer"])
def test_by_an_account_only_the_structure_s_own_people_answer(
    request, group, meeting, secretary, agency, client_of, person
):
    Meeting.objects.filter(pk=meeting.pk).update(date=DAY)
    row = make_convened(meeting, agency)
    other = make_convened(meeting, make_agency("PAM"))
    client = client_of(request.getfixturevalue(person))
    mine, theirs = (f"/reunions/{meeting.pk}/repondre/{each.pk}/" for each in (row, other))
    wanted = (200, 302, "present") if person == "partner" else (404, 404, "")
    got = client.get(mine).status_code, send(mine, client, answer="present").status_code
    row.refresh_from_db()
    assert (*got, row.answer) == wanted
    assert (client.get(theirs).status_code, send(theirs, client, answer="present").status_code) == (
        404, 404,
    )  # fmt: skip
    other.refresh_from_db()
    assert other.answer == ""


def test_the_home_page_and_the_meeting_say_that_the_structure_is_convened(
    meeting, agency, partner, client_of
):
    row = make_convened(meeting, agency)
    address = f"/reunions/{meeting.pk}/repondre/{row.pk}/"
    client = client_of(partner)
    stranger = client_of(make_membership(make_user(), "partner", agency=make_agency("PAM")).user)
    for page in ("/", f"/reunions/{meeting.pk}/"):
        assert address in client.get(page).content.decode()
        assert address not in stranger.get(page).content.decode()
    assert timezone.now() == NOW
    row.refresh_from_db()
    assert row.opened_at is None
