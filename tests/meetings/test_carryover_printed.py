"""What is printed of the earlier actions: what was spoken of, and how many others stay open."""

from datetime import date

import pytest
from django.template.loader import render_to_string

from meetings.models import Meeting
from meetings.printing.minutes import printed
from meetings.text import document as doc
from meetings.writing import carryover
from tests.factories import make_document, make_meeting, publish, with_rows
from tests.meetings.carrying import held
from tests.meetings.saving import form

pytestmark = pytest.mark.django_db
JANUARY = date(2022, 1, 12)
NEW = {"kind": "ordinary", "date": "12/01/2022", "modality": "on_site", "place": "PAM Zinder"}


def followup_of(group, document):
    return printed(document, group=group).followup


def begun(client, group):
    """A meeting made by its form, with what stood open before."""
    client.post("/reunions/nouvelle/", NEW | {"group": group.pk})
    return Meeting.objects.get(date=JANUARY)


def said_of(meeting, *uids, **fields):
    text = meeting.document | {"followups": list(uids)} | fields
    text |= {doc.key_of("followups", uid, "said"): "oui" for uid in uids}
    return carryover.completed_map(meeting, text)


@pytest.mark.parametrize(
    ("spoken", "rows", "rest"),
    [
        (0, [], "3 points d’action des réunions précédentes restent ouverts."),
        (1, ["a"], "2 autres points d’action restent ouverts."),
        (2, ["a", "b"], "1 autre point d’action reste ouvert."),
        (3, ["a", "b", "c"], ""),
    ],
)
def test_a_new_text_prints_what_was_spoken_of_and_counts_the_rest(
    client, group, secretary, spoken, rows, rest
):
    _, uids = held(group, secretary, *({"text": text} for text in "abc"))
    followup = followup_of(group, said_of(begun(client, group), *uids[:spoken]))
    assert ([row.text for row in followup.rows], followup.rest) == (rows, rest)
    page = render_to_string("meetings/_followup.html", {"followup": followup})
    assert (rest.replace(" :", "\u00a0:") in page, "<table" in page) == (True, bool(rows))


def test_all_are_printed_when_the_box_is_ticked(client, group, secretary):
    _, uids = held(group, secretary, {"text": "a"}, {"text": "b"})
    meeting = begun(client, group)
    followup = followup_of(group, said_of(meeting, uids[0], followup_all="1"))
    assert ([row.text for row in followup.rows], followup.rest) == (["a", "b"], "")


def test_what_was_typed_for_an_older_meeting_is_printed_whatever_was_said(client, group, secretary):
    held(group, secretary, {"text": "a"})
    text, _ = with_rows(begun(client, group).document, "former_actions", {"text": "ancien"})
    followup = followup_of(group, carryover.completed_map(Meeting.objects.get(date=JANUARY), text))
    told = ([row.text for row in followup.rows], followup.rest)
    assert told == (["ancien"], "1 autre point d’action reste ouvert.")


@pytest.mark.parametrize(
    ("said_only", "rows"), [({}, ["a", "b"]), ({"followup_said_only": "1"}, ["a"])]
)
def test_a_text_of_before_prints_as_before(group, secretary, said_only, rows):
    _, uids = held(group, secretary, {"text": "a"}, {"text": "b"})
    meeting = make_meeting(group, secretary, on=JANUARY)
    followup = followup_of(group, said_of(meeting, uids[0], **said_only))
    assert ([row.text for row in followup.rows], followup.rest) == (rows, "")


def test_each_kind_of_text_stays_of_its_kind_when_it_is_saved(client, group, secretary):
    held(group, secretary, {"text": "a"})
    new, old = begun(client, group), make_meeting(group, secretary, on=JANUARY)
    for meeting, kind in ((new, "1"), (old, None)):
        page = client.get(f"/reunions/{meeting.pk}/modifier/").content.decode()
        marker = '<input type="checkbox" name="followup_counted" value="1" hidden'
        assert (f"{marker} checked>" in page) == (kind == "1")
        client.post(f"/reunions/{meeting.pk}/modifier/", form(meeting.document | {"end": "11h"}))
        assert Meeting.objects.get(pk=meeting.pk).document.get("followup_counted") == kind


def test_a_published_text_of_before_is_read_as_it_was(group, secretary, reviewer, client_of):
    _, uids = held(group, secretary, {"text": "dit"}, {"text": "tu"}, by=reviewer)
    text = make_document(date="12/01/2022", followup_said_only="1", followups=[uids[0]])
    text[doc.key_of("followups", uids[0], "said")] = "oui"
    meeting = make_meeting(group, secretary, on=JANUARY, document=text)
    publish(meeting, reviewer)
    page = client_of(reviewer).get(meeting.get_absolute_url()).content.decode()
    assert ("reste ouvert" in page, "<td>oui</td>" in page) == (False, True)
