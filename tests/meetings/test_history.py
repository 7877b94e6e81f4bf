import html
import uuid

import pytest
from django.urls import reverse

from meetings.models import Meeting, Revision
from meetings.writing import store
from tests.factories import make_meeting, make_membership, make_user

pytestmark = pytest.mark.django_db
OUT = '<del><span class="visually-hidden">retiré : </span>'
IN = '<ins><span class="visually-hidden">ajouté : </span>'


@pytest.fixture
def meeting(group, secretary):
    """Saved, merged, parked: every kind of revision but a restored one."""
    meeting, other = make_meeting(group, secretary), make_user("Issa")
    make_membership(other, "secretary", group=group)
    for author, fields in (
        (other, {"place": "Magaria"}),
        (secretary, {"end": "12h"}),
        (secretary, {"place": "Tanout"}),
    ):
        store.save(meeting, author, meeting.document | fields, 1, uuid.uuid4())
    return meeting


def address(meeting, name, *args):
    return reverse(f"meetings:{name}", args=[meeting.pk, *args])


def text_of(meeting):
    return Meeting.objects.get(pk=meeting.pk).document


def test_saves_merges_and_parked_texts_are_listed(client, meeting):
    page = client.get(address(meeting, "meeting_history")).content.decode()
    titles = [
        "Texte mis de côté",
        "Réunion de deux textes 3",
        "Texte envoyé et réuni",
        "Enregistrement 2",
        "Enregistrement 1",
    ]
    places = [page.index(title) for title in titles]
    assert places == sorted(places)


def test_the_page_leads_to_the_history_whoever_may_read_it(
    meeting, client_of, secretary, reviewer, deputy
):
    """A deputy reads what is to be validated, and not how it came about."""
    Meeting.objects.update(state="submitted")
    offered = {
        user.name: address(meeting, "meeting_history")
        in client_of(user).get(meeting.get_absolute_url()).content.decode()
        for user in (secretary, reviewer, deputy)
    }
    assert offered == {"Amina": True, "Rakia": True, "Dari": False}


def test_two_texts_are_compared_with_the_words_marked(client, meeting):
    first, last = meeting.revisions.get(version=1), meeting.revisions.get(version=3)
    history = client.get(address(meeting, "meeting_history"), {"de": first.pk}).content.decode()
    compare = address(meeting, "revision_compare")
    assert f'href="{compare}?de={first.pk}&amp;a={last.pk}"' in history
    page = client.get(compare, {"de": first.pk, "a": last.pk}).content.decode()
    assert page.count('<th scope="row">') == 2
    assert f"{OUT}PAM Zinder</del>{IN}Magaria</ins>" in page
    assert f"{IN}12h</ins>" in page


@pytest.mark.parametrize("query", ["", "?de=1", "?de=x&a=²", "?de=0&a=0"])
def test_a_comparison_without_two_texts_is_not_found(client, meeting, query):
    assert client.get(address(meeting, "revision_compare") + query).status_code == 404


def test_texts_of_another_meeting_are_not_compared(client, meeting, group, secretary):
    mine, other = meeting.revisions.first(), make_meeting(group, secretary).revisions.get()
    query = {"de": mine.pk, "a": other.pk}
    assert client.get(address(meeting, "revision_compare"), query).status_code == 404
    assert client.get(address(meeting, "revision_restore", other.pk)).status_code == 404


def test_a_text_taken_back_is_a_new_version_and_nothing_is_lost(client, meeting, secretary):
    first = meeting.revisions.get(version=1)
    restore = address(meeting, "revision_restore", first.pk)
    page = client.get(restore).content.decode()
    assert f"{OUT}Magaria</del>{IN}PAM Zinder</ins>" in page
    client.post(restore, {"base_version": 3, "op_id": str(uuid.uuid4())})
    revision = meeting.revisions.get(version=4)
    assert (text_of(meeting), revision.kind, revision.source) == (
        meeting.document,
        "restored",
        first,
    )
    assert meeting.revisions.get(version=3).document["place"] == "Magaria"


def test_taking_back_from_a_page_that_is_old_merges_what_was_saved_since(client, meeting):
    first = meeting.revisions.get(version=1)
    restore = address(meeting, "revision_restore", first.pk)
    now = text_of(meeting)
    store.save(meeting, first.author, now | {"opening": "Bonjour"}, 3, uuid.uuid4())
    client.post(restore, {"base_version": 3, "op_id": str(uuid.uuid4())})
    assert text_of(meeting) == meeting.document | {"opening": "Bonjour"}


def test_a_parked_text_taken_back_waits_no_more(client, meeting):
    parked = Revision.objects.waiting().get()
    restore = address(meeting, "revision_restore", parked.pk)
    client.post(restore, {"base_version": 3, "op_id": str(uuid.uuid4())})
    assert (text_of(meeting)["place"], Revision.objects.waiting().count()) == ("Tanout", 0)


def test_nothing_is_taken_back_once_handed_in(client, meeting):
    Meeting.objects.update(state="submitted")
    restore = address(meeting, "revision_restore", meeting.revisions.get(version=1).pk)
    posted = {"base_version": 3, "op_id": str(uuid.uuid4())}
    assert [client.get(restore).status_code, client.post(restore, posted).status_code] == [403] * 2
    history = client.get(address(meeting, "meeting_history")).content.decode()
    assert "Reprendre" not in history


@pytest.mark.parametrize("saves", [1, 3])
def test_the_history_takes_the_same_queries_for_one_and_three(
    client, group, secretary, saves, django_assert_num_queries
):
    meeting = make_meeting(group, secretary)
    for number in range(saves):
        text = meeting.document | {"place": str(number)}
        store.save(meeting, secretary, text, number + 1, uuid.uuid4())
    with django_assert_num_queries(9):
        client.get(address(meeting, "meeting_history"))


def lines(count):
    uids = [str(uuid.UUID(int=number)) for number in range(1, count + 1)]
    return {"attendance": uids} | {f"attendance/{uid}/wording": f"n° {uid}" for uid in uids}


def test_of_a_very_long_text_the_first_changes_are_listed_and_the_others_counted(
    client, group, secretary
):
    meeting = make_meeting(group, secretary)
    store.save(meeting, secretary, meeting.document | lines(2_000), 1, uuid.uuid4())
    page = client.get(f"/reunions/{meeting.pk}/historique/").content.decode()
    assert "2001 champs modifiés" in page
    assert "… et 1801 autres champs : « Lire ce texte » les montre." in page
    first, last = meeting.revisions.order_by("pk").values_list("pk", flat=True)
    compared = f"/reunions/{meeting.pk}/historique/comparer/?de={first}&a={last}"
    page = client.get(compared).content.decode()
    assert (page.count('<th scope="row">'), "… et 1 autre champ." in page) == (2_000, True)


def test_the_editor_opens_no_text_of_more_than_2000_lines(client, group, secretary):
    meeting = make_meeting(group, secretary)
    store.save(meeting, secretary, meeting.document | lines(2_001), 1, uuid.uuid4())
    answer = client.get(f"/reunions/{meeting.pk}/modifier/")
    assert answer.status_code == 403
    assert "Ce texte a plus de 2\u202f000 lignes" in html.unescape(answer.content.decode())
