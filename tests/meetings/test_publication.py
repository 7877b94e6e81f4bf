import hashlib
import html
import re
from datetime import date

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from actions.models import ActionItem
from gtm.refusals import NotNow
from meetings.life import publishing, verbs
from meetings.models import AgendaPoint, Attendance, Finding, Meeting, Publication
from meetings.writing import names
from tests.factories import (
    make_agency,
    make_document,
    make_group,
    make_meeting,
    make_reader,
    make_territory,
    publish,
    with_actions,
    with_rows,
)
from tests.meetings.zinder import zinder_document

pytestmark = pytest.mark.django_db


def stored(publication_sha):
    with default_storage.open(publishing.path_of(publication_sha)) as file:
        return file.read()


def test_a_published_version_is_kept_as_bytes_under_their_hash(group, secretary, reviewer):
    meeting = make_meeting(group, secretary)
    version = publish(meeting, reviewer)
    content = stored(version.sha256)
    assert hashlib.sha256(content).hexdigest() == version.sha256
    assert (version.version, version.size, content[:5]) == (1, len(content), b"%PDF-")
    assert version.light_sha256 == version.sha256  # without photos they are one
    assert version.file_name == "compte-rendu-gtm-zinder-2021-11-30-v1"
    assert (version.document, version.published_by) == (meeting.document, reviewer)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.published_version) == ("published", 1)


def test_two_meetings_on_one_day_have_two_file_names(group, secretary, reviewer):
    names = [publish(make_meeting(group, secretary), reviewer).file_name for _ in range(2)]
    assert names == [
        "compte-rendu-gtm-zinder-2021-11-30-v1",
        "compte-rendu-gtm-zinder-2021-11-30-2-v1",
    ]


def test_neither_another_day_nor_another_group_changes_a_file_name(
    group, other_group, secretary, other_secretary, reviewer
):
    make_meeting(group, secretary, on=date(2021, 10, 28))
    make_meeting(other_group, other_secretary)
    version = publish(make_meeting(group, secretary), reviewer)
    assert version.file_name == "compte-rendu-gtm-zinder-2021-11-30-v1"


def test_what_blocks_prevents_the_hand_in(group, secretary):
    meeting = make_meeting(group, secretary, document=make_document(place=""))
    with pytest.raises(NotNow):
        verbs.submit(meeting, secretary, date(2022, 1, 1))
    assert Meeting.objects.get().state == "draft"


def test_what_blocks_since_it_was_handed_in_prevents_the_publication(group, secretary, reviewer):
    make_meeting(group, secretary, document=make_document(place=""))
    Meeting.objects.update(state="submitted")
    with pytest.raises(NotNow, match="renvoyez le compte rendu au rapporteur"):
        publishing.publish(Meeting.objects.get(), reviewer, date(2022, 1, 1))
    assert (Meeting.objects.get().state, Publication.objects.count()) == ("submitted", 0)


def test_a_text_saved_meanwhile_is_not_submitted_unseen(group, secretary):
    meeting = make_meeting(group, secretary)
    Meeting.objects.update(version=2)
    with pytest.raises(NotNow):
        verbs.submit(meeting, secretary, date(2022, 1, 1))


def test_publishing_twice_makes_one_version(group, secretary, reviewer):
    meeting = make_meeting(group, secretary)
    Meeting.objects.update(state="submitted")
    first = Meeting.objects.get()
    second = Meeting.objects.get()
    publishing.publish(first, reviewer, date(2022, 1, 1))
    with pytest.raises(NotNow):
        publishing.publish(second, reviewer, date(2022, 1, 1))
    assert meeting.publications.count() == 1


def test_a_draft_fills_no_table(group, secretary):
    make_meeting(group, secretary, document=zinder_document())
    counts = [model.objects.count() for model in (AgendaPoint, Attendance, Finding, ActionItem)]
    assert counts == [0, 0, 0, 0]


def test_zinder_fills_the_tables(group, secretary, reviewer):
    oim = make_agency("OIM")
    antenne = make_agency("OIM", parent=oim, territory=group.territory)
    make_agency("SP/CCM", aliases="Secrétaire permanent du CCM")
    make_agency("État", is_collective=True, aliases="Etat")
    make_agency("DM", aliases="Direction de la migration")
    meeting = make_meeting(group, secretary, document=zinder_document())
    publish(meeting, reviewer)
    assert [point.number for point in meeting.points.all()] == [1, 2, 3, 4]
    assert [line.agencies.count() for line in meeting.attendances.all()] == [1, 0, 0, 0, 1]
    assert meeting.attendances.last().agencies.get() == antenne
    kinds = Finding.objects.values_list("kind", flat=True).order_by("kind")
    assert list(kinds) == ["strength"] * 2 + ["weakness"] * 3
    actions = ActionItem.objects.of_meetings([meeting]).in_reading_order()
    assert [action.due_on.year for action in actions] == [2022] * 7 + [2021] * 2
    vulgarise = actions[3].responsibles.values_list("wording", "kind", "agency__acronym")
    assert list(vulgarise) == [
        ("Etat", "collective", "État"),
        ("SPCCM", "structure", "SP/CCM"),
        ("Direction de la migration.", "structure", "DM"),
    ]


def correct(meeting, document):
    """Publish another text as version 2, as a correction will."""
    Meeting.objects.filter(pk=meeting.pk).update(state="submitted", document=document)
    return Meeting.objects.get(pk=meeting.pk)


def test_a_new_version_changes_moves_cancels_and_never_deletes_actions(group, secretary, reviewer):
    document, points = with_rows(make_document(), "points", {"title": "Deuxième"})
    document, (kept, gone) = with_actions(document, {"text": "gardée"}, {"text": "retirée"})
    meeting = make_meeting(group, secretary, document=document)
    publish(meeting, reviewer)
    before = dict(ActionItem.objects.values_list("uid", "pk"))
    first = document["points"][0]
    second = {
        **document,
        f"points/{first}/actions": [],
        f"points/{points[0]}/actions": [kept],
        f"actions/{kept}/text": "changée",
    }
    publishing.publish(correct(meeting, second), reviewer, date(2022, 1, 1))
    after = {
        str(a.uid): (a.pk, a.text, a.status, a.agenda_point.title) for a in ActionItem.objects.all()
    }
    ids = {str(uid): pk for uid, pk in before.items()}
    assert after == {
        kept: (ids[kept], "changée", "todo", "Deuxième"),
        gone: (ids[gone], "retirée", "cancelled", "Divers"),
    }


def test_a_point_that_a_new_version_drops_is_withdrawn(group, secretary, reviewer):
    document, _ = with_rows(make_document(), "points", {"title": "Retiré"})
    meeting = make_meeting(group, secretary, document=document)
    publish(meeting, reviewer)
    without = {**document, "points": document["points"][:1]}
    publishing.publish(correct(meeting, without), reviewer, date(2022, 1, 1))
    withdrawn = {point.title: point.is_withdrawn for point in meeting.points.all()}
    assert withdrawn == {"Divers": False, "Retiré": True}


def test_uids_of_another_meeting_in_a_text_change_nothing_there(
    group, other_group, secretary, other_secretary, reviewer
):
    document, (uid,) = with_actions(make_document(), {"text": "à nous"})
    theirs = make_meeting(group, secretary, document=document)
    publish(theirs, reviewer)
    stolen = {**document, f"actions/{uid}/text": "volée"}
    publish(make_meeting(other_group, other_secretary, document=stolen), reviewer)
    texts = ActionItem.objects.values_list("agenda_point__meeting__group__name", "text")
    assert sorted(texts) == [("GTM/Agadez", "volée"), ("GTM/Zinder", "à nous")]


def test_the_next_meeting_that_the_minutes_announce_is_planned_once(
    group, other_group, secretary, other_secretary, reviewer
):
    make_meeting(other_group, other_secretary, on=date(2022, 3, 15))
    document = make_document(next_date="15 mars 2022", next_place="Magaria", next_probable="1")
    meeting = make_meeting(group, secretary, document=document)
    publish(meeting, reviewer)
    publishing.publish(correct(meeting, document), reviewer, date(2022, 1, 1))
    planned = Meeting.objects.get(state="planned")
    assert (planned.date, planned.place, planned.date_is_probable) == (
        date(2022, 3, 15),
        "Magaria",
        True,
    )
    title = "Lecture et adoption du compte rendu du 30\u00a0novembre\u00a02021"
    [adoption] = planned.document["points"]
    assert planned.document == {
        "date": "15/03/2022",
        "place": "Magaria",
        "followup_counted": "1",
        "points": [adoption],
        f"points/{adoption}/title": title,
    }


def test_the_planned_next_meeting_dates_the_actions_due_then(group, secretary, reviewer):
    document = make_document(next_date="15 mars 2022")
    document, _ = with_actions(document, {"text": "x", "deadline": "Avant la prochaine réunion"})
    publish(make_meeting(group, secretary, document=document), reviewer)
    assert ActionItem.objects.get().due_on == date(2022, 3, 15)


def test_a_next_meeting_planned_before_dates_the_actions_due_then(group, secretary, reviewer):
    make_meeting(group, secretary, state="planned", on=date(2022, 3, 15))
    action = {"text": "x", "deadline": "Avant la prochaine réunion"}
    document, _ = with_actions(make_document(), action)
    publish(make_meeting(group, secretary, document=document), reviewer)
    assert ActionItem.objects.get().due_on == date(2022, 3, 15)


def test_a_meeting_not_held_keeps_its_reason(group, secretary):
    meeting = make_meeting(group, secretary, state="planned")
    verbs.cancel(meeting, secretary, "Routes coupées")
    meeting.refresh_from_db()
    assert (meeting.state, meeting.not_held_reason) == ("cancelled", "Routes coupées")
    with pytest.raises(NotNow):
        verbs.cancel(meeting, secretary, "encore")


def test_names_are_read_in_the_territory_of_a_relocated_meeting(secretary, reviewer):
    niamey = make_territory("Niamey")
    tahoua = make_territory("Tahoua")
    central = make_group("GTM/Niamey", niamey, level="central")
    oim = make_agency("OIM", aliases="IOM")
    antenne = make_agency("OIM", parent=oim, territory=tahoua)
    meeting = make_meeting(central, secretary)
    known = names.names_known_in(meeting)
    assert (known["oim"].key, known["iom"].key) == (oim.pk, oim.pk)
    meeting.territory = tahoua
    known = names.names_known_in(meeting)
    assert (known["oim"].key, known["iom"].key) == (antenne.pk, antenne.pk)


TOO_LONG = (
    "Ce texte est trop long pour être imprimé : 80 pages environ au plus. Rien n’est perdu. "
    "Raccourcissez-le, ou joignez ses annexes comme fichiers."
)


@pytest.fixture
def endless(group, secretary):
    """Tiny cells: few signs for the checklist, 10,000 cells on paper."""
    document = make_document()
    document[f"points/{document['points'][0]}/discussion"] = ("a\t" * 9 + "a\n") * 1_000
    return make_meeting(group, secretary, document=document)


def test_a_text_too_long_to_be_printed_is_not_handed_in(endless, secretary):
    with pytest.raises(NotNow) as refused:
        verbs.submit(endless, secretary, endless.date)
    endless.refresh_from_db()
    assert (str(refused.value), endless.state) == (TOO_LONG, "draft")


def test_a_text_too_long_to_be_printed_is_not_published(endless, reviewer):
    """It may have become so since it was handed in, by what other minutes left open."""
    Meeting.objects.update(state="submitted")
    endless.refresh_from_db()
    with pytest.raises(NotNow) as refused:
        publishing.publish(endless, reviewer, endless.date)
    endless.refresh_from_db()
    assert (str(refused.value), endless.published_version) == (TOO_LONG, 0)


def test_the_preview_of_a_text_too_long_to_be_printed_says_so(endless, secretary, client_of):
    answer = client_of(secretary).get(reverse("meetings:meeting_preview", args=[endless.pk]))
    assert (answer.status_code, plain(TOO_LONG) in plain(answer.content.decode())) == (422, True)


def test_readers_of_a_text_too_long_to_be_printed_are_told_so(endless, client_of):
    Meeting.objects.update(state="submitted")
    make_reader(endless)
    answer = Client().get(reverse("meetings:reading_pdf", args=["jeton"]))
    assert (answer.status_code, plain(TOO_LONG) in plain(answer.content.decode())) == (422, True)


def plain(page):
    """Its words with plain spaces."""
    return " ".join(re.sub(r"<[^>]+>", "", html.unescape(page)).split())
