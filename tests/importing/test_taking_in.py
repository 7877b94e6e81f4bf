"""An original is taken into a meeting of its day that was planned, or begun and left empty."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from actions.models import ActionItem
from gtm.models import Mail, Notice
from gtm.refusals import NotNow
from meetings.board.figures import Period, as_of
from meetings.convocation import answering
from meetings.convocation.answering import Reply, Said
from meetings.imports import keeping, taking
from meetings.imports.announced import ANNOUNCED, SILENT
from meetings.imports.forms import BeginForm
from meetings.life import verbs
from meetings.models import Convened, Meeting, Original, Revision
from meetings.text import document as doc
from meetings.writing import originals, store
from tests.factories import make_meeting, publish
from tests.forms import Page
from tests.importing.taking import BEFORE, DAY, OTHER, POINT, announced, empty, kept, take
from tests.importing.test_originals import LIST, PASTED, bring_in
from tests.meetings.convoking import convene, member, planned, type_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("read_here")]


def offered(original, by):
    """The values of the choice that the form proposes, and which one it proposes."""
    form = BeginForm(None, original=original, user=by, today=date(2026, 12, 31))
    return [value for value, _ in form.fields["into"].choices], form["into"].value()


# --- What is offered ---


def test_a_planned_meeting_and_an_empty_draft_are_offered_and_the_first_is_proposed(
    group, secretary
):
    meetings = [announced(group, secretary), empty(group, secretary)]
    original = kept(group, secretary)
    ids = [str(each.pk) for each in meetings]
    assert offered(original, secretary) == ([*ids, BeginForm.ANOTHER], ids[0])


def test_a_draft_that_was_begun_and_lists_who_was_convened_is_offered(group, secretary):
    member(group, "OIM")
    meeting = announced(group, secretary)
    convene(meeting, secretary, BEFORE)
    verbs.start(Meeting.objects.get(pk=meeting.pk), secretary)
    assert Meeting.objects.get(pk=meeting.pk).document["attendance"]
    assert offered(kept(group, secretary), secretary)[1] == str(meeting.pk)


@pytest.mark.parametrize(
    "typed",
    [
        {"opening": "La séance est ouverte."},
        {doc.key_of("points", POINT, "discussion"): "Les flux baissent."},
        {"attendance": [OTHER], doc.key_of("attendance", OTHER, "wording"): "HCR"},
    ],
)
def test_a_meeting_in_which_somebody_wrote_is_not_offered(group, secretary, typed):
    document = {"date": "11/03/2021", "points": [POINT]} | typed
    document[doc.key_of("points", POINT, "title")] = "Tendances"
    make_meeting(group, secretary, on=DAY, document=document)
    assert offered(kept(group, secretary), secretary) == ([BeginForm.ANOTHER], None)


def test_a_meeting_that_has_an_original_is_not_offered_again(group, secretary):
    take(kept(group, secretary), announced(group, secretary), secretary)
    other = kept(group, secretary, f"{PASTED}Fin\n")
    assert offered(other, secretary) == ([BeginForm.ANOTHER], None)


def test_the_secretariat_that_does_not_write_for_the_group_is_offered_another_meeting_only(
    client_of, group, secretary, reviewer, other_secretary
):
    meeting = announced(group, secretary)
    original = kept(group, secretary)
    assert offered(original, reviewer) == ([BeginForm.ANOTHER], None)
    sent = {"date": "11 mars 2021", "into": str(meeting.pk)}
    answers = [
        client_of(person).post(original.get_absolute_url(), sent).status_code
        for person in (reviewer, other_secretary)
    ]
    assert (answers, Meeting.objects.get().version) == ([422, 404], 1)


def test_a_meeting_of_another_group_or_day_is_no_choice(
    client_of, group, other_group, secretary, other_secretary
):
    announced(group, secretary)
    elsewhere = [
        planned(other_group, other_secretary, on=DAY),
        planned(group, secretary, on=date(2021, 3, 12)),
    ]
    original = kept(group, secretary)
    for meeting in elsewhere:
        sent = {"date": "11 mars 2021", "into": str(meeting.pk)}
        assert client_of(secretary).post(original.get_absolute_url(), sent).status_code == 422
    assert not Meeting.objects.filter(version__gt=1).exists()


# --- What becomes of both texts ---


def test_a_planned_meeting_is_begun_and_says_what_its_original_says(group, secretary):
    meeting = take(kept(group, secretary), announced(group, secretary), secretary)
    said = doc.tree(meeting.document)
    points = [(row["title"], row["discussion"], len(row["actions"])) for row in said["points"]]
    assert (meeting.state, meeting.place, said["place"], points) == (
        "draft",
        "Niamey",
        "Niamey",
        [("Tendances", "Les flux baissent.", 1), ("Divers", "", 0)],
    )
    steps = meeting.steps.values_list("name", "by")
    assert list(steps) == [("start", secretary.pk)]
    saved = Revision.objects.filter(meeting=meeting).order_by("pk")
    assert [(each.version, each.author_id, each.kind) for each in saved] == [
        (1, secretary.pk, "saved"),
        (2, secretary.pk, "saved"),
    ]


def test_what_was_announced_stays_where_the_original_is_silent_and_is_to_be_verified(
    group, secretary
):
    original = kept(group, secretary)
    meeting = take(original, announced(group, secretary, platform="Teams"), secretary)
    known = {name: meeting.document[name] for name in ("start", "end", "platform")}
    assert known == {"start": "10h", "end": "12h30", "platform": "Teams"}
    assert meeting.document[doc.key_of("points", POINT, "presenters")] == "OIM"
    kept_keys = [*known, doc.key_of("points", POINT, "presenters")]
    places = {each.key: each.place for each in originals.to_check(original, meeting.document)}
    assert [places[key] for key in kept_keys] == [SILENT] * 4


def test_where_both_differ_the_original_is_right_and_what_was_announced_stands_beside(
    group, secretary
):
    original = kept(group, secretary)
    meeting = take(original, announced(group, secretary, kind="extraordinary"), secretary)
    assert [meeting.document[name] for name in ("place", "kind")] == ["Niamey", "ordinary"]
    assert [original.marks[name] for name in ("place", "kind")] == [
        [False, f"ligne 3 ({ANNOUNCED}\u00a0: Salle de la Région)"],
        [False, f"ligne 1 ({ANNOUNCED}\u00a0: extraordinaire)"],
    ]


def test_points_and_persons_of_whom_the_original_is_silent_are_listed(client_of, group, secretary):
    for name in ("OIM", "PAM", "DRAT"):
        member(group, name)
    meeting = announced(group, secretary)
    convene(meeting, secretary, BEFORE)
    row = Convened.objects.get(agency__acronym="PAM")
    answering.answer(row, Reply("excused", reason="mission"), Said(BEFORE, "link"))
    original = kept(group, secretary)
    before = [tuple(each) for each in original.left]
    taken = take(original, Meeting.objects.get(pk=meeting.pk), secretary)
    assert [tuple(each) for each in original.left[len(before) :]] == [
        (ANNOUNCED, "Point\u00a0: Cartographie"),
        (ANNOUNCED, "Présence\u00a0: PAM (excusé)"),
        (ANNOUNCED, "Présence\u00a0: DRAT"),
    ]
    page = client_of(secretary).get(reverse("meetings:meeting_edit", args=[taken.pk]))
    assert "Point\u00a0: Cartographie" in page.content.decode()
    assert Convened.objects.filter(meeting=taken).count() == 3


def test_a_point_that_both_have_stays_the_same_row(group, secretary):
    original = kept(group, secretary)
    meeting = take(original, announced(group, secretary), secretary)
    assert meeting.document["points"][0] == POINT
    assert doc.key_of("points", POINT, "discussion") in original.doubtful(meeting.document)


def test_the_history_keeps_what_was_announced(group, secretary):
    meeting = announced(group, secretary)
    taken = take(kept(group, secretary), meeting, secretary)
    first = Revision.objects.get(meeting=taken, version=1)
    assert first.document == meeting.document


def test_an_empty_draft_takes_the_same_text_as_a_new_one_would_have(group, secretary):
    # Both are of that day, so that their texts differ in nothing else.
    meeting = take(kept(group, secretary), empty(group, secretary), secretary)
    other = keeping.begin(kept(group, secretary, f"{PASTED} "), secretary, "11 mars 2021")
    titles = [
        [row["title"] for row in doc.tree(each.document)["points"]] for each in (meeting, other)
    ]
    assert titles[0] == titles[1] == ["Tendances", "Divers"]
    flags = ("followup_said_only", "followup_counted", "date")
    assert [meeting.document.get(name) for name in flags] == ["1", None, "11 mars 2021"]
    assert [other.document.get(name) for name in flags] == ["1", None, "11 mars 2021"]


# --- It is the meeting that it was ---


def test_taking_in_tells_nobody_and_its_minutes_then_live_as_any_others(
    group, secretary, reviewer, freeze
):
    freeze(datetime(2021, 3, 20, 12, tzinfo=UTC))
    meeting = take(kept(group, secretary), announced(group, secretary), secretary)
    assert (Notice.objects.count(), Mail.objects.count()) == (0, 0)
    verbs.submit(meeting, secretary, date(2021, 3, 20))
    assert list(Notice.objects.values_list("user", flat=True)) == [reviewer.pk]


def test_figures_of_then_keep_counting_it(group, secretary, freeze):
    day = date(2021, 3, 20)
    freeze(datetime(2021, 3, 20, 12, tzinfo=UTC))
    meeting = announced(group, secretary)
    period = Period(date(2021, 1, 1), day)

    def missing():
        rows = as_of(Meeting.everywhere.all(), ActionItem.objects.all(), period, datetime.now(UTC))
        return [each.pk for each in rows.missing()], list(Meeting.objects.missing_minutes(day))

    before = missing()
    assert before == ([meeting.pk], [meeting])
    take(kept(group, secretary), meeting, secretary)
    assert missing() == before


def test_it_is_printed_as_entered_from_its_original(client_of, group, secretary, reviewer):
    meeting = take(kept(group, secretary), announced(group, secretary), secretary)
    publish(meeting, reviewer)
    page = client_of(secretary).get(meeting.get_absolute_url()).content.decode()
    assert "Saisi d’après l’original" in page
    assert (meeting.is_imported, meeting.is_from_original) == (False, True)


# --- Meanwhile ---


def test_what_somebody_wrote_meanwhile_is_not_overwritten(client_of, group, secretary):
    meeting = announced(group, secretary)
    original = kept(group, secretary)
    client = client_of(secretary)
    page = Page("/", client.get(original.get_absolute_url()).content)
    (sending,) = [each for each in page.sendings if ("into", str(meeting.pk)) in each.pairs]
    typed = type_in(meeting, secretary, opening="La séance est ouverte.")
    answer = client.post(original.get_absolute_url(), sending.data)
    assert (answer.status_code, answer.context["form"].errors["into"]) == (422, [taking.TOUCHED])
    with pytest.raises(NotNow, match="son texte reste tel quel"):
        taking.take(original, meeting, secretary, "11 mars 2021")
    now = Meeting.objects.get()
    assert (now.document, now.state) == (typed.document, "planned")
    assert Original.objects.get().meeting is None


def test_a_save_from_before_it_was_taken_in_is_put_together_with_it(group, secretary):
    meeting = announced(group, secretary)
    take(kept(group, secretary), meeting, secretary)
    typed = meeting.document | {"closing": "Fin à midi."}
    saved = store.save(meeting, secretary, typed, 1, store.new_op_id())
    now = Meeting.objects.get()
    assert (saved.is_current, now.document["closing"], now.document["place"]) == (
        True,
        "Fin à midi.",
        "Niamey",
    )


def test_the_same_file_twice_is_taken_in_once(client_of, group, secretary):
    meeting = announced(group, secretary)
    client = client_of(secretary)
    bring_in(client, group, text=PASTED)
    original = Original.objects.get()
    sent = {"date": "11 mars 2021", "into": str(meeting.pk)}
    assert client.post(original.get_absolute_url(), sent).status_code == 302
    version = Meeting.objects.get().version
    again = client.post(original.get_absolute_url(), sent)
    assert bring_in(client, group, text=PASTED).url == f"{LIST}?deja={original.pk}"
    now = Meeting.objects.get()
    assert (again.status_code, now.version, Original.objects.count()) == (422, version, 1)


def test_the_form_is_sent_as_it_stands_with_its_token_and_without_a_script(group, secretary):
    meeting = announced(group, secretary)
    original = kept(group, secretary)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(secretary)
    address = original.get_absolute_url()
    page = Page(address, browser.get(address).content)
    (sending,) = [each for each in page.sendings if ("into", str(meeting.pk)) in each.pairs]
    without = {name: text for name, text in sending.data.items() if name != "csrfmiddlewaretoken"}
    assert browser.post(address, without).status_code == 403
    answer = browser.post(address, sending.data)
    assert answer.url == reverse("meetings:meeting_edit", args=[meeting.pk])
    assert Original.objects.get().meeting_id == meeting.pk


def test_the_page_of_a_meeting_whose_day_has_come_leads_to_the_import(
    client_of, group, other_group, secretary, freeze
):
    meeting = announced(group, secretary)
    client = client_of(secretary)
    link = f"{LIST}?groupe={group.pk}"
    freeze(datetime(2021, 3, 10, 12, tzinfo=UTC))
    assert link not in client.get(meeting.get_absolute_url()).content.decode()
    freeze(datetime(2021, 3, 11, 12, tzinfo=UTC))
    assert link in client.get(meeting.get_absolute_url()).content.decode()
    assert client.get(link).context["form"]["group"].value() == group.pk
    assert (
        client.get(f"{LIST}?groupe={other_group.pk}").context["form"]["group"].value() == group.pk
    )
    type_in(meeting, secretary, opening="La séance est ouverte.")
    assert link not in client.get(meeting.get_absolute_url()).content.decode()
