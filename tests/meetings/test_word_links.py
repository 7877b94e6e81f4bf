"""The Word file lent by a link: filled in without an account, taken as any save, closed in time."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from gtm.models import JournalEntry, Notice, PersonalLink
from meetings.models import FrameLink, Meeting
from tests.factories import hand_in, make_meeting, make_membership
from tests.gtm.reading import errors_of, text_of
from tests.meetings.living import again, type_in
from tests.meetings.test_word import LINE, ZINDER
from tests.meetings.test_word_pages import address
from tests.meetings.word_files import Desk, without

LINK = re.compile(r"/trame/[\w-]{43}/")


def lend(client, meeting, **form):
    told = {"do": "lend", "whom": "Issa Moussa", "days": 7} | form
    page = client.post(address(meeting, "trame/"), told).content.decode()
    return LINK.search(page)[0]


def taken_away(opened):
    return Desk(Client().get(f"{opened}trame.docx").content)


def give_back(opened, content):
    return Client().post(opened, {"file": SimpleUploadedFile("trame.docx", content)})


@pytest.fixture
def meeting(group, secretary):
    return make_meeting(group, secretary, document=ZINDER)


@pytest.fixture
def opened(meeting, secretary, client_of):
    return lend(client_of(secretary), meeting)


def test_it_is_filled_in_without_an_account_while_the_secretary_types(
    meeting,
    secretary,
    opened,
):
    desk = taken_away(opened)
    desk.type("closing", "Levée à 11h25")
    type_in(meeting, secretary, place="Gouvernorat")
    page = give_back(opened, desk.saved())
    document = again(meeting).document
    assert (document["closing"], document["place"]) == ("Levée à 11h25", "Gouvernorat")
    assert [word in text_of(page) for word in ("Levée à 11h25", f"{secretary.name} a modifié")] == [
        True,
        True,
    ]
    last = meeting.revisions.get(version=3)
    assert (last.author, last.writer) == (secretary, "Issa Moussa (par lien)")


def test_reading_it_changes_nothing_and_shows_no_contact(meeting, secretary, opened):
    type_in(meeting, secretary, **{f"attendance/{LINE}/phone": "96123456"})
    page = Client().get(opened)
    assert (page.status_code, page["Referrer-Policy"]) == (200, "no-referrer")
    assert "GTM/Zinder" in text_of(page)
    whole = "".join(part.text or "" for part in taken_away(opened).document.element.body.iter())
    assert ("PAM Zinder" in whole, "96123456" in whole) == (True, False)
    assert (again(meeting).version, PersonalLink.objects.get().last_used_at) == (2, None)


def test_what_clashes_is_kept_and_the_secretary_is_told(
    meeting,
    secretary,
    opened,
    client_of,
):
    desk = taken_away(opened)
    desk.type("place", "Mairie")
    type_in(meeting, secretary, place="Gouvernorat")
    page = text_of(give_back(opened, desk.saved()))
    parked = meeting.revisions.get(kind="parked")
    assert (again(meeting).document["place"], parked.document["place"]) == ("Gouvernorat", "Mairie")
    assert "Gardé, à trancher par le secrétariat" in page
    conflict = address(meeting, f"ecarts/{parked.pk}/")
    assert conflict not in page
    assert Notice.objects.get(kind="given_back").url == conflict
    asked = text_of(client_of(secretary).get(conflict))
    assert "Issa Moussa (par lien)" in asked
    assert "Issa Moussa (par lien)" in text_of(
        client_of(secretary).get(address(meeting, "modifier/"))
    )


def test_the_same_file_twice_counts_once(meeting, opened):
    desk = taken_away(opened)
    desk.add_row(f"attendance/{LINE}/wording", "HCR Zinder")
    content = desk.saved()
    answers = [give_back(opened, content).status_code for _ in range(2)]
    assert (answers, again(meeting).version) == ([200, 200], 2)
    assert JournalEntry.objects.filter(action="trame rendue").count() == 1
    told = JournalEntry.objects.get(action="trame rendue")
    assert (told.actor, told.changes) == (None, [["par lien, au nom de", "", "Issa Moussa"]])


def test_who_gave_the_link_does_not_validate_what_came_by_it(
    meeting,
    secretary,
    opened,
):
    make_membership(secretary, "reviewer")
    meeting.revisions.all().delete()  # all else that he wrote
    first = meeting.revisions.model(meeting=meeting, author=meeting.created_by, version=1)
    first.document = meeting.document
    first.save()
    desk = taken_away(opened)
    desk.type("closing", "Levée")
    give_back(opened, desk.saved())
    meeting.revisions.filter(by_link="").delete()
    hand_in(meeting)
    assert list(Meeting.objects.movable_by(secretary, "publish")) == []


def test_it_dies_with_the_text_being_handed_in_though_it_is_taken_back(
    meeting,
    opened,
):
    desk = taken_away(opened)
    desk.type("place", "Mairie")
    hand_in(meeting)
    answers = [Client().get(opened), give_back(opened, desk.saved())]
    assert [answer.status_code for answer in answers] == [410, 410]
    assert "il ne se remplit plus" in text_of(answers[1])
    assert "Envoyez votre trame au rapporteur" in text_of(answers[1])
    Meeting.objects.filter(pk=meeting.pk).update(state="draft")
    meeting.steps.create(name="submit", by=meeting.created_by, revision=1)
    assert Client().get(f"{opened}trame.docx").status_code == 410
    assert meeting.revisions.count() == 1


def test_it_ends_is_revoked_and_goes_with_the_role_of_who_gave_it(
    meeting,
    secretary,
    opened,
    client_of,
):
    later = timezone.now() + timedelta(days=1)
    PersonalLink.objects.update(expires_at=timezone.now())
    assert "Le délai de ce lien est passé" in text_of(Client().get(opened))
    PersonalLink.objects.update(expires_at=later)
    assert Client().get(opened).status_code == 200
    lent = FrameLink.objects.get()
    client_of(secretary).post(address(meeting, f"trame/liens/{lent.pk}/retirer/"))
    assert "Ce lien a été retiré" in text_of(Client().get(opened))
    PersonalLink.objects.update(revoked_at=None)
    secretary.memberships.all().delete()
    assert Client().get(opened).status_code == 410
    assert Client().get(f"/trame/{'x' * 43}/").status_code == 404


def test_a_file_without_marks_is_to_be_sent_to_the_secretariat(meeting, opened):
    bare = without(taken_away(opened).saved(), r"<w:tag [^>]*/>|<w:bookmark(Start|End) [^>]*/>")
    page = give_back(opened, bare).content.decode()
    assert ("Envoyez-le au secrétariat" in page, "/reunions/importer/" in page) == (True, False)
    assert again(meeting).version == 1


def test_what_is_no_file_is_refused_at_the_field(meeting, opened):
    assert list(errors_of(Client().post(opened))) == ["file"]
    large = give_back(opened, b"a" * 5_500_000)
    assert (large.status_code, list(errors_of(large))) == (422, ["file"])
    assert give_back(opened, b"rien").status_code == 422
    assert give_back(opened, b"a" * 7_000_000).status_code == 413


def test_it_takes_so_many_files_an_hour(meeting, opened, settings):
    codes = [Client().post(opened).status_code for _ in range(31)]
    assert codes == [422] * 30 + [429]


@pytest.mark.parametrize("form", [{"whom": " "}, {"days": "3650"}, {"days": ""}])
def test_for_whom_and_how_long_must_be_said(meeting, secretary, client_of, form):
    told = {"do": "lend", "whom": "Issa", "days": 7} | form
    page = client_of(secretary).post(address(meeting, "trame/"), told)
    assert (
        page.status_code,
        list(page.context["lend_form"].errors),
        FrameLink.objects.count(),
    ) == (
        422,
        list(form),
        0,
    )


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_often_for_one_as_for_three(
    meeting,
    secretary,
    client_of,
    count,
    django_assert_num_queries,
):
    client = client_of(secretary)
    for _ in range(count):
        lend(client, meeting)
    with django_assert_num_queries(5):
        assert text_of(client.get(address(meeting, "trame/"))).count("rien n’est encore") == count
