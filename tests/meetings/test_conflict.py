import uuid

import pytest
from django.urls import reverse

from meetings.models import Meeting, Revision
from meetings.text import document as doc
from meetings.writing import store
from tests.factories import make_document, make_meeting, with_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(group, secretary):
    document, _ = with_rows(make_document(), "points", {"title": "Bilan"}, {"title": "Autre"})
    return make_meeting(group, secretary, document=document)


@pytest.fixture
def conflict(meeting, secretary, other):
    """Both change the place and the discussion; Issa also the end, Amina the start."""
    key = doc.key_of("points", meeting.document["points"][0], "discussion")
    theirs = {"place": "Tanout", key: "Vu par Issa", "end": "12h"}
    mine = {"place": "Magaria", key: "Vu par Amina", "start": "9h"}

    def save(author, fields):
        text = meeting.document | fields
        return store.save(meeting, author, text, 1, uuid.uuid4())

    save(other, theirs)
    return Revision.objects.get(pk=save(secretary, mine).parked), key


def address(meeting, revision, name="meeting_conflict"):
    return reverse(f"meetings:{name}", args=[meeting.pk, revision.pk])


def answers(version=2, **chosen):
    return {"base_version": version, "op_id": str(uuid.uuid4())} | chosen


def text_of(meeting):
    return Meeting.objects.get(pk=meeting.pk).document


def test_only_what_both_changed_is_asked_and_the_rest_is_told(client, meeting, conflict):
    parked, key = conflict
    page = client.get(address(meeting, parked)).content.decode()
    assert page.count("<fieldset") == 2
    assert page.count("checked") == 0
    assert (f'name="{key}" value="both"' in page, 'name="start"' in page) == (True, False)
    assert "ajouté : </span>Magaria</ins>" in page
    assert "ajouté : </span>Tanout</ins>" in page
    assert "retiré : </span>PAM Zinder</del>" in page
    assert (
        "Issa a modifié « Heure de fin »".replace(" »", "\u00a0»").replace("« ", "«\u00a0") in page
    )
    assert "Heure de début" in page


def test_the_choices_make_the_next_version_with_both_sides_other_changes(client, meeting, conflict):
    parked, key = conflict
    posted = answers(place="mine", **{key: "both"})
    response = client.post(address(meeting, parked), posted)
    assert response.url == reverse("meetings:meeting_edit", args=[meeting.pk])
    assert text_of(meeting) == meeting.document | {
        "place": "Magaria",
        key: "Vu par Issa\nVu par Amina",
        "start": "9h",
        "end": "12h",
    }
    assert Revision.objects.waiting().count() == 0
    assert client.post(address(meeting, parked), posted).status_code == 302
    assert Revision.objects.filter(version__gt=2).count() == 1


def test_a_field_without_a_choice_is_asked_again_and_the_other_choice_is_kept(
    client, meeting, conflict
):
    parked, key = conflict
    response = client.post(address(meeting, parked), answers(**{key: "theirs"}))
    page = response.content.decode()
    assert (response.status_code, "Il reste à choisir" in page) == (422, True)
    assert page.count(" checked") == 1
    assert '<a href="#place">Lieu</a>' in page
    assert text_of(meeting)["place"] == "Tanout"


def test_a_third_writer_is_still_caught(client, meeting, conflict, other):
    parked, key = conflict
    third = text_of(meeting) | {"place": "Gouré", "opening": "Bonjour"}
    store.save(meeting, other, third, 2, uuid.uuid4())
    response = client.post(address(meeting, parked), answers(place="mine", **{key: "mine"}))
    again = Revision.objects.waiting().get()
    assert response.url == address(meeting, again)
    assert text_of(meeting) == third
    assert again.document["place"] == "Magaria"
    client.post(response.url, answers(3, place="mine"))
    assert (text_of(meeting)["place"], text_of(meeting)["opening"]) == ("Magaria", "Bonjour")


def test_a_row_that_one_removed_and_the_other_wrote_in_is_asked(client, meeting, secretary, other):
    last = meeting.document["points"][-1]
    key = doc.key_of("points", last, "title")
    store.save(meeting, other, meeting.document | {key: "Divers"}, 1, uuid.uuid4())
    text = doc.with_row_removed(meeting.document, last)
    saved = store.save(meeting, secretary, text, 1, uuid.uuid4())
    parked = Revision.objects.get(pk=saved.parked)
    page = client.get(address(meeting, parked)).content.decode()
    assert ("Ma version : retirer" in " ".join(page.split()), "(ligne retirée)" in page) == (
        True,
        True,
    )
    assert text_of(meeting)[key] == "Divers"
    client.post(address(meeting, parked), answers(**{f"points/{last}": "mine"}))
    assert text_of(meeting) == text


def test_a_parked_text_stands_in_the_editor_and_on_the_first_page_until_left_aside(
    client, meeting, conflict
):
    parked, _ = conflict
    link = f'href="{address(meeting, parked)}"'
    editor = reverse("meetings:meeting_edit", args=[meeting.pk])
    assert [link in client.get(page).content.decode() for page in (editor, "/")] == [True] * 2
    client.post(address(meeting, parked, "parked_dismiss"))
    assert [link in client.get(page).content.decode() for page in (editor, "/")] == [False] * 2
    history = reverse("meetings:meeting_history", args=[meeting.pk])
    assert link in client.get(history).content.decode()


def test_a_text_that_came_after_the_hand_in_waits_and_nothing_can_be_sent(
    client, meeting, conflict
):
    parked, key = conflict
    Meeting.objects.update(state="submitted")
    page = client.get(address(meeting, parked)).content.decode()
    assert (
        "demandez au SP/CCM" in page.replace('<span class="nobr">', ""),
        "Enregistrer les choix" in page,
    ) == (
        True,
        False,
    )
    response = client.post(address(meeting, parked), answers(place="mine", **{key: "mine"}))
    assert (response.status_code, text_of(meeting)["place"]) == (403, "Tanout")
    assert Revision.objects.filter(version=None).count() == 1


def test_what_is_typed_is_escaped_among_its_marks(client, meeting, secretary, other):
    for author, place in ((other, "<b>Tanout</b>"), (secretary, "<script>x</script>")):
        saved = store.save(meeting, author, {"place": place}, 1, uuid.uuid4())
    parked = Revision.objects.get(pk=saved.parked)
    page = client.get(address(meeting, parked)).content.decode()
    assert ("<b>Tanout" in page, "<script>x" in page) == (False, False)
    assert "&lt;script&gt;x&lt;/script&gt;" in page


def test_a_text_whose_start_is_unknown_is_compared_whole(client, meeting, secretary):
    saved = store.save(meeting, secretary, {"place": "Gouré"}, 77, uuid.uuid4())
    parked = Revision.objects.get(pk=saved.parked)
    page = client.get(address(meeting, parked)).content.decode()
    assert page.count("<fieldset") == 1
    client.post(address(meeting, parked), answers(1, place="mine"))
    assert text_of(meeting) == meeting.document | {"place": "Gouré"}


@pytest.mark.parametrize("fields", [1, 3])
def test_the_page_takes_the_same_queries_for_one_and_three(
    client, meeting, secretary, other, fields, django_assert_num_queries
):
    names = ("place", "start", "end")[:fields]
    for author, text in ((other, "a"), (secretary, "b")):
        typed = meeting.document | dict.fromkeys(names, text)
        saved = store.save(meeting, author, typed, 1, uuid.uuid4())
    parked = Revision.objects.get(pk=saved.parked)
    with django_assert_num_queries(7):
        page = client.get(address(meeting, parked)).content.decode()
    assert page.count("<fieldset") == fields
