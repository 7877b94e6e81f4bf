"""Former minutes are read, amended and adopted at the next meeting."""

import uuid
from datetime import date

import pytest
from django.urls import reverse

from gtm.typography import long_date
from meetings.life import adoption
from meetings.models import Adoption, Meeting
from meetings.printing.minutes import printed
from meetings.text import document as doc
from meetings.writing import carryover
from tests.factories import make_document, make_meeting, publish, with_rows

pytestmark = pytest.mark.django_db
JANUARY, MARCH = date(2022, 1, 20), date(2022, 3, 15)


@pytest.fixture
def former(group, secretary):
    return make_meeting(group, secretary)


@pytest.fixture
def later(group, secretary, former):
    return make_meeting(group, secretary, on=JANUARY)


def to_adopt(meeting):
    rows = doc.tree(carryover.completed_text(meeting))["adoptions"]
    return [(row["uid"], row["meeting_date"]) for row in rows]


def decide(meeting, former, decision, *amendments):
    key = f"adoptions/{former.pk}"
    document = {**meeting.document, "adoptions": [str(former.pk)], f"{key}/decision": decision}
    document, _ = with_rows(document, f"{key}/amendments", *amendments)
    Meeting.objects.filter(pk=meeting.pk).update(document=document)
    return Meeting.objects.get(pk=meeting.pk)


AMENDMENT = {"text": "Lire douze", "point": "1- Divers", "author": "OIM"}


def test_the_minutes_of_the_last_meeting_held_are_to_adopt(group, secretary, former, later):
    make_meeting(group, secretary, state="cancelled", on=JANUARY, not_held_reason="pluie")
    last = make_meeting(group, secretary, on=MARCH)
    assert (to_adopt(former), to_adopt(later)) == ([], [(str(former.pk), "30/11/2021")])
    assert to_adopt(last) == [(str(later.pk), "20/01/2022")]


def test_minutes_left_unread_come_back_at_the_next_meeting(group, secretary, former, later):
    decide(later, former, "unread")
    last = make_meeting(group, secretary, on=MARCH)
    assert [uid for uid, _ in to_adopt(last)] == [str(former.pk), str(later.pk)]


@pytest.mark.parametrize(
    ("decision", "end"),
    [
        ("adopted", "a été adopté."),
        ("reserved", "a été adopté sous réserve."),
        ("unread", "n’a pas été lu."),
    ],
)
def test_the_decision_is_printed(group, former, later, decision, end):
    text = carryover.completed_text(decide(later, former, decision))
    sentence = f"Le compte rendu de la réunion du {long_date(date(2021, 11, 30))} {end}"
    assert [each.sentence for each in printed(text, group=group).followup.adoptions] == [sentence]


def test_amendments_are_printed_below_it(group, former, later):
    text = carryover.completed_text(decide(later, former, "amended", AMENDMENT, {"text": "Oter"}))
    adoption = printed(text, group=group).followup.adoptions[0]
    assert adoption.sentence.endswith("a été adopté avec amendements :")
    assert adoption.amendments == ["OIM, 1- Divers : Lire douze", "Oter"]


def test_nothing_is_printed_while_nothing_is_decided(group, later):
    assert printed(carryover.completed_text(later), group=group).followup is None


def test_published_minutes_say_it_on_the_page_of_the_former_ones(
    group, secretary, reviewer, partner, client_of, former, later
):
    publish(former, reviewer)
    decide(later, former, "amended", AMENDMENT)
    page = client_of(secretary).get(former.get_absolute_url()).content.decode()
    assert "amendement" not in page
    publish(later, reviewer)
    pages = {
        person: client_of(person).get(former.get_absolute_url()).content.decode()
        for person in (secretary, reviewer, partner)
    }
    for person, page in pages.items():
        assert "Adopté avec amendements à la" in page
        assert "avec 1 amendement." in page
        assert ("Amendements à reporter" in page) == (person != partner)
        assert ("Lire douze" in page) == (person != partner)


@pytest.fixture
def amended(reviewer, former, later):
    """The former minutes, published, and the amendment that the later ones decided."""
    publish(former, reviewer)
    decide(later, former, "amended", AMENDMENT)
    publish(later, reviewer)
    return Meeting.objects.get(pk=former.pk)


def is_pending(meeting, person, client_of):
    page = client_of(person).get(meeting.get_absolute_url()).content.decode()
    assert "avec 1 amendement." in page
    return "Amendements à reporter" in page


def open_correction(meeting, reviewer, client_of, **form):
    address = reverse("meetings:correction_open", args=[meeting.pk])
    assert "Lire douze" in client_of(reviewer).get(address).content.decode()
    client_of(reviewer).post(address, {"changes": "Le point 1"} | form)


@pytest.mark.parametrize(("form", "is_left"), [({}, True), ({"amendments": "on"}, False)])
def test_amendments_are_pending_until_a_correction_opened_for_them_is_out(
    secretary, reviewer, client_of, amended, form, is_left
):
    open_correction(amended, reviewer, client_of, **form)
    assert is_pending(amended, secretary, client_of)
    publish(amended, reviewer)
    assert is_pending(amended, secretary, client_of) == is_left


def test_an_abandoned_correction_leaves_them_pending_for_the_next_version(
    secretary, reviewer, client_of, amended
):
    open_correction(amended, reviewer, client_of, amendments="on")
    client_of(reviewer).post(reverse("meetings:correction_abandon", args=[amended.pk]))
    open_correction(amended, reviewer, client_of)
    publish(amended, reviewer)
    assert is_pending(amended, secretary, client_of)


@pytest.mark.parametrize(("text", "is_left"), [("Lire douze", False), ("Lire treize", True)])
def test_an_amendment_taken_up_stays_so_unless_its_own_minutes_change_it(
    secretary, reviewer, client_of, amended, later, text, is_left
):
    open_correction(amended, reviewer, client_of, amendments="on")
    publish(amended, reviewer)
    Meeting.objects.filter(pk=later.pk).update(state="draft")
    document = Meeting.objects.get(pk=later.pk).document
    (uid,) = document[f"adoptions/{amended.pk}/amendments"]
    document |= {f"amendments/{uid}/text": text}
    Meeting.objects.filter(pk=later.pk).update(document=document)
    publish(later, reviewer)
    assert is_pending(amended, secretary, client_of) == is_left


def test_a_correction_with_nothing_pending_asks_nothing_of_amendments(reviewer, client_of, former):
    publish(former, reviewer)
    page = client_of(reviewer).get(reverse("meetings:correction_open", args=[former.pk]))
    assert "amendements" not in page.content.decode()


def test_publishing_again_keeps_one_adoption(reviewer, former, later):
    publish(former, reviewer)
    decide(later, former, "adopted")
    publish(later, reviewer)
    Meeting.objects.filter(pk=later.pk).update(state="draft")
    publish(later, reviewer)
    assert [each.decision for each in Adoption.objects.all()] == ["adopted"]


def test_minutes_of_another_group_are_not_adopted_here(
    other_group, other_secretary, reviewer, former
):
    theirs = make_meeting(other_group, other_secretary, on=JANUARY)
    decide(theirs, former, "adopted")
    publish(theirs, reviewer)
    assert Adoption.objects.count() == 0


def lecture(meeting):
    return reverse("meetings:meeting_lecture", args=[meeting.pk])


def test_amending_adds_a_row_to_the_text_of_the_meeting_that_reads(
    secretary, client_of, former, later
):
    client = client_of(secretary)
    page = client.get(lecture(former) + f"?seance={later.pk}").content.decode()
    address = reverse("meetings:amendment_add", args=[later.pk])
    assert page.count(f'action="{address}"') == 2  # the head and the point
    sent = {"former": former.pk, "op_id": uuid.uuid4(), "point": "1- Divers"}
    answers = [client.post(address, sent).url for _ in range(2)]
    document = Meeting.objects.get(pk=later.pk).document
    (uid,) = document[f"adoptions/{former.pk}/amendments"]
    assert document["adoptions"] == [str(former.pk)]
    assert document[f"amendments/{uid}/point"] == "1- Divers"
    assert set(answers) == {reverse("meetings:meeting_edit", args=[later.pk]) + f"#row-{uid}"}


def test_published_minutes_are_amended_in_the_next_draft_without_being_asked(
    secretary, reviewer, client_of, former, later
):
    publish(former, reviewer)
    page = client_of(secretary).get(lecture(former)).content.decode()
    assert page.count(f"/reunions/{later.pk}/amendements/") == 2


def test_ones_own_draft_is_corrected_and_not_amended(secretary, client_of, later):
    page = client_of(secretary).get(lecture(later)).content.decode()
    assert (page.count("Corriger"), page.count("Amender")) == (2, 0)


def test_who_only_reads_amends_nothing(partner, reviewer, client_of, former, later):
    publish(former, reviewer)
    page = client_of(partner).get(lecture(former)).content.decode()
    assert (page.count("Corriger"), page.count("Amender"), "Divers" in page) == (0, 0, True)


def test_a_later_meeting_is_no_former_one(secretary, client_of, former, later):
    address = reverse("meetings:amendment_add", args=[former.pk])
    for wrong in (later.pk, former.pk, "x", ""):
        assert client_of(secretary).post(address, {"former": wrong}).status_code == 404


def test_submitted_minutes_take_no_amendment(secretary, client_of, former, later):
    Meeting.objects.filter(pk=later.pk).update(state="submitted")
    address = reverse("meetings:amendment_add", args=[later.pk])
    assert client_of(secretary).post(address, {"former": former.pk}).status_code == 403


def test_an_amendment_is_added_without_javascript(secretary, client_of, former, later):
    address = reverse("meetings:meeting_edit", args=[later.pk])
    form = make_document() | {
        "base_version": 1,
        "op_id": uuid.uuid4(),
        "adoptions": [str(former.pk)],
    }
    form["do"] = f"add:adoptions/{former.pk}/amendments"
    answer = client_of(secretary).post(address, form)
    document = Meeting.objects.get(pk=later.pk).document
    (uid,) = document[f"adoptions/{former.pk}/amendments"]
    assert (answer.url, document["adoptions"]) == (f"{address}#row-{uid}", [str(former.pk)])


def test_a_decision_that_is_not_noted_is_none(reviewer, former, later):
    publish(former, reviewer)
    publish(decide(later, former, "", AMENDMENT), reviewer)
    assert Adoption.objects.count() == 0


def test_an_amendment_without_words_is_none(reviewer, former, later):
    publish(former, reviewer)
    publish(decide(later, former, "amended", {}, AMENDMENT), reviewer)
    (adoption,) = Adoption.objects.all()
    assert [(each.position, each.text) for each in adoption.amendments.all()] == [(1, "Lire douze")]


def test_a_correction_takes_up_and_lets_go_what_no_version_has(group, secretary, reviewer, former):
    publish(former, reviewer)
    former.refresh_from_db()
    rows = [("unread", None, 1), ("adopted", None, 0), ("amended", 1, 1), ("amended", None, 1)]
    for month, (decision, version, count) in enumerate(rows, 1):
        at = make_meeting(group, secretary, on=date(2022, month, 10))
        fields = {"decision": decision, "reported_in": version}
        row = Adoption.objects.create(meeting=former, at=at, **fields)
        for place in range(count):
            row.amendments.create(position=place, text="Lire douze")

    def taken_up():
        return list(Adoption.objects.order_by("at__date").values_list("reported_in", flat=True))

    pending = [each.at.date.month for each in adoption.pending(former)]
    adoption.take_up(former)
    taken = [taken_up()]
    adoption.let_go(former)
    taken.append(taken_up())
    assert (pending, taken) == ([4], [[None, None, 1, 2], [None, None, 1, None]])
