"""A published version goes to those whom it concerns, once each, with their own actions first."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from gtm import notices, outbox
from gtm.models import Address, JournalEntry, ListEntry, Mail, Notice, Unsubscription
from gtm.refusals import NotNow
from meetings.models import Addressee, Publication, Sending
from meetings.sending import letters, verbs
from meetings.sending.addressees import candidates
from tests.factories import (
    make_agency,
    make_document,
    make_meeting,
    make_member,
    make_membership,
    make_user,
    publish,
    with_rows,
)

pytestmark = pytest.mark.django_db
NOW = timezone.now
DAY = timezone.localdate() - timedelta(days=3)


@pytest.fixture
def agencies(agency):
    agency.email = "oim@example.org"
    agency.save()
    others = {
        name: make_agency(name, email=f"{name.lower()}@example.org") for name in ("PAM", "HCR")
    }
    return {"OIM": agency, **others}


def minutes(group, secretary, reviewer, *responsibles, photos=(), on=DAY):
    """A version that is out, whose actions are those of `responsibles`, its attendance OIM's."""
    document = make_document(date=f"{on:%d/%m/%Y}")
    document, _ = with_rows(document, "attendance", {"wording": "OIM"})
    document, [point] = with_rows(document, "points", {"title": "Suivi"})
    rows = [{"text": f"Former {of}", "responsible": of, "deadline": "2099"} for of in responsibles]
    document, _ = with_rows(document, f"points/{point}/actions", *rows)
    meeting = make_meeting(group, secretary, document=document, on=on)
    return publish(meeting, reviewer)


@pytest.fixture
def publication(group, secretary, reviewer, agencies):
    return minutes(group, secretary, reviewer, "OIM", "PAM", "PAM")


def found(publication):
    return {each.email: each.reasons for each in candidates(publication, timezone.localdate())}


def send(publication, by, *emails, words="", light=False, at=None):
    return verbs.send(publication, set(emails), words, light, by, at or NOW())


def bodies():
    return {each.recipient: each.body for each in Mail.objects.filter(key__contains="publication")}


def test_attendance_members_list_and_those_in_charge_get_it_one_mail_an_address(
    publication, group, agencies
):
    make_member(group, agencies["HCR"])
    make_member(group, agencies["OIM"])
    make_member(group, None, name="Le Préfet", email="Prefet@example.org")
    ListEntry.objects.create(group=group, email="presse@example.org")
    ListEntry.objects.create(group=group, email="pam@example.org", gets="link")
    assert found(publication) == {
        "oim@example.org": ["attended", "member", "in_charge"],
        "hcr@example.org": ["member"],
        "prefet@example.org": ["member"],
        "pam@example.org": ["in_charge", "listed"],
        "presse@example.org": ["listed"],
    }


def test_members_are_those_of_the_day_of_the_meeting(publication, group, agencies):
    make_member(group, agencies["HCR"], until=DAY - timedelta(days=1))
    make_member(group, make_agency("ONU", email="onu@example.org"), since=DAY + timedelta(days=1))
    assert set(found(publication)) == {"oim@example.org", "pam@example.org"}


def test_each_reads_its_own_actions_first_and_how_many_are_left(publication, reviewer):
    send(publication, reviewer, "oim@example.org", "pam@example.org", words="Merci à tous")
    body = bodies()["oim@example.org"].replace("\u202f", " ").replace("\xa0", " ")
    assert body.startswith("Bonjour,\n\nMerci à tous\n\nVoici le compte rendu de la réunion du ")
    own = body.index("POUR OIM (1 POINT D’ACTION)\n\n1. Former OIM\n   échéance : 2099\n   http")
    assert own < body.index("Et 2 points d’action d’autres structures, dans le compte rendu.")
    assert "Former PAM" not in body
    assert bodies()["pam@example.org"].count("Former PAM") == 2


def test_the_pdf_is_joined_and_a_large_one_is_a_link(publication, reviewer, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    send(publication, reviewer, "oim@example.org")
    Publication.objects.update(size=letters.LARGEST + 1, light_size=letters.LARGEST + 1)
    publication.refresh_from_db()
    send(publication, reviewer, "pam@example.org")
    outbox.send(NOW)
    files = {each.to[0]: [name for name, *_ in each.attachments] for each in mail.outbox}
    assert files == {
        "oim@example.org": [f"{publication.file_name}.pdf"],
        "pam@example.org": [],
    }


def test_who_gets_a_link_opens_that_pdf_without_an_account(publication, reviewer, group, settings):
    ListEntry.objects.create(group=group, email="presse@example.org", gets="link")
    send(publication, reviewer, "presse@example.org")
    address = _link(bodies()["presse@example.org"])
    page = Client().get(address)
    assert page.status_code == 200
    assert "version 1" in page.content.decode()
    pdf = Client().get(address + "compte-rendu.pdf")
    assert (pdf.status_code, pdf["Content-Type"]) == (200, "application/pdf")
    assert len(b"".join(pdf.streaming_content)) == publication.size
    addresses = (address, address + "compte-rendu.pdf")
    assert [Client().post(each).status_code for each in addresses] == [405, 405]


def _link(body):
    [line] = [line for line in body.splitlines() if "/lire/" in line]
    return line.removeprefix("http://127.0.0.1:8000")


def test_a_link_opens_nothing_once_it_is_revoked_expired_or_of_another_purpose(
    publication, reviewer, group, client_of
):
    ListEntry.objects.create(group=group, email="presse@example.org", gets="link")
    send(publication, reviewer, "presse@example.org")
    address, [row] = _link(bodies()["presse@example.org"]), Addressee.objects.all()
    link = row.link
    past = {"expires_at": NOW() - timedelta(seconds=1), "made_at": NOW() - timedelta(days=1)}
    another = {"purpose": "answer", "agency": make_agency("X")}
    for change, back in (
        (past, {"expires_at": link.expires_at}),
        (another, {"purpose": "shared", "agency": None}),
    ):
        type(link).objects.filter(pk=link.pk).update(**change)
        assert Client().get(address).status_code == 404
        type(link).objects.filter(pk=link.pk).update(**back)
    assert Client().get(address).status_code == 200
    here = f"/reunions/{publication.meeting_id}/versions/1/diffuser/{row.pk}/retirer/"
    assert client_of(reviewer).post(here).status_code == 302
    assert Client().get(address).status_code == 404


def test_the_text_of_a_mail_with_a_link_is_blanked_once_it_is_sent(publication, reviewer, group):
    ListEntry.objects.create(group=group, email="presse@example.org", gets="link")
    send(publication, reviewer, "presse@example.org", "oim@example.org")
    outbox.send(NOW)
    assert {to: bool(body) for to, body in bodies().items()} == {
        "presse@example.org": False,
        "oim@example.org": True,
    }


def test_sent_twice_it_goes_once_and_later_to_those_left_out(publication, reviewer):
    send(publication, reviewer, "oim@example.org")
    with pytest.raises(NotNow):
        send(publication, reviewer, "oim@example.org")
    send(publication, reviewer, "oim@example.org", "pam@example.org")
    assert sorted(bodies()) == ["oim@example.org", "pam@example.org"]
    counts = [each.addressees.count() for each in Sending.objects.order_by("pk")]
    assert counts == [1, 1]


def test_nobody_else_is_written_to_than_those_it_concerns(publication, reviewer):
    with pytest.raises(NotNow):
        send(publication, reviewer, "evil@example.org")
    assert (bodies(), Sending.objects.count()) == ({}, 0)


def test_who_is_dead_or_has_left_is_not_written_to_who_was_refused_is_not_proposed(
    publication, reviewer, group
):
    ListEntry.objects.create(group=group, email="presse@example.org")
    Address.objects.create(email="oim@example.org", refusals=3, refused_at=NOW())
    Address.objects.create(email="pam@example.org", refusals=1, refused_at=NOW())
    Unsubscription.objects.create(email="presse@example.org", at=NOW())
    states = {
        each.email: (each.may_get, each.is_proposed)
        for each in candidates(publication, timezone.localdate())
    }
    assert states == {
        "oim@example.org": (False, False),
        "pam@example.org": (True, False),
        "presse@example.org": (False, False),
    }
    send(publication, reviewer, *states)
    assert list(bodies()) == ["pam@example.org"]


def test_history_goes_to_nobody(group, secretary, reviewer, agencies):
    old = minutes(group, secretary, reviewer, "OIM", on=DAY - timedelta(days=120))
    with pytest.raises(NotNow, match="c’est de l’histoire"):
        send(old, reviewer, "oim@example.org")
    assert bodies() == {}


def test_nothing_is_sent_in_silence(publication, reviewer):
    with notices.silence(), pytest.raises(NotNow):
        send(publication, reviewer, "oim@example.org")
    assert bodies() == {}


def test_a_version_that_was_replaced_goes_to_nobody(publication, reviewer):
    publication.meeting.publications.create(
        version=2, document={}, published_by=reviewer, file_name="v2", sha256="", size=1,
        light_sha256="", light_size=1, document_sha256="",
    )  # fmt: skip
    with pytest.raises(NotNow, match="remplacée"):
        send(publication, reviewer, "oim@example.org")


def test_a_correction_says_what_it_replaces_and_what_changed(publication):
    publication.version, publication.changes = 2, "L’échéance du point 2"
    [candidate] = candidates(publication, timezone.localdate())[:1]
    copy = letters.Copy(publication, candidate, False)
    by = make_user("Rakia")
    body = letters.body_of(publication, candidate, copy, "", by, 3, "")
    assert "Elle annule et remplace la version 1\xa0: ne gardez que celle-ci." in body
    assert "Ce qui change\xa0: L’échéance du point 2" in body
    assert letters.subject_of(publication).startswith("Compte rendu corrigé (version 2)\xa0: ")


def test_who_gets_the_letter_is_not_told_by_mail_a_second_time(publication, reviewer, agencies):
    user, about = make_user("Issa", "oim@example.org"), f"published:{publication.meeting_id}"
    make_membership(user, "partner", agency=agencies["OIM"])
    told = {"kind": "published", "about": about, "title": "t", "url": "/", "at": NOW()}
    Notice.objects.create(user=user, mail_at=NOW(), **told)
    send(publication, reviewer, "oim@example.org")
    assert Notice.objects.get(about=about, user=user).mail_at is None


def test_it_stands_in_the_journal(publication, reviewer):
    send(publication, reviewer, "oim@example.org", "pam@example.org")
    line = JournalEntry.objects.first()
    assert (line.kind, line.action, line.actor) == ("minutes", "diffusé à 2 adresses", reviewer)


# The page.


def page_of(publication):
    return f"/reunions/{publication.meeting_id}/versions/{publication.version}/diffuser/"


def test_before_sending_one_sees_who_gets_what_and_leaves_out_by_unticking(
    publication, secretary, client_of
):
    client, address = client_of(secretary), page_of(publication)
    text = client.get(address).content.decode()
    assert 'value="oim@example.org" id="to-1" checked' in text
    assert client.post(address, {"to": ["pam@example.org"], "words": ""}).status_code == 302
    assert list(bodies()) == ["pam@example.org"]
    again = client.get(address).content.decode()
    assert 'value="pam@example.org"' not in again
    assert 'value="oim@example.org"' in again


def test_nothing_ticked_is_told_and_the_words_stay(publication, secretary, client_of):
    answer = client_of(secretary).post(page_of(publication), {"words": "Bonne lecture"})
    text = answer.content.decode()
    assert (answer.status_code, bodies()) == (200, {})
    assert "Cochez au moins une adresse." in text
    assert "Bonne lecture" in text


def test_who_may_not_send_does_not_see_the_page(
    publication, partner, other_secretary, outsider, client_of
):
    for person in (partner, other_secretary, outsider):
        client = client_of(person)
        assert client.get(page_of(publication)).status_code == 404
        assert client.post(page_of(publication), {"to": "oim@example.org"}).status_code == 404
    assert bodies() == {}


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_and_for_three(
    count, publication, group, reviewer, client_of, django_assert_num_queries
):
    for number in range(count):
        agency = make_agency(f"X{number}", email=f"x{number}@example.org")
        make_member(group, agency)
        make_member(group, make_agency(f"Y{number}", email=f"y{number}@example.org"))
        ListEntry.objects.create(group=group, email=f"l{number}@example.org", agency=agency)
        send(publication, reviewer, f"x{number}@example.org", f"l{number}@example.org")
    client = client_of(reviewer)
    client.get(page_of(publication))
    with django_assert_num_queries(QUERIES):
        client.get(page_of(publication))


QUERIES = 21


def test_after_publication_one_comes_to_the_page(group, secretary, reviewer, agencies, client_of):
    meeting = make_meeting(group, secretary, on=DAY)
    client_of(secretary).post(f"/reunions/{meeting.pk}/soumettre/")
    answer = client_of(reviewer).post(f"/reunions/{meeting.pk}/publier/")
    assert answer["Location"] == f"/reunions/{meeting.pk}/versions/1/diffuser/"


def test_the_home_page_calls_it_to_mind_until_it_is_sent(publication, reviewer, partner, client_of):
    def shown(person):
        return page_of(publication) in client_of(person).get("/").content.decode()

    assert (shown(reviewer), shown(partner)) == (True, False)
    send(publication, reviewer, "oim@example.org")
    assert shown(reviewer) is False


def test_the_page_of_the_meeting_says_when_and_to_how_many(
    publication, reviewer, partner, client_of
):
    send(publication, reviewer, "oim@example.org", "pam@example.org")
    address = f"/reunions/{publication.meeting_id}/"
    own, others = (client_of(each).get(address).content.decode() for each in (reviewer, partner))
    assert ("2 adresses" in own, page_of(publication) in own) == (True, True)
    assert ("2 adresses" in others, page_of(publication) in others) == (True, False)
    assert "oim@example.org" not in others


@pytest.mark.parametrize("posted", ["\ud800", "a\0b", "x" * 100_000, "1'; --"])
def test_hostile_input_sends_nothing_and_breaks_nothing(posted, publication, reviewer, client_of):
    raw = [posted.encode("utf-8", "surrogatepass")]
    answer = client_of(reviewer).post(page_of(publication), {"to": raw, "words": raw})
    assert answer.status_code in (200, 400)
    assert bodies() == {}
