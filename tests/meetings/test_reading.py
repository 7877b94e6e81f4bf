"""The « PROJET » read by those whom the secretary chose, by link or account."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from gtm import outbox
from gtm.models import Mail, User
from gtm.refusals import NotNow
from meetings.life import publishing, readers, verbs
from meetings.models import Meeting, Observation, Reader
from tests.factories import (
    hand_in,
    make_agency,
    make_document,
    make_meeting,
    make_membership,
    make_observation,
    make_reader,
    make_user,
    publish,
    with_rows,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2022, 1, 12, 9, tzinfo=UTC)
LINK = reverse("meetings:reading", args=["jeton"])


def of(meeting, name, *args):
    return reverse(f"meetings:{name}", args=[meeting.pk, *args])


@pytest.fixture
def meeting(group, secretary):
    document = make_document(opening="MARQUEUR")
    line = document["attendance"][0]
    document |= {f"attendance/{line}/email": "Chef@OIM.int", f"attendance/{line}/name": "M. Ali"}
    document, _ = with_rows(document, "roles", {"role": "chair", "person": "M. Ali"})
    document, _ = with_rows(document, "attendance", {"wording": "PAM", "email": "pas une adresse"})
    return hand_in(make_meeting(group, secretary, document=document))


@pytest.fixture
def reader(meeting):
    return make_reader(meeting)


def test_those_who_came_are_proposed_with_their_role(meeting):
    assert readers.proposed(meeting, NOW) == [("chef@oim.int", "M. Ali (préside)")]


def test_a_role_that_nobody_has_is_nobody_s(group, secretary):
    document = make_document()
    document |= {f"attendance/{document['attendance'][0]}/email": "chef@oim.int"}
    document, _ = with_rows(document, "roles", {"role": "chair", "reason": "absent"})
    meeting = make_meeting(group, secretary, document=document)
    assert readers.proposed(meeting, NOW) == [("chef@oim.int", "OIM")]


def test_accounts_of_the_structures_that_came_are_proposed(
    group, other_group, secretary, other_secretary, reviewer, partner, agency
):
    """Also those of the structure of an antenne; not those that left or that came elsewhere."""
    make_agency("OIM", parent=agency, territory=group.territory)
    pam = make_agency("PAM")
    for name, of_agency, fields in (
        ("Zara", agency, {"until": "2020-12-31"}),
        ("Ibrahim", agency, {}),
        ("Fati", pam, {}),
    ):
        make_membership(make_user(name), "partner", agency=of_agency, **fields)
    User.objects.filter(name="Ibrahim").update(is_active=False)
    publish(make_meeting(group, secretary), reviewer)
    document, _ = with_rows(make_document(), "attendance", {"wording": "PAM"})
    publish(make_meeting(other_group, other_secretary, document=document), reviewer)
    following = [
        make_meeting(each, by, on=date(2021, 12, 1))
        for each, by in ((group, secretary), (other_group, other_secretary))
    ]
    names = [[name for _, name in readers.proposed(each, NOW)] for each in following]
    assert (names[0], sorted(names[1])) == (["Paul"], ["Fati", "Paul"])


def test_an_address_of_an_account_in_use_is_read_by_it(secretary, partner, outsider, meeting):
    """Of the others, the link alone is sent."""
    left = make_membership(make_user("Zara"), "reviewer", until="2020-12-31").user
    disabled = make_membership(make_user("Ibrahim"), "reviewer").user
    disable(disabled)
    persons = {each.email: each.name for each in (partner, outsider, left, disabled)}
    chosen = readers.choose(meeting, secretary, persons, NOW)
    assert {each.name: each.user for each in chosen} == {
        "Paul": partner,
        "Omar": None,
        "Zara": None,
        "Ibrahim": None,
    }


def test_who_has_a_link_takes_no_place_twice(secretary, meeting):
    """Nobody is left out for somebody who is chosen again, and there are never too many."""
    for number in range(readers.MOST - 1):
        make_reader(meeting, f"{number}@example.org", str(number))
    persons = dict.fromkeys(("0@example.org", "x@y.ne", "z@y.ne"), "")
    chosen = readers.choose(meeting, secretary, persons, NOW)
    assert [each.email for each in chosen] == ["x@y.ne"]


def test_a_link_that_was_taken_back_is_neither_renewed_nor_taken_back_again(secretary, meeting):
    one, two = (make_reader(meeting, f"{n}@example.org", str(n)) for n in range(2))
    readers.revoke(one, NOW)
    readers.revoke(one, NOW + timedelta(hours=1))
    one.refresh_from_db()
    with pytest.raises(NotNow):
        readers.renew(one, secretary, NOW)
    two.refresh_from_db()
    assert (one.ended_at, two.ended_at, Mail.objects.count()) == (NOW, None, 0)


@pytest.mark.parametrize(("length", "is_one"), [(254, True), (255, False)])
def test_an_address_is_as_long_as_its_column(length, is_one):
    domain = "@exemple.ne"
    assert outbox.is_address("a" * (length - len(domain)) + domain) == is_one


def test_each_chosen_person_gets_a_link_that_opens_the_text_without_an_account(
    client_of, secretary, meeting
):
    form = {"proposed": ["chef@oim.int"], "others": "Mariama Issa <mariama@exemple.ne>\nx@y.ne"}
    client_of(secretary).post(of(meeting, "reader_list"), form)
    sent = {mail.recipient: mail.body for mail in Mail.objects.all()}
    assert list(sent) == ["chef@oim.int", "mariama@exemple.ne", "x@y.ne"]
    link = re.search(r"https?://[^/]+(/relecture/\S+)", sent["mariama@exemple.ne"]).group(1)
    answer = Client().get(link)
    page = answer.content.decode()
    assert ("MARQUEUR" in page, "PROJET" in page, "Mariama Issa" in page) == (True, True, True)
    assert Client().get(link + "projet.pdf").content[:5] == b"%PDF-"
    token = link.split("/")[2]
    assert token not in [each.token_sha256 for each in Reader.objects.all()]
    headers = [answer[name] for name in ("Referrer-Policy", "X-Robots-Tag", "Cache-Control")]
    assert headers == [
        "no-referrer",
        "noindex, nofollow",
        "max-age=0, no-cache, no-store, must-revalidate, private",
    ]


def test_the_same_form_sent_twice_sends_one_mail(client_of, secretary, meeting):
    for _ in range(2):
        client_of(secretary).post(of(meeting, "reader_list"), {"others": "x@y.ne"})
    assert Mail.objects.count() == 1


@pytest.mark.parametrize("typed", ["pas une adresse", "a b@c.ne", "x" * 300 + "@y.ne", ""])
def test_a_wrong_address_is_told_and_kept(client_of, secretary, meeting, typed):
    page = client_of(secretary).post(of(meeting, "reader_list"), {"others": typed})
    told = "ce n’est pas une adresse électronique" if typed else "Choisissez au moins une personne"
    assert (page.status_code, told in page.content.decode()) == (200, True)
    assert (typed in page.content.decode(), Mail.objects.count()) == (True, 0)


def test_contacts_of_the_attendance_are_not_in_what_readers_read(meeting, reader):
    assert "oim.int" not in Client().get(LINK).content.decode()


def test_observations_are_sent_several_times_and_once_each(meeting, reader):
    point = f"points/{meeting.document['points'][0]}"
    client = Client()
    client.post(LINK, {point: "Au point", "general": "En général"})
    client.post(LINK, {point: "Au point", "attendance": "Il manque le HCR"})
    said = [(each.key, each.label, each.text) for each in Observation.objects.all()]
    assert said == [
        ("general", "Observation générale", "En général"),
        (point, "1- Divers", "Au point"),
        ("attendance", "Présence", "Il manque le HCR"),
    ]
    page = client.get(LINK).content.decode()
    assert ("Au point" in page, "Il manque le HCR" in page) == (True, True)


def test_a_post_by_link_works_in_a_browser_that_sends_no_referrer(reader):
    client = Client(enforce_csrf_checks=True, headers={"origin": "null"})
    assert client.post(LINK, {"general": "x"}).status_code == 302


def test_too_long_an_observation_is_told_and_kept(meeting, reader):
    long = "é" * 2001
    page = Client().post(LINK, {"general": long, "attendance": "court"}).content.decode()
    assert "Au plus 2000 signes" in page
    assert (long in page, "court</textarea>" in page, Observation.objects.count()) == (
        True,
        True,
        0,
    )


def test_what_readers_write_is_escaped_everywhere(client_of, secretary, reviewer, meeting, reader):
    Client().post(LINK, {"general": "<img src=x onerror=1>", "attendance": "<script>1</script>"})
    pages = [
        Client().get(LINK),
        client_of(reviewer).get(meeting.get_absolute_url()),
        client_of(reviewer).get(of(meeting, "meeting_return")),
    ]
    verbs.withdraw(meeting, secretary)
    pages.append(client_of(secretary).get(of(meeting, "meeting_edit")))
    found = [
        ("<img src=x" in page, "<script>1" in page, "&lt;script&gt;1" in page)
        for page in (page.content.decode() for page in pages)
    ]
    assert found == [(False, False, True)] * 4


ENDS = {
    "returned": lambda meeting, by, other: verbs.send_back(meeting, other, "x", []),
    "withdrawn": lambda meeting, by, other: verbs.withdraw(meeting, by),
    "published": lambda meeting, by, other: publishing.publish(meeting, other, meeting.date),
    "revoked": lambda meeting, by, other: readers.revoke(meeting.readers.get(), NOW),
    "expired": lambda meeting, by, other: meeting.readers.update(expires_at=NOW),
    "renewed": lambda meeting, by, other: readers.renew(meeting.readers.get(), by, NOW),
    "the account that gave it is disabled": lambda meeting, by, other: disable(by),
    "the account it was given to is disabled": lambda meeting, by, other: disable(given_to(other)),
}


def disable(user):
    user.is_active = False
    user.save()


def given_to(user):
    Reader.objects.update(user=user)
    return user


@pytest.mark.parametrize("how", ENDS)
def test_a_link_that_is_over_gives_back_what_was_typed_and_nothing_else(
    secretary, reviewer, meeting, reader, how
):
    ENDS[how](meeting, secretary, reviewer)
    if how == "renewed":
        assert Client().get(LINK).status_code == 404
        return
    answers = [Client().get(LINK), Client().get(LINK + "projet.pdf")]
    assert [(each.status_code, b"MARQUEUR" in each.content) for each in answers] == [
        (410, False)
    ] * 2
    page = Client().post(LINK, {"general": "mes mots", "points/x": "et d’autres"})
    text = page.content.decode()
    assert (page.status_code, "mes mots" in text, "et d’autres" in text) == (410, True, True)
    assert Observation.objects.count() == 0


def test_a_link_that_its_giver_may_no_longer_give_is_given_again_by_another(
    group, client_of, secretary, meeting, reader
):
    """Who takes over sees that it is closed to the person, and opens it by a new one."""
    disable(secretary)
    successor = make_membership(make_user("Hadiza"), "secretary", group=group).user
    client, address = client_of(successor), of(meeting, "reader_change", reader.pk)
    assert client.post(address, {"do": "renew"}).status_code == 302
    link = re.search(r"/relecture/\S+", Mail.objects.get(recipient=reader.email).body)[0]
    assert Client().get(link).status_code == 200


def test_links_of_a_former_submission_stay_closed_when_it_is_handed_in_again(
    secretary, meeting, reader
):
    verbs.withdraw(meeting, secretary)
    hand_in(meeting)
    assert Client().get(LINK).status_code == 410
    assert readers.choose(meeting, secretary, {reader.email: "Mariama"}, NOW) != []


def test_a_link_opens_no_other_meeting(group, secretary, meeting, reader):
    other = hand_in(make_meeting(group, secretary, document=make_document(opening="AUTRE")))
    assert "AUTRE" not in Client().get(LINK).content.decode()
    assert Client().get(of(other, "reading_by_account")).status_code == 302


def test_a_chosen_account_finds_the_text_at_home(client_of, secretary, partner, meeting):
    readers.choose(meeting, secretary, {partner.email: "Paul"}, NOW)
    Reader.objects.update(expires_at=datetime(2100, 1, 1, tzinfo=UTC))
    client = client_of(partner)
    assert list(client.get("/").context["to_read"]) == [meeting]
    address = of(meeting, "reading_by_account")
    assert "MARQUEUR" in client.get(address).content.decode()
    client.post(address, {"general": "Lu"})
    assert Observation.objects.get().reader.user == partner
    partner.memberships.update(until="2020-12-31")
    assert client.get(address).status_code == 404
    assert list(client.get("/").context["to_read"]) == []


@pytest.fixture
def taken_back(meeting, secretary):
    reader = make_reader(meeting)
    point = meeting.document["points"][0]
    Client().post(LINK, {f"points/{point}": "Au point", "general": "En général"})
    verbs.withdraw(meeting, secretary)
    return Meeting.objects.get(pk=reader.meeting_id)


def test_the_secretary_sees_observations_beside_the_points(client_of, secretary, taken_back):
    beside = client_of(secretary).get(of(taken_back, "meeting_edit")).context["remarks"]
    told = {part: [o.text for o in remark["observations"]] for part, remark in beside.items()}
    assert told == {
        "general": ["En général"],
        "attendance": [],
        taken_back.document["points"][0]: ["Au point"],
        "head": [],
        "followup": [],
        "closing": [],
    }


def test_marking_as_treated_without_javascript_stores_what_was_typed(
    client_of, secretary, taken_back
):
    observation = Observation.objects.first()
    form = taken_back.document | {
        "place": "Magaria",
        "base_version": "1",
        "do": f"treat:{observation.pk}",
    }
    client_of(secretary).post(of(taken_back, "meeting_edit"), form)
    observation.refresh_from_db()
    assert observation.treated_by == secretary
    assert Meeting.objects.get().document["place"] == "Magaria"


def test_a_treated_observation_may_be_reopened_by_script(client_of, secretary, taken_back):
    observation = Observation.objects.first()
    address = of(taken_back, "observation_treat", observation.pk)
    client, seen = client_of(secretary), []
    for treated in ("yes", "no"):
        answer = client.post(address, {"treated": treated}, headers={"accept": "application/json"})
        observation.refresh_from_db()
        seen.append((answer.json(), observation.treated_at is not None))
    assert seen == [({"app": "gtm"}, True), ({"app": "gtm"}, False)]


def test_ids_of_another_group_in_these_forms_change_nothing(
    client_of, other_secretary, other_group, meeting, reader
):
    theirs = hand_in(make_meeting(other_group, other_secretary))
    observation = make_observation(reader)
    client = client_of(other_secretary)
    answers = [
        client.post(of(theirs, "reader_change", reader.pk), {"do": "revoke"}),
        client.post(of(theirs, "observation_treat", observation.pk)),
    ]
    verbs.withdraw(theirs, other_secretary)
    form = theirs.document | {"base_version": "1", "do": f"treat:{observation.pk}"}
    client.post(of(theirs, "meeting_edit"), form)
    reader.refresh_from_db()
    observation.refresh_from_db()
    assert [each.status_code for each in answers] == [404, 404]
    assert (reader.ended_at, observation.treated_at) == (None, None)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_readers_takes_the_same_queries_for_one_and_three(
    client_of, secretary, meeting, count, django_assert_num_queries
):
    for number in range(count):
        make_observation(make_reader(meeting, f"{number}@example.org", str(number)))
    client = client_of(secretary)
    with django_assert_num_queries(8):
        client.get(of(meeting, "reader_list"))
