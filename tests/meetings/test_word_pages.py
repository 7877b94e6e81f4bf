"""The Word file of a meeting on the page: taken away, filled in, given back while others type."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from meetings.models import Meeting
from tests.factories import hand_in, make_meeting, publish
from tests.meetings.living import again, type_in
from tests.meetings.test_word import ACTION, LINE, SEED, ZINDER
from tests.meetings.word_files import Desk, replaced, without


@pytest.fixture
def meeting(group, secretary):
    return make_meeting(group, secretary, document=ZINDER)


def address(meeting, name):
    return f"/reunions/{meeting.pk}/{name}"


def taken_away(client, meeting):
    answer = client.get(address(meeting, "trame.docx"))
    name = f"trame-gtm-zinder-{meeting.date}.docx"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    return Desk(answer.content)


def give_back(client, meeting, content):
    return client.post(
        address(meeting, "trame/"), {"file": SimpleUploadedFile("trame.docx", content)}
    )


def test_a_file_is_filled_in_while_somebody_else_types(meeting, secretary, client_of):
    client = client_of(secretary)
    desk = taken_away(client, meeting)
    desk.type("closing", "Levée à 11h25")
    type_in(meeting, secretary, place="Gouvernorat")
    answer = give_back(client, meeting, desk.saved())
    document = again(meeting).document
    assert (document["closing"], document["place"]) == ("Levée à 11h25", "Gouvernorat")
    page = answer.content.decode()
    assert "Levée à 11h25" in page
    assert "Lieu" in page  # what was written meanwhile is told


def test_the_same_file_twice_counts_once_and_says_the_same(meeting, secretary, client_of):
    client = client_of(secretary)
    desk = taken_away(client, meeting)
    desk.add_row(f"attendance/{LINE}/wording", "HCR Zinder")
    desk.document.add_paragraph("Hors de tout champ")
    content = desk.saved()
    answers = [give_back(client, meeting, content) for _ in range(2)]
    assert again(meeting).version == 2
    assert len(again(meeting).document["attendance"]) == 6
    assert ["Hors de tout champ" in answer.content.decode() for answer in answers] == [True, True]


def test_two_who_fill_in_the_same_version_add_rows_of_their_own(meeting, secretary, client_of):
    client = client_of(secretary)
    desks = [taken_away(client, meeting) for _ in range(2)]
    for desk, name in zip(desks, ("HCR Zinder", "UNICEF Zinder"), strict=True):
        desk.add_row(f"attendance/{LINE}/wording", name)
        give_back(client, meeting, desk.saved())
    document = again(meeting).document
    added = document["attendance"][5:]
    names = {document[f"attendance/{each}/wording"] for each in added}
    assert (len(added), names) == (2, {"HCR Zinder", "UNICEF Zinder"})


def test_the_same_passage_changed_on_both_sides_is_put_aside_and_asked(
    meeting, secretary, client_of
):
    client = client_of(secretary)
    desk = taken_away(client, meeting)
    desk.type("place", "Mairie")
    desk.document.add_paragraph("Hors de tout champ")
    type_in(meeting, secretary, place="Gouvernorat")
    answer = give_back(client, meeting, desk.saved())
    parked = meeting.revisions.get(kind="parked")
    assert (again(meeting).document["place"], parked.document["place"]) == ("Gouvernorat", "Mairie")
    page = answer.content.decode()
    assert address(meeting, f"ecarts/{parked.pk}/") in page
    assert "Hors de tout champ" in page


def test_a_file_of_another_meeting_changes_nothing(meeting, group, secretary, client_of):
    client = client_of(secretary)
    other = make_meeting(group, secretary)
    desk = taken_away(client, meeting)
    desk.type("place", "Mairie")
    answer = give_back(client, other, desk.saved())
    assert answer.status_code == 422
    assert "celui d’une autre réunion" in answer.content.decode()
    assert again(other).version == 1


def test_a_file_that_names_its_version_wrong_is_refused(meeting, secretary, client_of):
    client = client_of(secretary)
    desk = taken_away(client, meeting)
    known = desk.document.core_properties
    for told in (f"gtm:{meeting.pk}:99:{SEED}", f"gtm:{meeting.pk}:-1:{SEED}"):
        known.identifier = told
        assert give_back(client, meeting, desk.saved()).status_code == 422
    known.identifier = "gtm:;drop"
    assert give_back(client, meeting, desk.saved()).status_code == 200
    assert again(meeting).version == 1


def test_nothing_and_what_is_too_large_are_refused_at_the_field(meeting, secretary, client_of):
    client = client_of(secretary)
    assert "Choisissez la trame" in client.post(address(meeting, "trame/")).content.decode()
    large = give_back(client, meeting, b"a" * 6_000_000)
    assert (large.status_code, "Plus de 5" in large.content.decode()) == (422, True)


def test_a_text_that_is_handed_in_meanwhile_keeps_what_comes_back_aside(
    meeting, secretary, reviewer, client_of
):
    client = client_of(secretary)
    desk = taken_away(client, meeting)
    desk.type("place", "Mairie")
    hand_in(meeting)
    give_back(client, meeting, desk.saved())
    assert meeting.revisions.get(kind="parked").document["place"] == "Mairie"
    assert client.get(address(meeting, "trame.docx")).status_code == 403


def test_the_actions_that_are_carried_over_are_filled_in_too(group, secretary, reviewer, client_of):
    publish(make_meeting(group, secretary, document=ZINDER), reviewer)
    later = make_meeting(group, secretary, on=Meeting.objects.get().date.replace(year=2022))
    client = client_of(secretary)
    desk = taken_away(client, later)
    desk.type(f"followups/{ACTION}/said", "Le document est prêt")
    desk.type(f"followups/{ACTION}/status", "réalisé")
    give_back(client, later, desk.saved())
    document = again(later).document
    assert document["followups"] == [ACTION]
    assert document[f"followups/{ACTION}/said"] == "Le document est prêt"
    assert document[f"followups/{ACTION}/status"] == "done"


def test_the_words_of_a_file_are_never_markup(meeting, secretary, client_of):
    client = client_of(secretary)
    content = taken_away(client, meeting).saved()
    evil = replaced(content, "PAM Zinder", "&lt;script&gt;alert(1)&lt;/script&gt;")
    page = give_back(client, meeting, evil).content.decode()
    assert ("<script>alert" in page, "&lt;script&gt;alert" in page) == (False, True)


def test_a_file_without_its_marks_is_shown_and_sent_to_the_import(meeting, secretary, client_of):
    client = client_of(secretary)
    content = taken_away(client, meeting).saved()
    bare = without(content, r"<w:tag [^>]*/>|<w:bookmark(Start|End) [^>]*/>")
    page = give_back(client, meeting, bare).content.decode()
    assert ("/reunions/importer/" in page, "OXFAM" in page) == (True, False)
    assert "Bâtiment B Nations-Unies/PAM Zinder" in page
    assert again(meeting).version == 1
